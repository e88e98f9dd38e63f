import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import WebSocket from 'ws'
import { messageFaults, viewFaults } from './slack-limits'

export type Json = Record<string, unknown>

export interface FakeMessage {
  ts: string
  channel: string
  user: string
  text: string
  blocks?: Json[]
  bot_id?: string
  username?: string
  thread_ts?: string
  edited?: { user: string; ts: string }
  files?: Json[]
  metadata?: Json
  reactions: { name: string; user: string }[]
  /** Ephemeral: for this person alone. */
  only?: string
}
interface FakeFile {
  id: string
  name: string
  mimetype: string
  bytes: Buffer
  /** Places where it was shared, after its upload was completed. */
  shared: { channel: string; thread?: string }[]
}
export interface Call {
  readonly method: string
  readonly at: number
  readonly args: Json
  readonly token: string
  /** Answer that was given: `ok`, Slack's error, or `lost`, `429`, `500`. */
  outcome: string
}
/** `lost`: done, and the answer never comes. */
type Trouble =
  | { kind: 'lost' }
  | { kind: 'http'; status: number }
  | { kind: 'error'; error: string }
  | { kind: 'wait'; seconds: number }
  | { kind: 'drop' }

export interface Delivered {
  readonly status: number
  readonly body: unknown
  readonly acknowledged: boolean
}

export interface SlackFake {
  readonly apiUrl: string
  readonly signingSecret: string
  readonly token: string
  readonly team: string
  readonly bot: { readonly user: string; readonly id: string }
  readonly calls: readonly Call[]
  readonly messages: readonly FakeMessage[]
  readonly homes: ReadonlyMap<string, Json>
  readonly views: readonly { readonly id: string; readonly view: Json; readonly trigger: string }[]
  /** Makes the next calls of a method meet these, one each. */
  trouble(method: string, ...troubles: readonly Trouble[]): void
  /** Sees every call; a Trouble decides it. */
  onCall(look: ((call: Call) => Trouble | undefined) | undefined): void
  /** Dates what is posted by this clock, in ms. */
  keepTime(now: () => number): void
  /** User groups by id, and who is in a channel beside the bot. */
  readonly groups: Map<string, { readonly handle: string; readonly members: readonly string[] }>
  readonly inChannel: Map<string, readonly string[]>
  addUser(id: string, profile: Json): void
  userOf(id: string): Json
  addChannel(id: string, name: string): void
  addFile(name: string, type: string, bytes: Buffer): Json
  fileBytes(id: string): FakeFile | undefined
  filesOf(message: FakeMessage): readonly FakeFile[]
  say(user: string, channel: string, words: Partial<FakeMessage>): FakeMessage
  ts(): string
  /** Sets the address of signed requests: the program under test. */
  aim(url: string): void
  /** An Events API envelope around an event, ids and all. */
  envelope(event: Json, more?: Json): Json
  deliver(body: Json, options?: Sending): Promise<Delivered>
  /** The socket that Socket Mode opened. */
  readonly sockets: ReadonlySet<WebSocket>
  connected(): Promise<WebSocket>
  opens(trigger: string): { readonly id: string; readonly view: Json } | undefined
  responses(id: string): readonly Json[]
  /** Bodies sent to response URLs that Slack would have refused. */
  readonly unfit: readonly string[]
  /** All that came to response URLs. */
  readonly told: readonly Json[]
  responseUrl(): { readonly id: string; readonly url: string }
  /** True when the network notifies the bot of its own posts, as Slack does. */
  echoes: boolean
  settled(): Promise<void>
  close(): Promise<void>
}
export interface Sending {
  readonly retry?: number
  readonly secret?: string
  readonly at?: number
  readonly signature?: string
  readonly by?: 'http' | 'socket'
}

/** Slack as far as the adapter knows it: Web API, events by signed HTTP or socket, a ledger of all that arrived. */
export const startSlackFake = async (
  options: { team?: string; token?: string; transport?: 'http' | 'socket' } = {},
): Promise<SlackFake> => {
  const team = options.team ?? 'T0TEAM'
  const token = options.token ?? 'xoxb-fake-token'
  const signingSecret = 'fake-signing-secret'
  const bot = { user: 'U0BOT', id: 'B0BOT' }
  const calls: Call[] = []
  const messages: FakeMessage[] = []
  const users = new Map<string, Json>()
  const groups = new Map<string, { readonly handle: string; readonly members: readonly string[] }>()
  const inChannel = new Map<string, readonly string[]>()
  const channels = new Map<string, string>()
  const files = new Map<string, FakeFile>()
  const homes = new Map<string, Json>()
  const views: { id: string; view: Json; trigger: string }[] = []
  // Never one that was deleted.
  let kept = 0
  const responses = new Map<string, Json[]>()
  const told: Json[] = []
  const unfit: string[] = []
  const troubles = new Map<string, Trouble[]>()
  const sockets = new Set<WebSocket>()
  const pending = new Set<Promise<unknown>>()
  let look: ((call: Call) => Trouble | undefined) | undefined
  let target = ''
  let now = () => Date.now()
  let clock = now() * 1000
  let waiting: ((socket: WebSocket) => void)[] = []
  const acks = new Map<string, (payload: Json) => void>()

  const ts = (): string => {
    clock = Math.max(clock + 1, Math.floor(now() * 1000))
    return `${Math.floor(clock / 1e6)}.${String(clock % 1e6).padStart(6, '0')}`
  }
  const json = (value: unknown): unknown => {
    if (typeof value !== 'string' || !/^[[{]/.test(value)) return value
    try {
      return JSON.parse(value)
    } catch {
      return value
    }
  }
  const fail = (error: string): Json => ({ ok: false, error })
  const visible = (message: FakeMessage): Json => {
    const { reactions, only: _, ...rest } = message
    const counted = [...new Set(reactions.map(({ name }) => name))].map((name) => ({
      name,
      users: reactions.filter((one) => one.name === name).map(({ user }) => user),
    }))
    return { type: 'message', team, ...rest, ...(counted.length > 0 && { reactions: counted }) }
  }
  const at = (channel: unknown, stamp: unknown): FakeMessage | undefined =>
    messages.find((one) => one.channel === channel && one.ts === stamp && one.only === undefined)
  const direct = (user: string): string => {
    const id = `D${user.slice(1)}`
    channels.set(id, user)
    return id
  }

  const envelope = (event: Json, more: Json = {}): Json => ({
    token: 'verification',
    team_id: team,
    api_app_id: 'A0APP',
    event,
    type: 'event_callback',
    event_id: `Ev${randomUUID().slice(0, 12).toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team, user_id: bot.user, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    ...more,
  })

  const overSocket = async (body: Json): Promise<Delivered> => {
    const socket = [...sockets][0]
    if (!socket) return { status: 0, body: undefined, acknowledged: false }
    const id = randomUUID()
    const type =
      body['event'] !== undefined ? 'events_api' : body['command'] !== undefined ? 'slash_commands' : 'interactive'
    const answered = new Promise<Json | undefined>((resolve) => {
      acks.set(id, resolve)
      setTimeout(() => resolve(undefined), 3000).unref()
      socket.once('close', () => resolve(undefined))
    })
    socket.send(
      JSON.stringify({ envelope_id: id, type, accepts_response_payload: type !== 'events_api', payload: body }),
    )
    const payload = await answered
    acks.delete(id)
    return {
      status: payload ? 200 : 0,
      body: payload && Object.keys(payload).length > 0 ? payload : undefined,
      acknowledged: payload !== undefined,
    }
  }
  const overHttp = async (
    body: Json,
    { retry, secret = signingSecret, at: when = Date.now(), signature }: Sending,
  ): Promise<Delivered> => {
    const isEvent = body['event'] !== undefined || body['type'] === 'url_verification'
    const raw = isEvent
      ? JSON.stringify(body)
      : body['command'] !== undefined
        ? new URLSearchParams(body as Record<string, string>).toString()
        : new URLSearchParams({ payload: JSON.stringify(body) }).toString()
    const stamp = String(Math.floor(when / 1000))
    const signed = signature ?? `v0=${createHmac('sha256', secret).update(`v0:${stamp}:${raw}`).digest('hex')}`
    const response = await fetch(`${target}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': isEvent ? 'application/json' : 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': stamp,
        'x-slack-signature': signed,
        ...(retry !== undefined && { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_error' }),
      },
      body: raw,
    }).catch(() => undefined)
    if (!response) return { status: 0, body: undefined, acknowledged: false }
    const answer = await response.text()
    return {
      status: response.status,
      body: answer === '' ? undefined : json(answer),
      acknowledged: response.status === 200,
    }
  }
  const deliver = async (body: Json, sending: Sending = {}): Promise<Delivered> =>
    (sending.by ?? options.transport) === 'socket' ? overSocket(body) : overHttp(body, sending)

  const echo = (event: Json): void => {
    if (!fake.echoes || (target === '' && sockets.size === 0)) return
    const sent = deliver(envelope(event)).catch(() => undefined)
    pending.add(sent)
    void sent.finally(() => pending.delete(sent))
  }
  const channelType = (id: string): string => (id.startsWith('D') ? 'im' : 'channel')

  const methods: Readonly<Record<string, (args: Json) => Json>> = {
    'auth.test': () => ({
      ok: true,
      team_id: team,
      user_id: bot.user,
      bot_id: bot.id,
      team: 'Team',
      is_enterprise_install: false,
    }),
    'users.info': ({ user }) => {
      const known = users.get(String(user))
      return known ? { ok: true, user: known } : fail('user_not_found')
    },
    'users.getPresence': () => ({ ok: true, presence: 'active' }),
    'users.conversations': () => ({
      ok: true,
      channels: [...channels].map(([id, name]) => ({ id, name, is_im: id.startsWith('D') })),
      response_metadata: { next_cursor: '' },
    }),
    'conversations.info': ({ channel }) => {
      const name = channels.get(String(channel))
      return name === undefined ? fail('channel_not_found') : { ok: true, channel: { id: channel, name } }
    },
    'conversations.open': ({ users: user }) =>
      users.has(String(user)) ? { ok: true, channel: { id: direct(String(user)) } } : fail('user_not_found'),
    'conversations.history': ({ channel, oldest, cursor, limit }) => {
      if (!channels.has(String(channel))) return fail('channel_not_found')
      const all = messages
        .filter(
          (one) =>
            one.channel === channel &&
            one.only === undefined &&
            (one.thread_ts === undefined || one.thread_ts === one.ts) &&
            Number(one.ts) >= Number(oldest ?? 0),
        )
        .toReversed()
      const from = Number(cursor ?? 0)
      const size = Number(limit ?? 100)
      const next = from + size < all.length ? String(from + size) : ''
      return { ok: true, messages: all.slice(from, from + size).map(visible), response_metadata: { next_cursor: next } }
    },
    'conversations.replies': ({ channel, ts: stamp, oldest, latest }) => {
      if (!channels.has(String(channel))) return fail('channel_not_found')
      const found = at(channel, stamp)
      if (!found) return fail('thread_not_found')
      const root = found.thread_ts ?? found.ts
      const all = messages.filter(
        (one) =>
          one.channel === channel &&
          one.only === undefined &&
          (one.ts === root ||
            (one.thread_ts === root &&
              Number(one.ts) >= Number(oldest ?? 0) &&
              Number(one.ts) <= Number(latest ?? Infinity))),
      )
      return { ok: true, messages: all.map(visible), response_metadata: { next_cursor: '' } }
    },
    'chat.postMessage': (args) => {
      if (!channels.has(String(args['channel']))) return fail('channel_not_found')
      if (messageFaults(args).length > 0) return fail('invalid_blocks')
      const message: FakeMessage = {
        ts: ts(),
        channel: String(args['channel']),
        user: bot.user,
        bot_id: bot.id,
        text: String(args['text']),
        reactions: [],
        ...(Array.isArray(args['blocks']) && { blocks: args['blocks'] as Json[] }),
        ...(args['thread_ts'] !== undefined && { thread_ts: String(args['thread_ts']) }),
        ...(args['username'] !== undefined && { username: String(args['username']) }),
        ...(args['metadata'] !== undefined && { metadata: args['metadata'] as Json }),
      }
      messages.push(message)
      echo({
        ...visible(message),
        subtype: 'bot_message',
        event_ts: message.ts,
        channel_type: channelType(message.channel),
      })
      return { ok: true, channel: message.channel, ts: message.ts, message: visible(message) }
    },
    'chat.postEphemeral': (args) => {
      if (!channels.has(String(args['channel']))) return fail('channel_not_found')
      if (messageFaults(args).length > 0) return fail('invalid_blocks')
      const stamp = ts()
      messages.push({
        ts: stamp,
        channel: String(args['channel']),
        user: bot.user,
        bot_id: bot.id,
        text: String(args['text']),
        blocks: (args['blocks'] ?? []) as Json[],
        only: String(args['user']),
        reactions: [],
        ...(args['thread_ts'] !== undefined && { thread_ts: String(args['thread_ts']) }),
      })
      return { ok: true, message_ts: stamp }
    },
    'chat.update': (args) => {
      const found = at(args['channel'], args['ts'])
      if (!found) return fail(channels.has(String(args['channel'])) ? 'message_not_found' : 'channel_not_found')
      if (found.bot_id !== bot.id) return fail('cant_update_message')
      if (messageFaults(args).length > 0) return fail('invalid_blocks')
      const before = visible(found)
      found.text = String(args['text'])
      found.blocks = (args['blocks'] ?? []) as Json[]
      found.edited = { user: bot.user, ts: ts() }
      echo({
        type: 'message',
        subtype: 'message_changed',
        channel: found.channel,
        hidden: true,
        ts: ts(),
        event_ts: ts(),
        message: visible(found),
        previous_message: before,
      })
      return { ok: true, channel: found.channel, ts: found.ts, text: found.text }
    },
    'chat.delete': (args) => {
      const found = at(args['channel'], args['ts'])
      if (!found) return fail(channels.has(String(args['channel'])) ? 'message_not_found' : 'channel_not_found')
      if (found.bot_id !== bot.id) return fail('cant_delete_message')
      messages.splice(messages.indexOf(found), 1)
      echo({
        type: 'message',
        subtype: 'message_deleted',
        channel: found.channel,
        hidden: true,
        ts: ts(),
        event_ts: ts(),
        deleted_ts: found.ts,
        previous_message: visible(found),
      })
      return { ok: true }
    },
    'reactions.add': ({ channel, timestamp, name }) => {
      const found = at(channel, timestamp)
      if (!found) return fail('message_not_found')
      if (found.reactions.some((one) => one.name === name && one.user === bot.user)) return fail('already_reacted')
      found.reactions.push({ name: String(name), user: bot.user })
      echo({
        type: 'reaction_added',
        user: bot.user,
        reaction: name,
        item: { type: 'message', channel, ts: timestamp },
        item_user: found.user,
        event_ts: ts(),
      })
      return { ok: true }
    },
    'reactions.remove': ({ channel, timestamp, name }) => {
      const found = at(channel, timestamp)
      const given = found?.reactions.findIndex((one) => one.name === name && one.user === bot.user) ?? -1
      if (!found) return fail('message_not_found')
      if (given < 0) return fail('no_reaction')
      found.reactions.splice(given, 1)
      return { ok: true }
    },
    'views.open': ({ view, trigger_id }) => {
      if (viewFaults(view as Json).length > 0) return fail('invalid_arguments')
      if (String(trigger_id).startsWith('expired')) return fail('expired_trigger_id')
      const id = `V${views.length}`
      views.push({ id, view: view as Json, trigger: String(trigger_id) })
      return { ok: true, view: { id, ...(view as Json) } }
    },
    'views.publish': ({ view, user_id }) => {
      if (viewFaults(view as Json).length > 0) return fail('invalid_arguments')
      homes.set(String(user_id), view as Json)
      return { ok: true, view: { id: `H${String(user_id)}` } }
    },
    'files.getUploadURLExternal': ({ filename, length }) => {
      if (Number(length) < 1) return fail('invalid_arguments')
      const id = `F${(kept += 1)}UP`
      files.set(id, {
        id,
        name: String(filename),
        mimetype: 'application/octet-stream',
        bytes: Buffer.alloc(0),
        shared: [],
      })
      return { ok: true, upload_url: `${origin()}/upload/${id}`, file_id: id }
    },
    'files.completeUploadExternal': ({ files: uploaded, channel_id, thread_ts }) => {
      for (const { id } of uploaded as { id: string }[]) {
        const file = files.get(id)
        if (!file) return fail('file_not_found')
        file.shared.push({ channel: String(channel_id), ...(thread_ts !== undefined && { thread: String(thread_ts) }) })
      }
      return { ok: true, files: (uploaded as Json[]).map(({ id }) => ({ id })) }
    },
    'files.info': ({ file: id }) => {
      const file = files.get(String(id))
      return file ? { ok: true, file: fileJson(file) } : fail('file_not_found')
    },
    'files.delete': ({ file: id }) => (files.delete(String(id)) ? { ok: true } : fail('file_not_found')),
    'usergroups.users.list': ({ usergroup }) => {
      const group = groups.get(String(usergroup))
      return group ? { ok: true, users: group.members } : fail('no_such_subteam')
    },
    'usergroups.list': () => ({
      ok: true,
      usergroups: [...groups].map(([id, { handle }]) => ({ id, handle, name: handle })),
    }),
    'conversations.members': ({ channel }) =>
      channels.has(String(channel))
        ? { ok: true, members: inChannel.get(String(channel)) ?? [bot.user], response_metadata: { next_cursor: '' } }
        : fail('channel_not_found'),
    'apps.connections.open': () => ({ ok: true, url: `${origin().replace('http', 'ws')}/socket` }),
    'oauth.v2.access': ({ code }) =>
      code === 'good'
        ? {
            ok: true,
            app_id: 'A0APP',
            authed_user: { id: 'U0INSTALLER' },
            scope: 'chat:write',
            token_type: 'bot',
            access_token: token,
            bot_user_id: bot.user,
            team: { id: team, name: 'Team' },
            enterprise: null,
            is_enterprise_install: false,
          }
        : fail('invalid_code'),
  }

  const fileJson = (file: FakeFile): Json => ({
    id: file.id,
    name: file.name,
    mimetype: file.mimetype,
    size: file.bytes.length,
    mode: 'hosted',
    url_private_download: `${origin()}/files/${file.id}/download`,
    shares: { public: Object.fromEntries(file.shared.map((one) => [one.channel, [{}]])) },
  })

  const answerCall = async (method: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = (await buffer(request)).toString()
    const args: Json = request.headers['content-type']?.includes('json')
      ? (JSON.parse(raw || '{}') as Json)
      : Object.fromEntries(
          [...new URLSearchParams(raw)].map(([key, value]) => [key, key === 'text' ? value : json(value)]),
        )
    const call: Call = {
      method,
      at: Date.now(),
      args,
      token: request.headers.authorization?.replace('Bearer ', '') ?? '',
      outcome: 'ok',
    }
    calls.push(call)
    const trouble = look?.(call) ?? troubles.get(method)?.shift()
    const send = (status: number, body: Json, headers: Record<string, string> = {}): void => {
      call.outcome = status === 200 ? (body['ok'] === true ? 'ok' : String(body['error'])) : String(status)
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    }
    if (trouble?.kind === 'wait') return send(429, fail('ratelimited'), { 'retry-after': String(trouble.seconds) })
    if (trouble?.kind === 'http') return send(trouble.status, fail('http'))
    if (trouble?.kind === 'error') return send(200, fail(trouble.error))
    if (trouble?.kind === 'drop') {
      call.outcome = 'dropped'
      response.destroy()
      return
    }
    if (method !== 'apps.connections.open' && method !== 'oauth.v2.access' && call.token !== token)
      return send(200, fail('invalid_auth'))
    const result = methods[method]?.(args) ?? fail('unknown_method')
    if (trouble?.kind === 'lost') {
      call.outcome = 'lost'
      response.destroy()
      return
    }
    send(200, result)
  }

  const server = createServer((request, response) => {
    const url = request.url ?? '/'
    const work = async (): Promise<void> => {
      if (url.startsWith('/api/')) return answerCall(url.slice(5).split('?')[0] ?? '', request, response)
      const [, kind, id = ''] = url.split('/')
      if (kind === 'upload') {
        const file = files.get(id)
        if (file) file.bytes = await buffer(request)
        response.writeHead(file ? 200 : 404).end('OK')
      } else if (kind === 'files') {
        const file = files.get(id)
        if (request.headers.authorization !== `Bearer ${token}`)
          response.writeHead(302, { location: `${origin()}/signin` }).end()
        else if (file) response.writeHead(200, { 'content-type': file.mimetype }).end(file.bytes)
        else response.writeHead(404).end()
      } else if (kind === 'respond') {
        const message = JSON.parse((await buffer(request)).toString()) as Json
        const isFine = messageFaults(message).length === 0
        unfit.push(...messageFaults(message))
        if (isFine) told.push(message)
        if (isFine) responses.set(id, [...(responses.get(id) ?? []), message])
        response.writeHead(isFine ? 200 : 400).end(isFine ? 'ok' : 'invalid_blocks')
      } else response.writeHead(404).end()
    }
    void work().catch(() => response.destroy())
  })
  const wss = new WebSocket.Server({ server, path: '/socket' })
  wss.on('connection', (socket) => {
    socket.setMaxListeners(0)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as { envelope_id: string; payload?: Json }
      acks.get(envelope_id)?.(payload ?? {})
    })
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }))
    for (const found of waiting) found(socket)
    waiting = []
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  users.set(bot.user, { id: bot.user, name: 'taquilla', is_bot: true, profile: {} })

  const fake: SlackFake = {
    apiUrl: `${origin()}/api/`,
    signingSecret,
    token,
    team,
    bot,
    calls,
    messages,
    homes,
    views,
    told,
    unfit,
    sockets,
    echoes: true,
    trouble: (method, ...more) => void troubles.set(method, [...(troubles.get(method) ?? []), ...more]),
    onCall: (next) => void (look = next),
    keepTime: (next) => void (now = next),
    groups,
    inChannel,
    userOf: (id) => users.get(id) ?? {},
    addUser: (id, profile) => void users.set(id, { id, name: id.toLowerCase(), is_bot: false, ...profile }),
    addChannel: (id, name) => void channels.set(id, name),
    addFile: (name, mimetype, bytes) => {
      const id = `F${(kept += 1)}IN`
      const file: FakeFile = { id, name, mimetype, bytes, shared: [] }
      files.set(id, file)
      return fileJson(file)
    },
    fileBytes: (id) => files.get(id),
    filesOf: (message) => {
      const payload = (message.metadata?.['event_payload'] ?? {}) as { files?: string }
      return (payload.files ?? '')
        .split(',')
        .flatMap((id) => files.get(id) ?? [])
        .filter((file) =>
          file.shared.some((one) => one.channel === message.channel && one.thread === message.thread_ts),
        )
    },
    say: (user, channel, words) => {
      const message: FakeMessage = { ts: ts(), channel, user, text: '', reactions: [], ...words }
      messages.push(message)
      return message
    },
    ts,
    aim: (url) => void (target = url),
    envelope,
    deliver,
    connected: async () => [...sockets][0] ?? new Promise((found) => waiting.push(found)),
    opens: (trigger) => views.find((one) => one.trigger === trigger),
    responses: (id) => responses.get(id) ?? [],
    responseUrl: () => {
      const id = randomUUID()
      return { id, url: `${origin()}/respond/${id}` }
    },
    settled: async () => {
      while (pending.size > 0) await Promise.allSettled(pending)
    },
    close: async () => {
      await fake.settled()
      for (const socket of sockets) socket.terminate()
      wss.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return fake
}
