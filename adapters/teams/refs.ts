import type { AnswerRef, PlaceRef, PostRef, UserRef, WorkspaceRef } from '../../src/platform'

export const platformName = 'teams'

/*
 * Stored for ever. Place: `<tenant>/<conversation>`, where a channel's reply chain is `<channel>;messageid=<root>`, as
 * Teams itself writes it. Post: `<place>#<activity>`; a channel's post always names its chain, so that a message has one
 * id whichever activity tells of it. User: `<tenant>/<29:…>`, the id that every activity carries.
 */
export const workspaceRef = (tenant: string): WorkspaceRef => ({
  platform: platformName,
  kind: 'workspace',
  id: tenant,
})
export const placeRef = (tenant: string, conversation: string): PlaceRef => ({
  platform: platformName,
  kind: 'place',
  id: `${tenant}/${conversation}`,
})
export const postRef = (tenant: string, conversation: string, activity: string): PostRef => ({
  platform: platformName,
  kind: 'post',
  id: `${tenant}/${conversation}#${activity}`,
})
export const userRef = (tenant: string, user: string): UserRef => ({
  platform: platformName,
  kind: 'user',
  id: `${tenant}/${user}`,
})

export interface Conversation {
  readonly tenant: string
  /** As the connector takes it. */
  readonly id: string
  /** Without the chain: the channel, or the chat itself. */
  readonly base: string
  /** The chain's first message. */
  readonly root?: string
}
const chain = /^(.*);messageid=([^;]+)$/

export const baseOf = (conversation: string): { readonly base: string; readonly root?: string } => {
  const [, base, root] = chain.exec(conversation) ?? []
  return base !== undefined && root !== undefined ? { base, root } : { base: conversation }
}
export const chainOf = (base: string, root: string): string => `${base};messageid=${root}`

const split = (id: string): readonly [string, string] => {
  const at = id.indexOf('/')
  return [id.slice(0, Math.max(0, at)), id.slice(at + 1)]
}
export const readPlace = (id: string): Conversation => {
  const [tenant, conversation] = split(id)
  return { tenant, id: conversation, ...baseOf(conversation) }
}
export const readPost = (id: string): Conversation & { readonly activity: string } => {
  const at = id.lastIndexOf('#')
  return { ...readPlace(id.slice(0, at)), activity: id.slice(at + 1) }
}
export const readUser = (id: string): { readonly tenant: string; readonly user: string } => {
  const [tenant, user] = split(id)
  return { tenant, user }
}

/** Teams' own ids tell a channel from a chat. */
export const isChannelId = (conversation: string): boolean => /@thread\.(tacv2|skype)$/.test(conversation)

/** The message of a link that Teams copies; the tenant is that of whoever pasted it, whatever the link says. */
export const postOfLink = (link: string, from: UserRef): PostRef | undefined => {
  if (!URL.canParse(link)) return undefined
  const { hostname, pathname, searchParams } = new URL(link)
  const [, conversation, message] = /^\/l\/message\/([^/]+)\/(\d+)$/.exec(pathname) ?? []
  if (!/(^|\.)teams\.(microsoft|cloud\.microsoft|live)(\.com)?$/.test(hostname)) return undefined
  if (conversation === undefined || message === undefined) return undefined
  const base = new URLSearchParams(`id=${conversation}`).get('id') ?? ''
  const root = searchParams.get('parentMessageId') ?? message
  return postRef(readUser(from.id).tenant, isChannelId(base) ? chainOf(base, root) : base, message)
}

/** Id of a private answer, by whom it is for and where it was asked: `<place>#<user>`. */
export const answerId = (tenant: string, conversation: string, user: string): string =>
  `${tenant}/${conversation}#${user}`
/** Person that it is for. */
export const readAnswer = ({ id }: AnswerRef): UserRef =>
  userRef(readPlace(id).tenant, id.slice(id.lastIndexOf('#') + 1))

/** A reply chain shares its conversation's rate limit. */
export const laneOf = ({ id }: PlaceRef): string => {
  const { tenant, base } = readPlace(id)
  return `${tenant}/${base}`
}
