import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * The connector of Teams over real HTTP, with a ledger of its own: what the bot asked of it, in order, and what now
 * stands in each conversation. It speaks as Teams does (ids, reply chains, the shapes of its activities) and sends the
 * bot nothing by itself: a test delivers.
 */
export interface TeamsFake {
  /** The connector's address, as activities carry it. */
  readonly serviceUrl: string
  readonly host: string
  readonly ledger: readonly Call[]
  /** Posts in a conversation; with a chain, the chain's messages with its root. */
  posts(conversation: string): readonly FakePost[]
  /** In a channel, in whatever chain. */
  everywhere(channel: string): readonly FakePost[]
  post(id: string): FakePost | undefined
  /** An activity as Teams would send it. */
  activity(by: FakePerson, conversation: string, more: object): Record<string, unknown>
  /** Somebody writes: kept, and given as the activity that tells of it. */
  write(by: FakePerson, conversation: string, said: Said): Record<string, unknown>
  deliver(activity: object, authorization?: string): Promise<{ readonly status: number; readonly body: unknown }>
  /** The next calls whose method and path fit are answered with this instead. */
  answerNext(method: string, fault: Fault, times?: number): void
  /** Sees every call; a Fault decides it. */
  onCall(look: ((call: Call) => Fault | undefined) | undefined): void
  /** Files behind links, as Teams keeps them for personal chats, and what was uploaded. */
  keepFile(name: string, bytes: Buffer): string
  readonly uploads: readonly { readonly path: string; readonly bytes: Buffer }[]
  connect(botUrl: string): void
  close(): Promise<void>
}
export interface Fault {
  readonly status: number
  readonly code?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The call was carried out all the same; with status 0 its answer is lost. */
  readonly done?: boolean
}
export interface Said {
  readonly text: string
  readonly html?: string
  readonly attachments?: readonly object[]
  readonly toBot?: boolean
  readonly extra?: object
}
export interface Call {
  readonly method: string
  readonly path: string
  readonly body: Record<string, unknown>
  readonly authorization: string | undefined
  readonly at: number
}
export interface FakePost {
  readonly id: string
  /** Of a channel: with its chain. */
  readonly conversation: string
  readonly by: string
  text: string
  attachments: readonly { readonly contentType: string; readonly name?: string; readonly content?: unknown }[]
  entities: readonly unknown[]
}
export interface FakePerson {
  readonly id: string
  readonly name: string
  readonly aadObjectId: string
}

export const tenant = '11111111-2222-4333-8444-555555555555'
export const bot = { id: '28:0f0f0f0f-1111-4222-8333-444444444444', name: 'Taquilla' }
const person = (name: string, digit: string): FakePerson => ({
  id: `29:1${name.split(' ')[0]}-${digit.repeat(8)}`,
  name,
  aadObjectId: `${digit.repeat(8)}-aaaa-4bbb-8ccc-dddddddddddd`,
})
export const ana = person('Ana Diaz', 'a')
export const bo = person('Bo Lindqvist', 'b')
export const sam = person('Sam Okafor', 'c')
export const eva = person('Eva Prieto', 'd')
export const carlos = person('Carlos Ruiz', 'e')
export const everybody = [ana, bo, sam, eva, carlos]
export const team = { id: '19:team@thread.tacv2', name: 'Support' }
export const channels = {
  help: '19:help@thread.tacv2',
  agents: '19:agents@thread.tacv2',
  supervisors: '19:supervisors@thread.tacv2',
  lounge: '19:lounge@thread.tacv2',
}
export const groupChat = '19:group@thread.v2'
export const chatOf = (who: FakePerson): string => `a:${who.id.slice(4)}`

const isChannel = (conversation: string): boolean => conversation.includes('@thread.tacv2')
const baseOf = (conversation: string): string => conversation.split(';')[0] ?? conversation

export const startTeamsFake = async (): Promise<TeamsFake> => {
  const ledger: Call[] = []
  const posts = new Map<string, FakePost>()
  const chats = new Set<string>([...Object.values(channels), team.id, groupChat])
  const files = new Map<string, { readonly name: string; readonly bytes: Buffer }>()
  const uploads: { path: string; bytes: Buffer }[] = []
  const faults: { method: string; fault: Fault; times: number }[] = []
  let look: ((call: Call) => Fault | undefined) | undefined
  let clock = 1_790_000_000_000
  let events = 0
  let botUrl = ''
  const nextId = (): string => String((clock += 1000))
  const keyOf = (conversation: string, id: string): string => `${baseOf(conversation)}#${id}`

  const put = (conversation: string, by: string, body: Record<string, unknown>): FakePost => {
    const id = nextId()
    const chain =
      isChannel(conversation) && !conversation.includes(';') ? `${conversation};messageid=${id}` : conversation
    const post: FakePost = { id, conversation: chain, by, text: '', attachments: [], entities: [] }
    fill(post, body)
    posts.set(keyOf(chain, id), post)
    return post
  }
  const fill = (post: FakePost, body: Record<string, unknown>): void => {
    post.text = typeof body['text'] === 'string' ? body['text'] : ''
    post.attachments = (body['attachments'] as FakePost['attachments'] | undefined) ?? []
    post.entities = (body['entities'] as readonly unknown[] | undefined) ?? []
  }

  const route = (method: string, path: string, body: Record<string, unknown>): readonly [number, unknown] => {
    const [, version, kind, id = '', part, activity = ''] = path
      .split('?')[0]!
      .split('/')
      .map((one) => decodeURIComponent(one))
    if (version !== 'v3' || kind !== 'conversations') return [404, error('NotFound')]
    if (id === '' && method === 'POST') return openChat(body)
    if (!chats.has(baseOf(id))) return [404, error('ConversationNotFound')]
    if (part === 'pagedmembers') return [200, { members: everybody.map(memberOf) }]
    if (part === 'members') {
      const member = everybody.find((one) => one.id === activity || one.aadObjectId === activity)
      return member ? [200, memberOf(member)] : [404, error('MemberNotFoundInConversation')]
    }
    if (part !== 'activities') return [404, error('NotFound')]
    if (method === 'POST' && body['type'] === 'typing') return [202, {}]
    if (method === 'POST') {
      if (Buffer.byteLength(JSON.stringify(body)) > 80 * 1024) return [413, error('MessageSizeTooBig')]
      return [201, { id: put(id, bot.id, body).id }]
    }
    const post = posts.get(keyOf(id, activity))
    if (!post) return [404, error('ActivityNotFoundInConversation')]
    if (method === 'DELETE') posts.delete(keyOf(id, activity))
    if (method === 'PUT') fill(post, body)
    return [200, method === 'PUT' ? { id: activity } : {}]
  }
  const openChat = (body: Record<string, unknown>): readonly [number, unknown] => {
    const [member] = (body['members'] as readonly { id: string }[] | undefined) ?? []
    const found = everybody.find((one) => one.id === member?.id || one.aadObjectId === member?.id)
    if (!found) return [403, error('ForbiddenOperationException')]
    chats.add(chatOf(found))
    return [201, { id: chatOf(found) }]
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? ''
    const path = request.url ?? ''
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const bytes = Buffer.concat(parts)
    const file = files.get(path)
    if (file)
      return void response
        .writeHead(200, { 'content-length': file.bytes.length })
        .end(method === 'HEAD' ? undefined : file.bytes)
    if (path.startsWith('/upload/')) {
      uploads.push({ path, bytes })
      return void response.writeHead(201).end()
    }
    const body = bytes.length > 0 ? (JSON.parse(bytes.toString('utf8')) as Record<string, unknown>) : {}
    const call: Call = { method, path, body, authorization: request.headers.authorization, at: Date.now() }
    ledger.push(call)
    const planned = faults.find((one) => one.method === method && one.times > 0)
    if (planned) planned.times -= 1
    const fault = planned?.fault ?? look?.(call)
    if (fault) {
      const { status, code, headers, done } = fault
      if (done) route(method, path, body)
      if (status === 0) return void request.socket.destroy()
      return answer(response, status, error(code ?? 'Fault'), headers)
    }
    const [status, result] = route(method, path, body)
    answer(response, status, result)
  }
  const answer = (response: ServerResponse, status: number, body: unknown, headers: object = {}): void =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.writeHead(500).end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const serviceUrl = `http://${host}/`

  const activity = (by: FakePerson, conversation: string, more: object): Record<string, unknown> => {
    const channel = isChannel(conversation)
    const direct = !channel && conversation !== groupChat
    const at = new Date((clock += 1)).toISOString()
    return {
      id: `f:${(events += 1)}-${clock}`,
      timestamp: at,
      localTimestamp: at,
      channelId: 'msteams',
      serviceUrl,
      from: { id: by.id, name: by.name, aadObjectId: by.aadObjectId },
      recipient: bot,
      locale: 'en-US',
      conversation: {
        ...(direct ? {} : { isGroup: true }),
        conversationType: channel ? 'channel' : direct ? 'personal' : 'groupChat',
        tenantId: tenant,
        id: conversation,
      },
      channelData: {
        tenant: { id: tenant },
        ...(channel && { team: { id: team.id }, channel: { id: baseOf(conversation) } }),
      },
      ...more,
    }
  }

  return {
    serviceUrl,
    host,
    ledger,
    uploads,
    posts: (conversation) =>
      [...posts.values()].filter((post) =>
        conversation.includes(';') || !isChannel(conversation)
          ? post.conversation === conversation
          : baseOf(post.conversation) === conversation && post.conversation.endsWith(`=${post.id}`),
      ),
    everywhere: (channel) => [...posts.values()].filter((post) => baseOf(post.conversation) === channel),
    post: (id) => [...posts.values()].find((post) => post.id === id),
    activity,
    write(by, conversation, { text, html, attachments = [], toBot = false, extra = {} }) {
      chats.add(baseOf(conversation))
      const post = put(conversation, by.id, { text })
      const entities = toBot ? [{ type: 'mention', mentioned: bot, text: `<at>${bot.name}</at>` }] : []
      const root = post.conversation.split('=')[1]
      return activity(by, post.conversation, {
        type: 'message',
        id: post.id,
        timestamp: new Date(Number(post.id)).toISOString(),
        text: toBot ? `<at>${bot.name}</at> ${text}` : text,
        textFormat: 'plain',
        attachments: [...attachments, ...(html === undefined ? [] : [{ contentType: 'text/html', content: html }])],
        entities,
        ...(root !== undefined && root !== post.id && { replyToId: root }),
        ...extra,
      })
    },
    async deliver(native, authorization) {
      const response = await fetch(`${botUrl}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
        body: JSON.stringify(native),
      })
      const told = await response.text()
      return { status: response.status, body: told === '' ? undefined : (JSON.parse(told) as unknown) }
    },
    onCall: (next) => void (look = next),
    answerNext: (method, fault, times = 1) => void faults.push({ method, fault, times }),
    keepFile(name, bytes) {
      const path = `/files/${files.size + 1}/${encodeURIComponent(name)}`
      files.set(path, { name, bytes })
      return `http://${host}${path}`
    },
    connect: (url) => void (botUrl = url),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const error = (code: string): object => ({ error: { code, message: `${code}, says the fake` } })
const memberOf = ({ id, name, aadObjectId }: FakePerson): object => ({
  id,
  name,
  aadObjectId,
  tenantId: tenant,
  userRole: 'user',
})

interface CardElement {
  readonly type?: string
  readonly [key: string]: unknown
}
/** Every element and action of a card, outermost first. */
export const elementsOf = (card: unknown): readonly CardElement[] => {
  if (Array.isArray(card)) return card.flatMap((one) => elementsOf(one))
  if (typeof card !== 'object' || card === null) return []
  const element = card as CardElement
  const inside = Object.entries(element).flatMap(([key, value]) =>
    key === 'fallback' || key === 'data' ? [] : elementsOf(value),
  )
  return [...(typeof element.type === 'string' ? [element] : []), ...inside]
}
export const cardIn = (post: Pick<FakePost, 'attachments'>): CardElement | undefined =>
  post.attachments.find(({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive')?.content as
    | CardElement
    | undefined

/** Words that a person reads on a card: those of its lines. */
export const cardText = (card: unknown): string =>
  elementsOf(card)
    .filter(({ type }) => type === 'RichTextBlock')
    .map(({ inlines }) => (inlines as readonly { text: string }[]).map(({ text }) => text).join(''))
    .join('\n')

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }
/** Words that a person reads in a message. */
export const htmlText = (html: string): string =>
  html
    .replace(/<br>|<\/p><p>|<\/blockquote>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot);/g, (entity) => entities[entity] ?? entity)
export const textOf = (post: FakePost): string =>
  [htmlText(post.text), cardIn(post) ? cardText(cardIn(post)) : ''].filter(Boolean).join('\n')

/** Actions on a card: `Action.*` by their titles; a select stands beside the action that sends it. */
export const actionsOf = (card: unknown): readonly CardElement[] =>
  elementsOf(card).filter(({ type }) => type?.startsWith('Action.') && type !== 'Action.OpenUrl')
