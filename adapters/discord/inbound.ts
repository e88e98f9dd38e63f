import type { APIEmoji, APIUser, GatewayDispatchPayload } from 'discord.js'
import type { Arrival, Inbound, OperationInvoked, RichText } from '../../src/platform'
import { contentsOf, isPersons, type Contents, type Message, type Scenery } from './inbound-contents'
import { isForum, nameOf, type Author, type Channel } from './directory-known'
import { placeRef, postRef, timeOf, userRef, workspaceRef } from './refs'

/** Context on which an event's meaning depends: all of it is looked up before, so that this file calls nobody. */
export interface Scene {
  /** The bot's own user. */
  readonly me: string
  /** The session and the event's number in it: the same when the gateway replays it. */
  readonly event: string
  readonly now: Date
  channel(id: string): Channel | undefined
  role(id: string): string | undefined
  author(message: string): Author | undefined
  /** A person's name, where the event brings only the id. */
  name(user: string): string | undefined
  isOwn(message: string): boolean
  /** Without the intent for it, words come only in direct messages and where the bot is named. */
  readonly readsContent?: boolean
  /** Server whose desk a direct message is for, when that is known. */
  guildOf?(channel: string): string | undefined
}

/** An event as the desk understands it: nothing when it is none of its business, several for a bulk deletion. */
export const toInbound = (packet: GatewayDispatchPayload, scene: Scene): readonly Inbound[] => {
  switch (packet.t) {
    case 'MESSAGE_CREATE':
      return one(messageOf(packet.d as Message, scene))
    case 'MESSAGE_UPDATE':
      return one(edited(packet.d as Message, scene))
    case 'MESSAGE_DELETE':
      return one(deleted(packet.d.id, packet.d.channel_id, packet.d.guild_id, scene))
    case 'MESSAGE_DELETE_BULK': {
      const { ids, channel_id, guild_id } = packet.d
      return ids.flatMap((id) => one(deleted(id, channel_id, guild_id, scene)))
    }
    case 'MESSAGE_REACTION_ADD':
    case 'MESSAGE_REACTION_REMOVE':
      return one(reacted(packet.d as Reaction, packet.t === 'MESSAGE_REACTION_ADD', scene))
    case 'MESSAGE_REACTION_REMOVE_ALL':
    case 'MESSAGE_REACTION_REMOVE_EMOJI':
      return [cleared(packet.d as Cleared, scene)]
    case 'TYPING_START': {
      const { channel_id, guild_id, user_id, timestamp, member } = packet.d
      if (user_id === scene.me || member?.user.bot) return []
      const from = { id: user_id, name: member ? nameOf(member.user, member) : (scene.name(user_id) ?? user_id) }
      return [
        { ...arrival(scene.event, new Date(timestamp * 1000), from, channel_id, guild_id, scene), kind: 'typing' },
      ]
    }
    case 'GUILD_MEMBER_REMOVE': {
      const { user, guild_id } = packet.d
      if (user.bot) return []
      const from = { id: user.id, name: nameOf(user) }
      return [
        {
          ...arrival(scene.event, scene.now, from, guild_id, guild_id, scene),
          kind: 'lifecycle',
          what: 'member-left',
          unreadable: `${guild_id}/`,
        },
      ]
    }
    case 'GUILD_MEMBER_UPDATE':
    case 'GUILD_ROLE_DELETE': {
      const { guild_id } = packet.d
      const from = { id: scene.me, name: 'Discord' }
      const told = arrival(scene.event, scene.now, from, guild_id, guild_id, scene)
      return [{ ...told, kind: 'lifecycle', what: 'members-changed' }]
    }
    case 'CHANNEL_DELETE':
    case 'THREAD_DELETE': {
      const { id, guild_id } = packet.d as { id: string; guild_id?: string }
      const from = { id: scene.me, name: 'Discord' }
      return guild_id
        ? [{ ...arrival(`gone:${id}`, scene.now, from, id, guild_id, scene), kind: 'lifecycle', what: 'archived' }]
        : []
    }
    case 'GUILD_CREATE': {
      const { id, owner_id, joined_at, unavailable } = packet.d
      if (unavailable) return []
      const from = { id: owner_id, name: ownerName(packet.d) ?? owner_id }
      return [
        {
          ...arrival(`installed:${id}:${joined_at}`, scene.now, from, id, id, scene),
          kind: 'lifecycle',
          what: 'installed',
        },
      ]
    }
    case 'GUILD_DELETE': {
      const { id, unavailable } = packet.d
      const from = { id: scene.me, name: 'Discord' }
      return unavailable
        ? []
        : [{ ...arrival(scene.event, scene.now, from, id, id, scene), kind: 'lifecycle', what: 'revoked' }]
    }
    default:
      return []
  }
}

const one = (event: Inbound | undefined): readonly Inbound[] => (event ? [event] : [])

type Cleared = Pick<Reaction, 'channel_id' | 'message_id' | 'guild_id'> & Partial<Pick<Reaction, 'emoji'>>
interface Reaction {
  readonly user_id: string
  readonly channel_id: string
  readonly message_id: string
  readonly guild_id?: string
  readonly emoji: Pick<APIEmoji, 'id' | 'name'>
  readonly member?: { readonly user: APIUser; readonly nick?: string | null }
}

const arrival = (
  id: string,
  at: Date,
  from: Author,
  channelId: string,
  guildId: string | undefined,
  scene: Scene,
): Arrival => {
  const channel = scene.channel(channelId)
  const guild = guildId ?? channel?.guild
  const desk = guild ?? scene.guildOf?.(channelId)
  return {
    id,
    at,
    from: userRef(from.id),
    name: from.name,
    place: placeRef({ channel: channelId, ...(guild && { guild }) }),
    direct: guild === undefined,
    ...(desk && { workspace: workspaceRef(desk) }),
    ...(channel?.parent && { parent: placeRef({ channel: channel.parent, ...(guild && { guild }) }) }),
  }
}

/** Content of a post on which an operation was chosen, handed over because the desk may never have seen it. */
export const onPost = (
  message: Message,
  scenery: Scenery,
): Pick<OperationInvoked, 'onText' | 'onFiles' | 'onUnshown'> => {
  const { text, files, unshown } = contentsOf(message, scenery)
  return {
    onText: text,
    ...(files.length > 0 && { onFiles: files }),
    ...(unshown.length > 0 && { onUnshown: unshown }),
  }
}

/** Content of a message besides its words, where there is any. */
const besides = ({ unshown }: Contents) => (unshown.length === 0 ? {} : { unshown })

/** A person's message; also of a history, where `guild_id` and `member` are missing. */
export const messageOf = (message: Message, scene: Scene): Inbound | undefined => {
  if (!isPersons(message, scene.me)) return undefined
  const channel = scene.channel(message.channel_id)
  const guild = message.guild_id ?? channel?.guild
  const forum = channel?.parent === undefined ? undefined : scene.channel(channel.parent)
  // The first message of a forum's post has the thread's own id: it is said in the forum, and its room is there already.
  const opens = message.id === message.channel_id && forum !== undefined && isForum(forum.type)
  const from = { id: message.author.id, name: nameOf(message.author, message.member) }
  const said = arrival(`message:${message.id}`, timeOf(message.id), from, message.channel_id, guild, scene)
  const { parent, ...unthreaded } = said
  const reply = message.message_reference
  const contents = contentsOf(message, scene)
  // Without the intent Discord keeps what is said from the bot: nobody can tell an empty message from any other.
  if (scene.readsContent === false && guild !== undefined && message.content === '' && isOther(contents))
    return undefined
  const title: RichText =
    opens && channel?.name ? [{ kind: 'paragraph', inlines: [{ kind: 'text', text: channel.name, bold: true }] }] : []
  return {
    ...(opens && parent ? { ...unthreaded, place: parent } : said),
    kind: 'message',
    ...(opens && { isTopic: true }),
    post: postRef({ channel: message.channel_id, message: message.id, ...(guild && { guild }) }),
    text: [...title, ...contents.text],
    files: contents.files,
    ...besides(contents),
    ...(message.type === 19 &&
      reply?.message_id && {
        replyTo: postRef({ channel: reply.channel_id, message: reply.message_id, ...(guild && { guild }) }),
      }),
    ...(message.mentions?.some(({ id }) => id === scene.me) && { addressed: true }),
  }
}

const isOther = ({ unshown: [first] }: Contents): boolean => first?.kind === 'other'

const edited = (message: Message, scene: Scene): Inbound | undefined => {
  // Discord also reports a link's preview and a pin as an update.
  if (!message.edited_timestamp || !message.author || message.content === undefined || !isPersons(message, scene.me))
    return undefined
  const at = new Date(message.edited_timestamp)
  const from = { id: message.author.id, name: nameOf(message.author, message.member) }
  const guild = message.guild_id
  const contents = contentsOf(message, scene)
  return {
    ...arrival(`edit:${message.id}:${at.getTime()}`, at, from, message.channel_id, guild, scene),
    kind: 'edit',
    post: postRef({ channel: message.channel_id, message: message.id, ...(guild && { guild }) }),
    text: contents.text,
    files: contents.files,
    ...besides(contents),
  }
}

const deleted = (id: string, channel: string, guild: string | undefined, scene: Scene): Inbound | undefined => {
  if (scene.isOwn(id)) return undefined
  // A moderator may have done it: Discord does not say.
  const from = scene.author(id) ?? { id: scene.me, name: 'Discord' }
  return {
    ...arrival(`delete:${id}`, scene.now, from, channel, guild, scene),
    kind: 'delete',
    post: postRef({ channel, message: id, ...(guild && { guild }) }),
  }
}

const reacted = (reaction: Reaction, added: boolean, scene: Scene): Inbound | undefined => {
  const { user_id, channel_id, message_id, guild_id, emoji, member } = reaction
  if (user_id === scene.me || member?.user.bot) return undefined
  const from = { id: user_id, name: member ? nameOf(member.user, member) : (scene.name(user_id) ?? user_id) }
  return {
    ...arrival(`reaction:${scene.event}`, scene.now, from, channel_id, guild_id, scene),
    kind: 'reaction',
    post: postRef({ channel: channel_id, message: message_id, ...(guild_id && { guild: guild_id }) }),
    emoji: signOf(emoji),
    added,
  }
}

/** A moderator took away what others gave: all reactions, or those with one emoji. Discord does not say who did. */
const cleared = ({ channel_id, message_id, guild_id, emoji }: Cleared, scene: Scene): Inbound => ({
  ...arrival(`cleared:${scene.event}`, scene.now, { id: scene.me, name: 'Discord' }, channel_id, guild_id, scene),
  kind: 'reactions-cleared',
  post: postRef({ channel: channel_id, message: message_id, ...(guild_id && { guild: guild_id }) }),
  ...(emoji && { emoji: signOf(emoji) }),
})
const signOf = ({ id, name }: Pick<APIEmoji, 'id' | 'name'>): string => (id ? `:${name ?? ''}:` : (name ?? ''))

/** Of the members that a new guild brings, the owner is usually one. */
const ownerName = (guild: {
  readonly owner_id: string
  readonly members?: readonly { readonly user: APIUser; readonly nick?: string | null }[]
}): string | undefined => {
  const owner = guild.members?.find(({ user }) => user.id === guild.owner_id)
  return owner && nameOf(owner.user, owner)
}
