import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

type Json = Readonly<Record<string, unknown>>

export const signingSecret = 'a-signing-secret'
export const token = 'xoxb-bench'
export const admin = 'U0ADMIN'
const team = 'T0BENCH'
const bot = { user: 'U0BOT', id: 'B0BOT' }

/** A signed request, ready to be sent. */
export interface Signed {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const signed = (body: string, type: string): Signed => {
  const stamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', signingSecret).update(`v0:${stamp}:${body}`).digest('hex')
  return {
    headers: { 'content-type': type, 'x-slack-request-timestamp': stamp, 'x-slack-signature': `v0=${signature}` },
    body,
  }
}

let sequence = 0
/** A time as Slack writes it, never twice. */
export const stamp = (secondsAgo = 0): string => {
  sequence = (sequence + 1) % 1_000_000
  return `${Math.floor(Date.now() / 1000) - secondsAgo}.${String(sequence).padStart(6, '0')}`
}

/** An event as Slack signs and sends it. */
export const event = (facts: Json): Signed =>
  signed(
    JSON.stringify({
      token: 'verification',
      team_id: team,
      api_app_id: 'A0APP',
      event: facts,
      type: 'event_callback',
      event_id: `Ev${Date.now().toString(36)}${stamp().slice(-6)}`,
      event_time: Math.floor(Date.now() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: team, user_id: bot.user, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
      event_context: 'bench',
    }),
    'application/json',
  )

/** Message of a person in a channel or a thread of it, in the blocks that Slack's own client makes. */
export const message = (channel: string, user: string, words: string, ts = stamp(), thread?: string): Signed => {
  return event({
    type: 'message',
    user,
    channel,
    ts,
    ...(thread === undefined ? {} : { thread_ts: thread }),
    event_ts: ts,
    team,
    channel_type: 'channel',
    client_msg_id: `bench-${ts}`,
    text: words,
    blocks: [
      {
        type: 'rich_text',
        block_id: 'b1',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: words }] }],
      },
    ],
  })
}

const form = (fields: Readonly<Record<string, string>>): Signed =>
  signed(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded')

export const command = (channel: string, user: string, name: string, text: string): Signed =>
  form({ command: name, text, channel_id: channel, user_id: user, team_id: team, trigger_id: stamp() })

/** A button of a posted card is pressed. */
export const press = (card: Posted, user: string, action: { readonly action_id: string; readonly value?: string }) =>
  form({
    payload: JSON.stringify({
      type: 'block_actions',
      team: { id: team },
      user: { id: user, team_id: team },
      api_app_id: 'A0APP',
      trigger_id: stamp(),
      channel: { id: card.channel },
      container: { type: 'message', message_ts: card.ts, channel_id: card.channel },
      message: { ts: card.ts, user: bot.user, bot_id: bot.id, team, text: card.text, blocks: card.blocks },
      actions: [{ type: 'button', block_id: 'b1', action_ts: stamp(), ...action }],
    }),
  })

export interface Posted {
  readonly method: 'chat.postMessage' | 'chat.update' | 'chat.postEphemeral'
  readonly channel: string
  readonly ts: string
  readonly thread: string | undefined
  readonly text: string
  readonly blocks: readonly Json[]
  /** Milliseconds by performance.now(). */
  readonly at: number
}

export interface SlackApi {
  readonly url: string
  /** Sees each message that is posted or changed, as it arrives. */
  onPost: ((posted: Posted) => void) | undefined
  /** Every post is refused for now with 429 and this many seconds to wait; 0: taken. */
  busySeconds: number
  close(): Promise<void>
}

/** As much of Slack's Web API as a bot needs to be up, to look people up and to post. Everybody has a name; one is the admin. */
export const startSlackApi = async (): Promise<SlackApi> => {
  const api: { -readonly [K in keyof SlackApi]: SlackApi[K] } = {
    url: '',
    onPost: undefined,
    busySeconds: 0,
    close: async () => {},
  }
  const posted = (method: Posted['method'], args: Json): Json => {
    const { channel, thread_ts: thread, text, blocks } = args
    const ts = method === 'chat.update' ? String(args['ts']) : stamp()
    api.onPost?.({
      method,
      channel: String(channel),
      ts,
      thread: thread === undefined ? undefined : String(thread),
      text: String(text),
      blocks: (typeof blocks === 'string' ? JSON.parse(blocks) : (blocks ?? [])) as Json[],
      at: performance.now(),
    })
    return { channel, ts, message_ts: ts, message: { ts, text: String(text), bot_id: bot.id, user: bot.user } }
  }
  const methods: Readonly<Record<string, (args: Json) => Json>> = {
    'auth.test': () => ({ team_id: team, user_id: bot.user, bot_id: bot.id, team: 'Bench' }),
    'users.info': ({ user }) => ({
      user: { id: user, name: user, is_admin: user === admin, profile: { display_name: `Person ${String(user)}` } },
    }),
    'users.conversations': () => ({ channels: [], response_metadata: { next_cursor: '' } }),
    'conversations.info': ({ channel }) => ({ channel: { id: channel, name: 'channel' } }),
    'conversations.open': ({ users }) => ({ channel: { id: `D${String(users).slice(1)}` } }),
    'conversations.history': () => ({ messages: [] }),
    'conversations.replies': () => ({ messages: [] }),
    'chat.postMessage': (args) => posted('chat.postMessage', args),
    'chat.postEphemeral': (args) => posted('chat.postEphemeral', args),
    'chat.update': (args) => posted('chat.update', args),
  }
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const method = (request.url ?? '').slice('/api/'.length)
      if (api.busySeconds > 0 && method.startsWith('chat.'))
        return void response.writeHead(429, { 'retry-after': String(api.busySeconds) }).end()
      const answer = methods[method]?.(argumentsOf(body.toString(), request.headers['content-type'])) ?? {}
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: true, ...answer }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`
  api.close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return api
}

const argumentsOf = (body: string, type: string | undefined): Json =>
  type?.startsWith('application/json') ? (JSON.parse(body) as Json) : Object.fromEntries(new URLSearchParams(body))
