import type { FakeGateway } from './discord-fake-gateway'

export interface User {
  readonly id: string
  readonly username: string
  readonly global_name: string | null
  readonly discriminator: string
  readonly avatar: null
  readonly bot?: boolean
}
export interface Component {
  readonly type: number
  readonly custom_id?: string
  readonly label?: string
  readonly placeholder?: string
  readonly content?: string
  readonly components?: readonly Component[]
  readonly component?: Component
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  readonly [key: string]: unknown
}
export interface Attachment {
  readonly id: string
  readonly filename: string
  readonly size: number
  readonly url: string
  readonly content_type?: string
}
export interface Message {
  readonly id: string
  readonly channel_id: string
  readonly author: User
  readonly timestamp: string
  type: number
  content: string
  components: readonly Component[]
  attachments: readonly Attachment[]
  flags: number
  edited_timestamp: string | null
  nonce?: string
  webhook_id?: string
  application_id?: string
  message_reference?: { message_id: string; channel_id: string }
  mentions: readonly User[]
  /** Emoji to who gave it. */
  reactions: Map<string, Set<string>>
  /** People it pinged, by what `allowed_mentions` let through. */
  pinged: readonly string[]
  /** Only this person sees it. */
  only?: string
}
export interface Channel {
  readonly id: string
  readonly type: number
  readonly guild_id?: string
  readonly parent_id?: string
  readonly owner_id?: string
  readonly recipients?: readonly User[]
  name: string
  archived?: boolean
  locked?: boolean
  archivedAt?: string
  readonly members: Set<string>
  readonly hidden?: boolean
  /** Permissions that nobody has there. */
  denied?: bigint
  readonly messages: Message[]
}
export interface Guild {
  readonly id: string
  readonly name: string
  readonly owner_id: string
  readonly joined_at: string
  readonly members: Set<string>
  /** By id: what it is called, and who has it. */
  readonly roles?: Map<string, { readonly name: string; readonly members: Set<string> }>
}
export interface Interaction {
  readonly id: string
  readonly token: string
  readonly by: string
  readonly channel: string
  readonly message?: Message
  readonly at: number
  response?: {
    readonly type: number
    readonly data?: {
      readonly content?: string
      readonly custom_id?: string
      readonly title?: string
      readonly choices?: readonly { name: string; value: string }[]
      readonly components?: readonly Component[]
    }
  }
  readonly followups: Message[]
  /** A form was sent. */
  submits?: boolean
  answered(): void
}
export interface Call {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Buffer }[]
  readonly at: number
}
export interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** All that stands in the fake, and how its parts reach each other. */
export interface World {
  readonly token: string
  readonly application: string
  readonly bot: User
  flags: number
  readonly users: Map<string, User>
  readonly guilds: Map<string, Guild>
  readonly channels: Map<string, Channel>
  readonly interactions: Map<string, Interaction>
  readonly bytes: Map<string, Buffer>
  readonly webhooks: Map<string, { id: string; token: string; channel_id: string; application_id: string }>
  commands: readonly Command[]
  registered: number
  readonly faults: string[]
  readonly calls: Call[]
  url(): string
  id(): string
  gateway(): FakeGateway
  shown(message: Message): object
  raw(channel: Channel): object
}
export interface Command {
  readonly name: string
  readonly type: number
  readonly options?: readonly CommandOption[]
}
export interface CommandOption {
  readonly name: string
  readonly type: number
  readonly options?: readonly CommandOption[]
}

const contentIntent = 1 << 15

let lastId = 0n
/** Snowflakes of the real clock, each higher than the last. */
export const snowflake = (at = Date.now()): string => {
  const id = (BigInt(at) - 1_420_070_400_000n) << 22n
  lastId = id > lastId ? id : lastId + 1n
  return String(lastId)
}

export const shown = (world: World, { reactions, pinged: _pinged, only: _only, ...message }: Message): object => {
  const guild = world.channels.get(message.channel_id)?.guild_id
  return {
    ...message,
    tts: false,
    mention_everyone: false,
    mention_roles: [],
    embeds: [],
    pinned: false,
    ...(reactions.size > 0 && {
      reactions: [...reactions].map(([name, by]) => ({
        emoji: { id: null, name },
        count: by.size,
        me: by.has(world.bot.id),
      })),
    }),
    ...(guild && {
      guild_id: guild,
      member: { nick: null, roles: [], joined_at: '2020-01-01T00:00:00Z', deaf: false, mute: false },
    }),
  }
}
/** As the gateway shows it to a bot with these intents: words are a privilege, in servers. */
export const withoutWords = (world: World, message: Message, intents: number): object => {
  const full = shown(world, message)
  const channel = world.channels.get(message.channel_id)
  const isOpen =
    (intents & contentIntent) !== 0 ||
    !channel?.guild_id ||
    message.author.id === world.bot.id ||
    message.mentions.some(({ id }) => id === world.bot.id)
  return isOpen ? full : { ...full, content: '', attachments: [], components: [] }
}
export const raw = ({
  id,
  type,
  guild_id,
  parent_id,
  owner_id,
  name,
  archived,
  locked,
  archivedAt,
  messages,
  recipients,
  denied,
}: Channel): object => ({
  id,
  type,
  name,
  ...(guild_id && { guild_id }),
  ...(denied && { permission_overwrites: [{ id: guild_id, type: 0, allow: '0', deny: String(denied) }] }),
  ...(parent_id && { parent_id }),
  ...(owner_id && { owner_id }),
  ...(recipients && { recipients }),
  last_message_id: messages.at(-1)?.id ?? null,
  ...(parent_id && {
    thread_metadata: {
      archived: archived === true,
      locked: locked === true,
      auto_archive_duration: 10080,
      archive_timestamp: archivedAt ?? new Date().toISOString(),
    },
  }),
})
export const everyone = String([6n, 10n, 11n, 14n, 15n, 16n, 35n, 38n].reduce((all, bit) => all | (1n << bit), 0n))
export const guildCreate = (world: World, guild: Guild): object => {
  const channels = [...world.channels.values()].filter(({ guild_id }) => guild_id === guild.id)
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.owner_id,
    joined_at: guild.joined_at,
    preferred_locale: 'en-US',
    unavailable: false,
    roles: [{ id: guild.id, name: '@everyone', permissions: everyone }],
    members: [{ user: world.bot, roles: [], nick: null }],
    channels: channels
      .filter(({ parent_id }) => parent_id === undefined)
      .map((channel) => ({
        ...raw(channel),
        permission_overwrites: channel.hidden ? [{ id: guild.id, type: 0, allow: '0', deny: String(1 << 10) }] : [],
      })),
    threads: channels.filter(({ parent_id, archived }) => parent_id !== undefined && !archived).map(raw),
  }
}
