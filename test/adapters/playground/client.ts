import type {
  AnswerView,
  Completion,
  PersonView,
  PlacePage,
  PlaceView,
  PostView,
} from '../../../adapters/playground/page/wire'

export interface Reply<T> {
  readonly status: number
  readonly body: T
}
export interface Done {
  readonly event: string
  readonly answer: AnswerView
  readonly post: PostView
  readonly operation?: string
  readonly error?: { readonly code: string; readonly message: string; readonly allowed?: readonly string[] }
}

/** The playground's API as a script uses it. */
export interface PlaygroundClient {
  call<T = Done>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply<T>>
  posts(place: string, as?: string): Promise<readonly PostView[]>
  /** Server-sent events, parsed, until `close`. */
  stream(query?: string, lastId?: string): Promise<EventStream>
}
export interface Heard {
  readonly id: string
  readonly event: string
  readonly data: unknown
}
export interface EventStream {
  /** Resolves with the first event, now or to come, that the test means. */
  next(test: (event: Heard) => boolean): Promise<Heard>
  readonly lastId: string
  close(): void
}

export type { AnswerView, Completion, PersonView, PlacePage, PlaceView, PostView }

export const playgroundClient = (url: string): PlaygroundClient => {
  const call: PlaygroundClient['call'] = async (method, path, body, headers = {}) => {
    const raw = body instanceof Buffer
    const response = await fetch(`${url}/playground/api/${path}`, {
      method,
      headers: { ...(!raw && body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: raw ? new Uint8Array(body) : JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as never }
  }
  return {
    call,
    posts: async (place, as) =>
      (await call<PlacePage>('GET', `places/${place}?limit=1000${as ? `&as=${as}` : ''}`)).body.posts,
    async stream(query = '', lastId) {
      const abort = new AbortController()
      const response = await fetch(`${url}/playground/api/stream${query}`, {
        signal: abort.signal,
        headers: lastId === undefined ? {} : { 'last-event-id': lastId },
      })
      return readEvents(response, abort)
    },
  }
}

const readEvents = (response: Response, abort: AbortController): EventStream => {
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  let lastId = ''
  const take = (block: string): void => {
    const fields = new Map(
      block.split('\n').map((line): [string, string] => {
        const at = line.indexOf(': ')
        return [line.slice(0, at), line.slice(at + 2)]
      }),
    )
    lastId = fields.get('id') ?? lastId
    const data = fields.get('data')
    if (data !== undefined) heard.push({ id: lastId, event: fields.get('event') ?? '', data: JSON.parse(data) })
    for (const look of waiting) look()
  }
  const read = async (): Promise<void> => {
    let rest = ''
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + Buffer.from(chunk).toString('utf8')).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) take(block)
    }
  }
  read().catch(() => undefined)
  return {
    get lastId() {
      return lastId
    },
    next: (test) =>
      new Promise((found) => {
        const look = (): void => {
          const event = heard.find(test)
          if (!event) return
          waiting.delete(look)
          found(event)
        }
        waiting.add(look)
        look()
      }),
    close: () => abort.abort(),
  }
}
