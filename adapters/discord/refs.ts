import {
  DeliveryFailure,
  type AnswerRef,
  type GroupRef,
  type PlaceRef,
  type PostRef,
  type UserRef,
  type WorkspaceRef,
} from '../../src/platform'

export const platformName = 'discord'

/** A channel, thread or DM. Stored as `<guild>/<channel>`, as Discord's own links name them: `@me` for a DM. */
export interface Spot {
  readonly guild?: string
  readonly channel: string
}
/** One message. */
export interface Spotted extends Spot {
  readonly message: string
}

const ref = <K extends string>(kind: K, id: string) => ({ platform: platformName, kind, id }) as const

export const userRef = (id: string): UserRef => ref('user', id)
export const workspaceRef = (guild: string): WorkspaceRef => ref('workspace', guild)
export const groupRef = (guild: string, role: string): GroupRef => ref('group', `${guild}/${role}`)
export const placeRef = ({ guild, channel }: Spot): PlaceRef => ref('place', `${guild ?? '@me'}/${channel}`)
export const postRef = ({ guild, channel, message }: Spotted): PostRef =>
  ref('post', `${guild ?? '@me'}/${channel}/${message}`)
/** `token` lives 15 minutes. */
export const answerRef = (application: string, token: string): AnswerRef => ref('answer', `${application}/${token}`)

const snowflake = /^\d{1,20}$/

/** Throws DeliveryFailure `gone` for what is no place of this network. */
export const readPlace = ({ platform, id }: PlaceRef): Spot => {
  const [guild = '', channel = ''] = id.split('/')
  if (platform !== platformName || !snowflake.test(channel))
    throw new DeliveryFailure('gone', `${platform} ${id} is no place on Discord`)
  return { channel, ...(guild === '@me' ? {} : { guild }) }
}
/** Throws DeliveryFailure `gone` for what is no post of this network. */
export const readPost = ({ platform, id }: PostRef): Spotted => {
  const [guild = '', channel = '', message = ''] = id.split('/')
  if (platform !== platformName || !snowflake.test(channel) || !snowflake.test(message))
    throw new DeliveryFailure('gone', `${platform} ${id} is no post on Discord`)
  return {
    channel,
    message,
    ...(guild === '@me' ? {} : { guild }),
  }
}
export const readAnswer = ({ id }: AnswerRef): { readonly application: string; readonly token: string } => {
  const slash = id.indexOf('/')
  return { application: id.slice(0, slash), token: id.slice(slash + 1) }
}

const messageLink =
  /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(\d{1,20}|@me)\/(\d{1,20})\/(\d{1,20})(?:[?#/]|$)/

/** The message of a link that Discord copies. */
export const postOfLink = (link: string): PostRef | undefined => {
  const [, guild = '', channel, message] = messageLink.exec(link) ?? []
  return channel === undefined || message === undefined
    ? undefined
    : postRef({ channel, message, ...(guild === '@me' ? {} : { guild }) })
}

const epoch = 1_420_070_400_000n
/** Time when a snowflake was made. */
export const timeOf = (id: string): Date => new Date(Number((BigInt(id) >> 22n) + epoch))
/** The lowest snowflake of this moment. */
export const snowflakeAt = (at: Date): string => {
  const ms = BigInt(at.getTime()) - epoch
  return String((ms > 0n ? ms : 0n) << 22n)
}
export const isAfter = (a: string, b: string): boolean => BigInt(a) > BigInt(b)
export const later = (a: string, b: string): string => (isAfter(a, b) ? a : b)

/** A thread has a rate limit of its own. */
export const laneOf = ({ id }: PlaceRef): string => id.slice(id.indexOf('/') + 1)
