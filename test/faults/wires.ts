import {
  placeRef as discordPlace,
  readPlace as readDiscordPlace,
  userRef as discordUser,
} from '../../adapters/discord/refs'
import { platform as slackDefinition } from '../../adapters/slack/definition'
import { channelRef, partsOf, userRef as slackUser } from '../../adapters/slack/refs'
import { placeRef as teamsPlace, readPlace as readTeamsPlace, userRef as teamsUser } from '../../adapters/teams/refs'
import { createPlatform as createTeams } from '../../adapters/teams'
import type { Platform, PlaceRef, UserRef } from '../../src/platform'
import { discordOn } from '../support/discord-desk'
import { startDiscordFake } from '../support/discord-fake'
import { people as discordPeople } from '../support/discord-people'
import type { Channel } from '../support/discord-world'
import { configFor, peopled, people as slackPeople } from '../support/slack-harness'
import { ana, bo, bot, startTeamsFake, tenant, type FakePerson } from '../support/teams-fake'

/** `lost`: carried out, and nobody is told. `dropped`: neither. */
export type Wrong = 'lost' | 'dropped' | { readonly status: number; readonly retryAfter?: number }

/** A call of the desk's that reached the network. */
export interface Sent {
  readonly isPost: boolean
  /** The network's own name of where it goes: what shares a rate limit there. */
  readonly lane: string
  /** All that was sent, as JSON. */
  readonly words: string
  /** By `Wire.now`. */
  readonly at: number
}
export interface Said {
  /** The network was told that it is stored; where a network is told nothing, always. */
  readonly acknowledged: boolean
  /** Delivers the same event once more, as the network does. */
  again(): Promise<boolean>
}

/** A network over real HTTP and WebSocket, as the fault suite sees it: whatever network it is, the same things go wrong. */
export interface Wire {
  readonly name: 'slack' | 'discord' | 'teams'
  /** For the desk in this process, or in a process of its own. */
  readonly platform: Platform
  readonly env: Readonly<Record<string, string>>
  /** Sets the url of the desk. */
  aim(url: string): void
  readonly channels: readonly PlaceRef[]
  readonly agents: PlaceRef
  readonly agent: UserRef
  says(channel: number, words: string): Promise<Said>
  /** Says it where the agents are, or in one of their rooms. */
  agentSays(place: PlaceRef, words: string): Promise<Said>
  /** The words of the desk's posts as they stand, in order; what is on cards is not among them. */
  stands(): readonly string[]
  readonly sent: readonly Sent[]
  wrong: ((sent: Sent) => Wrong | undefined) | undefined
  /** Discord takes a post for a new one although it knows its nonce. */
  ignoresNonces: boolean
  now: () => number
  close(): Promise<void>
}
type Shared = Pick<Wire, 'wrong' | 'ignoresNonces' | 'now'> & { readonly sent: Sent[] }

const shared = (): Shared => ({ sent: [], wrong: undefined, ignoresNonces: false, now: () => Date.now() })
const meets = (wire: Shared, isPost: boolean, lane: string, body: unknown): Wrong | undefined => {
  const sent = { isPost, lane, words: JSON.stringify(body), at: wire.now() }
  wire.sent.push(sent)
  return wire.wrong?.(sent)
}

export const slackWire = async (channels = 10): Promise<Wire> => {
  const fake = await peopled()
  const base = shared()
  const ids = Array.from({ length: channels }, (_, index) => ({ channel: `C0HELP${index}`, user: `U0C${index}` }))
  for (const { channel, user } of ids) {
    fake.addChannel(channel, channel.toLowerCase())
    fake.addUser(user, { locale: 'en-US', profile: { display_name: user } })
  }
  fake.addChannel('C0AGENTS', 'agents')
  fake.keepTime(() => base.now())
  fake.onCall(({ method, args }) => {
    if (!method.startsWith('chat.')) return undefined
    const wrong = meets(base, method === 'chat.postMessage', String(args['channel']), args)
    if (wrong === 'lost') return { kind: 'lost' }
    if (wrong === 'dropped') return { kind: 'drop' }
    if (wrong?.status === 429) return { kind: 'wait', seconds: wrong.retryAfter ?? 1 }
    if (wrong?.status === 401) return { kind: 'error', error: 'invalid_auth' }
    if (wrong?.status === 403) return { kind: 'error', error: 'restricted_action' }
    return wrong && { kind: 'http', status: wrong.status }
  })
  const say = async (user: string, channel: string, text: string, thread?: string): Promise<Said> => {
    const message = fake.say(user, channel, { text, ...(thread !== undefined && { thread_ts: thread }) })
    const event = fake.envelope({ type: 'message', ...message, event_ts: message.ts, channel_type: 'channel' })
    let retry = 0
    const deliver = async () =>
      // Signed anew, in another second: the same signature again would be a recorded request.
      (await fake.deliver(event, { at: Date.now() + (retry % 200) * 1000, ...(retry > 0 && { retry }) })).acknowledged
    return {
      acknowledged: await deliver(),
      again: async () => {
        retry++
        return deliver()
      },
    }
  }
  return Object.assign(base, {
    name: 'slack' as const,
    platform: slackDefinition.create(configFor(fake)),
    env: { SLACK_BOT_TOKEN: fake.token, SLACK_SIGNING_SECRET: fake.signingSecret, SLACK_API_URL: fake.apiUrl },
    aim: fake.aim,
    channels: ids.map(({ channel }) => channelRef(fake.team, channel)),
    agents: channelRef(fake.team, 'C0AGENTS'),
    agent: slackUser(fake.team, slackPeople.agent),
    says: async (index: number, words: string) => say(ids[index]!.user, ids[index]!.channel, words),
    agentSays: async (place: PlaceRef, words: string) => {
      const { channel, ts } = partsOf(place)
      return say(slackPeople.agent, channel, words, ts)
    },
    stands: () => fake.messages.filter(({ user }) => user === fake.bot.user).map(({ text }) => text),
    close: async () => fake.close(),
  })
}

export const discordWire = async (channels = 10): Promise<Wire> => {
  const fake = await startDiscordFake()
  const act = discordPeople(fake)
  const base = shared()
  const agent = act.person('bo', 'Bo Lindqvist')
  const customers = Array.from({ length: channels }, (_, index) => act.person(`customer${index}`))
  const home = act.guild('Acme', agent, ...customers)
  const help = customers.map((_, index) => act.channel(home, `help-${index}`))
  const agents = act.channel(home, 'agents')
  const refOf = ({ id }: Channel) => discordPlace({ guild: home.id, channel: id })
  fake.trouble = ({ method, path, body }) => {
    const [, lane, isMessage] = /^\/channels\/(\d+)(\/messages$)?/.exec(path) ?? []
    if (method === 'GET' || lane === undefined) return undefined
    if (base.ignoresNonces) Object.assign(body, { enforce_nonce: false })
    const wrong = meets(base, method === 'POST' && isMessage !== undefined, lane, body)
    if (wrong === 'lost') return 'swallow'
    if (wrong === 'dropped') return 'refuse'
    if (wrong?.status === 429)
      return {
        status: 429,
        body: { message: 'You are being rate limited.', retry_after: wrong.retryAfter ?? 1, global: false },
        headers: { 'retry-after': String(wrong.retryAfter ?? 1) },
      }
    return wrong && { status: wrong.status, body: { message: 'no', code: wrong.status === 403 ? 50_013 : 0 } }
  }
  const say = async (by: typeof agent, place: Channel, words: string): Promise<Said> => {
    const message = act.says(by, place, words)
    return {
      acknowledged: true,
      again: async () => {
        act.again(message)
        return true
      },
    }
  }
  return Object.assign(base, {
    name: 'discord' as const,
    platform: discordOn(fake),
    env: { DISCORD_BOT_TOKEN: fake.world.token, DISCORD_API_URL: fake.url },
    aim: () => undefined,
    channels: help.map(refOf),
    agents: refOf(agents),
    agent: discordUser(agent.id),
    says: async (index: number, words: string) => say(customers[index]!, help[index]!, words),
    agentSays: async (place: PlaceRef, words: string) =>
      say(agent, fake.world.channels.get(readDiscordPlace(place).channel)!, words),
    stands: () =>
      [...fake.world.channels.values()]
        .flatMap(({ messages }) => messages)
        .filter(({ author }) => author.id === fake.world.bot.id)
        .map(({ content }) => content),
    close: async () => fake.close(),
  })
}

export const teamsWire = async (channels = 10): Promise<Wire> => {
  const fake = await startTeamsFake()
  const base = shared()
  const help = Array.from({ length: channels }, (_, index) => `19:help${index}@thread.tacv2`)
  const agents = '19:agents@thread.tacv2'
  const customers = help.map((_, index) => ({ ...ana, id: `${ana.id}${index}`, name: `Ana ${index}` }))
  fake.onCall(({ method, path, body }) => {
    const [, lane = '', isPost] = /^\/v3\/conversations\/([^/]+)\/activities(\/[^/]+)?$/.exec(path) ?? []
    if (method === 'GET' || lane === '' || body['type'] === 'typing') return undefined
    const wrong = meets(base, method === 'POST' && isPost === undefined, decodeURIComponent(lane).split(';')[0]!, body)
    if (wrong === 'lost') return { status: 0, done: true }
    if (wrong === 'dropped') return { status: 0 }
    return (
      wrong && {
        status: wrong.status,
        ...(wrong.retryAfter !== undefined && { headers: { 'retry-after': String(wrong.retryAfter) } }),
      }
    )
  })
  const say = async (by: FakePerson, conversation: string, text: string): Promise<Said> => {
    const activity = fake.write(by, conversation, { text })
    const deliver = async () =>
      fake.deliver(activity).then(
        ({ status }) => status === 200,
        () => false,
      )
    return { acknowledged: await deliver(), again: deliver }
  }
  return Object.assign(base, {
    name: 'teams' as const,
    platform: createTeams({ serviceHosts: [], dialogs: true }),
    env: { TEAMS_EMULATOR: 'on' },
    aim: fake.connect,
    channels: help.map((channel) => teamsPlace(tenant, channel)),
    agents: teamsPlace(tenant, agents),
    agent: teamsUser(tenant, bo.id),
    says: async (index: number, words: string) => say(customers[index]!, help[index]!, words),
    agentSays: async (place: PlaceRef, words: string) => say(bo, readTeamsPlace(place.id).id, words),
    stands: () =>
      [agents, ...help].flatMap((channel) =>
        fake
          .everywhere(channel)
          .filter(({ by }) => by === bot.id)
          .map(({ text }) => text),
      ),
    close: async () => fake.close(),
  })
}

export const wires = { slack: slackWire, discord: discordWire, teams: teamsWire }
