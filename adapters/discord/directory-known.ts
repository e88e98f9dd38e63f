import type { APIChannel, APIGuildMember, APIUser } from 'discord.js'
import { recentMap, type RecentMap } from '../../src/platform'

/** Facts remembered of a channel, thread or DM. */
export interface Channel {
  readonly id: string
  readonly type: number
  readonly guild?: string
  /** A thread's channel. */
  readonly parent?: string
  readonly name?: string
  /** The last message in it, as Discord said when it was seen first. */
  readonly last?: string
}
export interface Author {
  readonly id: string
  readonly name: string
}

/** Discord's small facts, as far as events need them. Everything in it can be asked for again. */
export interface Known {
  readonly channels: RecentMap<Channel>
  /** Guilds the bot is in, by id: their names. */
  readonly guilds: Map<string, string>
  readonly roles: RecentMap<string>
  /** The roles of members, by guild and user, as the gateway told last. */
  readonly held: RecentMap<string>
  /** Authors of messages: a deletion does not name them. */
  readonly authors: RecentMap<Author>
  /** The bot's own posts, by message id, with the nonce when the gateway told it. */
  readonly own: RecentMap<string>
  /** Fresh links of files, by attachment id. */
  readonly links: RecentMap<string>
  /** Threads that the desk archived because their tickets are over, until somebody writes in them. */
  readonly over: RecentMap<true>
}
export const createKnown = (): Known => ({
  channels: recentMap(50_000),
  guilds: new Map(),
  roles: recentMap(20_000),
  held: recentMap(50_000),
  authors: recentMap(20_000),
  own: recentMap(20_000),
  links: recentMap(2_000),
  over: recentMap(20_000),
})

export const channelOf = (raw: APIChannel, guild?: string): Channel => {
  const { guild_id, parent_id, name, last_message_id } = raw as {
    guild_id?: string
    parent_id?: string | null
    name?: string | null
    last_message_id?: string | null
  }
  const home = guild_id ?? guild
  return {
    id: raw.id,
    type: raw.type,
    ...(home && { guild: home }),
    ...(isThread(raw.type) && parent_id && { parent: parent_id }),
    ...(name && { name }),
    ...(last_message_id && { last: last_message_id }),
  }
}

/** Announcement, public and private threads. */
export const isThread = (type: number): boolean => type >= 10 && type <= 12
/** Forums and media channels: places of threads alone. */
export const isForum = (type: number): boolean => type === 15 || type === 16
export const isDirect = (type: number): boolean => type === 1 || type === 3

export const nameOf = (user: APIUser, member?: Pick<APIGuildMember, 'nick'> | null): string =>
  member?.nick ?? user.global_name ?? user.username
