import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import WebSocket from 'ws'

type Json = Readonly<Record<string, unknown>>

export const botToken = 'a-token-of-the-bench'
const bot = { id: '900000000000000001', username: 'bench', discriminator: '0', avatar: null, bot: true }
export const guild = '900000000000000002'
export const help = '900000000000000003'
const epoch = 1_420_070_400_000
const contentAndMembers = (1 << 19) | (1 << 15)

let sequence = 0
const snowflake = () => String((BigInt(Date.now() - epoch) << 22n) | BigInt(sequence++ % 4_194_304))

export interface DiscordApi {
  readonly url: string
  /** Sees the words of each message that is posted as its request arrives. */
  onPost: ((words: string) => void) | undefined
  /** Somebody writes in the channel `help`. */
  says(user: string, words: string): void
  close(): Promise<void>
}

/** As much of Discord as a bot needs to be connected, to open threads and to post: a gateway and the REST API. */
export const startDiscordApi = async (): Promise<DiscordApi> => {
  const server = createServer()
  const gateway = startGateway(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const parents = new Map([[help, '']])
  const channelOf = (id: string, name: string) => channelFacts(id, parents.get(id) ?? '', name)

  const answer = (method: string, [kind = '', id = '', part, ...rest]: readonly string[], body: Json): unknown => {
    if (kind === 'gateway') return { url: `ws://${address}`, shards: 1, session_start_limit: starts }
    if (kind === 'applications') return part === 'commands' ? [] : { id: bot.id, flags: contentAndMembers, bot }
    if (kind === 'users') return { ...bot, id, username: `user ${id}`, bot: false }
    if (kind !== 'channels' || part === undefined) return channelOf(id, 'channel')
    if (method === 'GET' && (part === 'threads' || rest.includes('threads')))
      return { threads: [], members: [], has_more: false }
    if (rest.at(-1) === 'threads' || part === 'threads') {
      const thread = rest[0] ?? snowflake()
      parents.set(thread, id)
      const made = channelOf(thread, String(body['name']))
      gateway.dispatch('THREAD_CREATE', { ...made, newly_created: true })
      return made
    }
    if (part !== 'messages') return {}
    if (method === 'GET') return []
    const { content = '', nonce } = body as { content?: string; nonce?: string }
    const message = { ...messageOf(id, bot, content), ...(nonce === undefined ? {} : { nonce }) }
    if (method === 'POST') gateway.dispatch('MESSAGE_CREATE', { ...message, guild_id: guild })
    return message
  }

  server.on('request', (request, response) => {
    void buffer(request).then((bytes) => {
      const path = (request.url ?? '').split('?')[0]!.replace(/^\/api\/v10\//, '')
      const body = bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as Json)
      if (request.method === 'POST' && path.endsWith('/messages')) api.onPost?.(JSON.stringify(body))
      const given = answer(request.method ?? 'GET', path.split('/'), body)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(given))
    })
  })

  const api: DiscordApi = {
    url: `http://${address}/api`,
    onPost: undefined,
    says: (user, words) => {
      const author = {
        id: user,
        username: `user${user}`,
        global_name: `Person ${user}`,
        discriminator: '0',
        avatar: null,
      }
      const member = { roles: [], joined_at: '2020-01-01T00:00:00Z', deaf: false, mute: false }
      gateway.dispatch('MESSAGE_CREATE', { ...messageOf(help, author, words), guild_id: guild, member })
    },
    close: async () => {
      gateway.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return api
}

const starts = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 }

const channelFacts = (id: string, parent: string, name: string) => ({
  id,
  type: parent === '' ? 0 : 11,
  guild_id: guild,
  name,
  ...(parent !== '' && {
    parent_id: parent,
    owner_id: bot.id,
    thread_metadata: {
      archived: false,
      locked: false,
      auto_archive_duration: 10_080,
      archive_timestamp: new Date().toISOString(),
    },
  }),
})

const messageOf = (channel: string, author: object, content: string) => ({
  id: snowflake(),
  channel_id: channel,
  author,
  content,
  timestamp: new Date().toISOString(),
  edited_timestamp: null,
  type: 0,
  tts: false,
  mention_everyone: false,
  pinned: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  components: [],
})

/** The server as a bot is told of it when it connects. */
const guildFacts = () => ({
  id: guild,
  name: 'Bench',
  owner_id: bot.id,
  joined_at: new Date(Date.now() - 60_000).toISOString(),
  preferred_locale: 'en-US',
  unavailable: false,
  roles: [{ id: guild, name: '@everyone', permissions: String((1 << 10) | (1 << 11) | (1 << 16)) }],
  members: [{ user: bot, roles: [], nick: null }],
  channels: [{ ...channelFacts(help, '', 'help'), permission_overwrites: [] }],
  threads: [],
})

const startGateway = (server: ReturnType<typeof createServer>) => {
  const sockets = new WebSocket.Server({ server })
  let count = 0
  const send = (socket: WebSocket, packet: object) => socket.send(JSON.stringify(packet))
  const event = (socket: WebSocket, t: string, d: unknown) => send(socket, { op: 0, t, s: ++count, d })
  const begin = (socket: WebSocket) => {
    event(socket, 'READY', {
      v: 10,
      user: bot,
      guilds: [{ id: guild, unavailable: true }],
      session_id: `session${count}`,
      resume_gateway_url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
      shard: [0, 1],
      application: { id: bot.id, flags: contentAndMembers },
    })
    event(socket, 'GUILD_CREATE', guildFacts())
  }
  sockets.on('connection', (socket: WebSocket) => {
    send(socket, { op: 10, d: { heartbeat_interval: 41_250 }, s: null, t: null })
    socket.on('message', (raw: Buffer) => {
      const { op } = JSON.parse(raw.toString()) as { op: number }
      if (op === 1) send(socket, { op: 11, d: null, s: null, t: null })
      if (op === 2) begin(socket)
      // Nothing was said meanwhile.
      if (op === 6) event(socket, 'RESUMED', {})
    })
  })
  return {
    dispatch: (t: string, d: object) => {
      for (const socket of sockets.clients) if (socket.readyState === socket.OPEN) event(socket, t, d)
    },
    close: () => {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}
