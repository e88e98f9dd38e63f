import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { startFakeGateway, type FakeGateway } from './discord-fake-gateway'
import { createFakeRest, type FakeRest } from './discord-fake-rest'
import { specFaults } from './discord-spec'
import { guildCreate, raw, shown, snowflake, type Call, type Reply, type User, type World } from './discord-world'

export interface Rate {
  readonly limit: number
  readonly ms: number
}
/** Trouble that a test makes on the wire: `swallow` accepts and does not answer. */
export type Trouble = (call: Call) => 'swallow' | 'refuse' | Reply | undefined

export interface DiscordFake {
  readonly world: World
  readonly gateway: FakeGateway
  readonly url: string
  readonly calls: readonly Call[]
  /** Bodies that the official specification refuses, interactions answered too late, and the like. */
  readonly faults: readonly string[]
  trouble: Trouble | undefined
  rate: Rate | undefined
  /** Nothing is reachable any more, or everything again. */
  reachable(is: boolean): void
  posts(method: string, path: RegExp): readonly Call[]
  close(): Promise<void>
}

const requestLimit = 25 * 1024 * 1024
const contentFlag = 1 << 19
const membersFlag = 1 << 15

/** Discord over real HTTP and WebSocket, stricter than the real one where the documentation allows it. */
export const startDiscordFake = async ({
  content = true,
}: { readonly content?: boolean } = {}): Promise<DiscordFake> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const application = snowflake()
  const bot: User = {
    id: application,
    username: 'taquilla',
    global_name: 'Taquilla',
    discriminator: '0',
    avatar: null,
    bot: true,
  }
  const calls: Call[] = []
  const faults: string[] = []
  let isReachable = true

  const world: World = {
    token: 'a-token-of-the-fake-network',
    application,
    bot,
    flags: membersFlag | (content ? contentFlag : 0),
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    interactions: new Map(),
    bytes: new Map(),
    webhooks: new Map(),
    commands: [],
    registered: 0,
    faults,
    calls,
    url: () => `http://127.0.0.1:${port}`,
    id: () => snowflake(),
    gateway: () => gateway,
    shown: (message) => shown(world, message),
    raw: (channel) => raw(channel),
  }
  const rest: FakeRest = createFakeRest(world)
  const buckets = new Map<string, number[]>()
  const gateway = startFakeGateway(server, {
    token: world.token,
    url: () => `ws://127.0.0.1:${port}/gateway`,
    ready: () => ({
      user: bot,
      guilds: [...world.guilds.keys()].map((id) => ({ id, unavailable: true })),
      application: { id: application, flags: world.flags },
    }),
    guilds: () => [...world.guilds.values()].map((guild) => guildCreate(world, guild)),
  })

  const limited = (call: Call): { readonly headers: Record<string, string>; readonly retry?: number } => {
    if (!fake.rate) return { headers: {} }
    const { limit, ms } = fake.rate
    const key = `${call.method} ${call.path.replace(/\/messages\/\d+.*/, '/messages/:id')}`
    const used = (buckets.get(key) ?? []).filter((at) => call.at - at < ms)
    const reset = ((used[0] ?? call.at) + ms - call.at) / 1000
    const isOver = used.length >= limit
    if (!isOver) used.push(call.at)
    buckets.set(key, used)
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - used.length)),
      'x-ratelimit-reset-after': reset.toFixed(3),
      'x-ratelimit-reset': String((call.at + reset * 1000) / 1000),
      'x-ratelimit-bucket': key.replaceAll(/\W/g, ''),
    }
    return isOver ? { headers: { ...headers, 'retry-after': reset.toFixed(3) }, retry: reset } : { headers }
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', world.url())
    if (url.pathname.startsWith('/files/')) {
      const bytes = world.bytes.get(url.pathname.split('/')[2] ?? '')
      response.writeHead(bytes ? 200 : 404).end(bytes)
      return
    }
    const call = await readCall(request, url)
    const isTooLarge = Number(request.headers['content-length'] ?? 0) > requestLimit || call.size > requestLimit
    calls.push(call)
    const trouble = fake.trouble?.(call)
    if (trouble === 'refuse') return void request.socket.destroy()
    const { headers, retry } = limited(call)
    const reply = ((): Reply => {
      if (typeof trouble === 'object') return trouble
      if (isTooLarge) return { status: 413, body: { message: 'Request entity too large', code: 40005 } }
      if (retry !== undefined)
        return { status: 429, body: { message: 'You are being rate limited.', retry_after: retry, global: false } }
      faults.push(
        ...specFaults(call.method, call.path, call.body).map((fault) => `${call.method} ${call.path} ${fault}`),
      )
      return rest(call, request.headers.authorization)
    })()
    if (trouble === 'swallow') return void request.socket.destroy()
    response.writeHead(reply.status, {
      ...(reply.body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
      ...reply.headers,
    })
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body))
  }
  server.on('request', (request, response) => {
    if (!isReachable) return void request.socket.destroy()
    answer(request, response).catch((error: unknown) => {
      faults.push(`the fake failed: ${error instanceof Error ? error.stack : String(error)}`)
      response.writeHead(500).end()
    })
  })

  const fake: DiscordFake = {
    world,
    gateway,
    url: `http://127.0.0.1:${port}/api`,
    calls,
    faults,
    trouble: undefined,
    rate: undefined,
    reachable(is) {
      isReachable = is
      if (is) return
      gateway.drop()
      server.closeAllConnections()
    },
    posts: (method, path) => calls.filter((call) => call.method === method && path.test(call.path)),
    async close() {
      gateway.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return fake
}

const readCall = async (request: IncomingMessage, url: URL): Promise<Call & { readonly size: number }> => {
  const bytes = await buffer(request)
  const type = request.headers['content-type'] ?? ''
  const base = {
    method: request.method ?? 'GET',
    path: url.pathname.replace(/^\/api\/v10/, ''),
    query: url.searchParams,
    at: Date.now(),
    size: bytes.length,
  }
  if (!type.startsWith('multipart/'))
    return { ...base, files: [], body: bytes.length > 0 ? (JSON.parse(bytes.toString()) as Call['body']) : {} }
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
  const files = await Promise.all(
    [...form.entries()].flatMap(([name, value]) =>
      name.startsWith('files[') && typeof value !== 'string'
        ? [value.arrayBuffer().then((data) => ({ name: value.name, type: value.type, bytes: Buffer.from(data) }))]
        : [],
    ),
  )
  return { ...base, files, body: JSON.parse(String(form.get('payload_json') ?? '{}')) as Call['body'] }
}
