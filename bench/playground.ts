/** The running desk through the playground's API, as a script would use it. */
export interface Playground {
  /** Throws when the desk refuses. Resolves with the answer. */
  invoke(as: string, place: string, operation: string, input: object): Promise<Answer>
  posts(place: string): Promise<readonly Post[]>
  /** Calls back for each post, when it is made and when it changes, until `close`. */
  listen(onPost: (post: Post) => void): Promise<{ close(): void }>
}
export interface Answer {
  readonly kind: 'none' | 'private' | 'form' | 'invalid'
  readonly post?: Post
  readonly fields?: object
}
export interface Post {
  readonly id: string
  readonly place: string
  readonly text: string
  readonly card?: { readonly title: string; readonly blocks: readonly object[] }
}

export const playgroundOf = (url: string): Playground => {
  const api = `${url}/playground/api`
  return {
    invoke: async (as, place, operation, input) => {
      const response = await fetch(`${api}/invoke`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ as, place, operation, input }),
      })
      const body = (await response.json()) as { answer?: Answer }
      if (!response.ok || body.answer === undefined || body.answer.kind === 'invalid')
        throw new Error(`${operation}: ${JSON.stringify(body)}`)
      return body.answer
    },
    posts: async (place) => {
      const response = await fetch(`${api}/places/${place}?limit=1000`)
      return ((await response.json()) as { posts: readonly Post[] }).posts
    },
    listen: async (onPost) => {
      const abort = new AbortController()
      const response = await fetch(`${api}/stream`, { signal: abort.signal })
      void readPosts(response.body as unknown as AsyncIterable<Uint8Array>, onPost).catch(() => undefined)
      return { close: () => abort.abort() }
    },
  }
}

/** Server-sent events: only those named `post`. */
const readPosts = async (body: AsyncIterable<Uint8Array>, onPost: (post: Post) => void) => {
  let rest = ''
  for await (const chunk of body) {
    const events = (rest + Buffer.from(chunk).toString()).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1]
      if (/^event: post$/m.test(event) && data !== undefined) onPost(JSON.parse(data) as Post)
    }
  }
}
