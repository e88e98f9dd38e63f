import {
  type AnswerRef,
  type FileRef,
  type GroupRef,
  type PlaceRef,
  type PostRef,
  type UserRef,
  type WorkspaceRef,
  defined,
} from '../../src/platform'

export const platformName = 'slack'

/*
 * Ids as they are stored, for ever: `T1` a workspace (`E1` an organisation), `T1/U1` a person, `T1/C1` a channel or DM,
 * `T1/C1/1700000000.000100` a thread (as a place) or a message (as a post), `T1/home/U1` somebody's App Home.
 */
const ref = <K extends string>(kind: K, id: string) => ({ platform: platformName, kind, id }) as const

export const workspaceRef = (workspace: string): WorkspaceRef => ref('workspace', workspace)
export const userRef = (workspace: string, user: string): UserRef => ref('user', `${workspace}/${user}`)
export const groupRef = (workspace: string, group: string): GroupRef => ref('group', `${workspace}/${group}`)
export const channelRef = (workspace: string, channel: string): PlaceRef => ref('place', `${workspace}/${channel}`)
export const threadRef = (workspace: string, channel: string, ts: string): PlaceRef =>
  ref('place', `${workspace}/${channel}/${ts}`)
export const homeRef = (workspace: string, user: string): PlaceRef => ref('place', `${workspace}/home/${user}`)
export const postRef = (workspace: string, channel: string, ts: string): PostRef =>
  ref('post', `${workspace}/${channel}/${ts}`)
export const fileRef = (
  workspace: string,
  file: { id: string; name: string; size: number; type: string },
): FileRef => ({ ...ref('file', `${workspace}/${file.id}`), name: file.name, size: file.size, type: file.type })

export const isDirect = (channel: string): boolean => channel.startsWith('D')

/** Place of a message: its thread, or its channel. A DM is one conversation, whatever thread a reply was put in. */
export const placeOf = (
  workspace: string,
  channel: string,
  ts: string,
  thread: string | undefined,
): { readonly place: PlaceRef; readonly parent?: PlaceRef } =>
  thread === undefined || thread === ts || isDirect(channel)
    ? { place: channelRef(workspace, channel) }
    : { place: threadRef(workspace, channel, thread), parent: channelRef(workspace, channel) }

/** An id's parts; `ts` of a thread or a message. */
export interface Parts {
  readonly workspace: string
  readonly channel: string
  readonly ts?: string
}
export const partsOf = ({ id }: { readonly id: string }): Parts => {
  const [workspace = '', channel = '', ts] = id.split('/')
  return { workspace, channel, ...defined({ ts }) }
}
/** Owner of the Home that this place (or the view posted there) is. */
export const homeOf = ({
  id,
}: {
  readonly id: string
}): { readonly workspace: string; readonly user: string } | undefined => {
  const [workspace = '', home, user] = id.split('/')
  return home === 'home' && user !== undefined ? { workspace, user } : undefined
}

const permalink = /^https:\/\/[\w.-]+\.slack\.com\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})(?:[?#]|$)/

/** The message of a permalink; it names no workspace, so that is the one of whoever pasted it. */
export const postOfLink = (link: string, from: UserRef): PostRef | undefined => {
  const [, channel, seconds, rest] = permalink.exec(link) ?? []
  return channel === undefined ? undefined : postRef(partsOf(from).workspace, channel, `${seconds}.${rest}`)
}

/** `response_url` holds for 30 minutes and 5 answers; without one the person is told where they are. */
export const answerRef = (place: PlaceRef, user: UserRef, responseUrl?: string): AnswerRef =>
  ref('answer', [place.id, user.id, responseUrl ?? ''].join('|'))
export const readAnswer = ({ id }: AnswerRef): { place: PlaceRef; user: UserRef; responseUrl?: string } => {
  const [place = '', user = '', ...url] = id.split('|')
  const responseUrl = url.join('|')
  return { place: ref('place', place), user: ref('user', user), ...(responseUrl !== '' && { responseUrl }) }
}

/** A thread shares its channel's rate limit. */
export const laneOf = ({ id }: PlaceRef): string => id.split('/').slice(0, 2).join('/')
