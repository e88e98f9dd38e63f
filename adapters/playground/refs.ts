import type { AnswerRef, PlaceRef, PostRef, UserRef, WorkspaceRef } from '../../src/platform'
import { channelOf, personOf } from './directory'

/** Stored in every Ref: never changes. */
export const platformName = 'playground'

export const workspaceRef: WorkspaceRef = { platform: platformName, kind: 'workspace', id: 'local' }
export const placeRef = (id: string): PlaceRef => ({ platform: platformName, kind: 'place', id })
export const postRef = (id: string): PostRef => ({ platform: platformName, kind: 'post', id })
export const userRef = (id: string): UserRef => ({ platform: platformName, kind: 'user', id })

/** The page has no addresses for posts: a post's id stands for its link. */
export const postOfLink = (link: string): PostRef | undefined =>
  /^p-[0-9a-f]+$/.test(link) ? postRef(link) : undefined

/**
 * Parts of a place's id: `help` is a channel, `dm.ana` and `home.ana` are Ana's with the desk, and `help.p-1f…` is the
 * thread under that post of `help`.
 */
export interface PlaceKind {
  readonly kind: 'channel' | 'direct' | 'home' | 'thread'
  /** The channel, DM or Home itself; a thread's is where its first post stands. */
  readonly top: string
  /** Of a thread: the post it hangs under. */
  readonly root?: string
  /** Of a DM or a Home. */
  readonly owner?: string
}

export const readPlace = (id: string): PlaceKind | undefined => {
  const thread = /^(.+)\.(p-[0-9a-f]+)$/.exec(id)
  if (thread?.[1] && thread[2]) {
    const parent = readPlace(thread[1])
    return parent && parent.kind !== 'thread' && parent.kind !== 'home'
      ? { ...parent, kind: 'thread', root: thread[2] }
      : undefined
  }
  if (channelOf(id)) return { kind: 'channel', top: id }
  const own = /^(dm|home)\.([a-z]+)$/.exec(id)
  if (!own?.[2] || !personOf(own[2])) return undefined
  return { kind: own[1] === 'dm' ? 'direct' : 'home', top: id, owner: own[2] }
}

export const directOf = (person: string): string => `dm.${person}`
export const homeOf = (person: string): string => `home.${person}`
export const threadOf = (top: string, post: string): string => `${top}.${post}`

/** Person that a private answer is for, and place where it was asked. */
export const answerId = (person: string, place: string): string => `${person}@${place}`
export const readAnswer = ({ id }: AnswerRef): { readonly person: string; readonly place: string } => {
  const at = id.indexOf('@')
  return { person: id.slice(0, at), place: id.slice(at + 1) }
}

/** A thread shares the lane of the place that it hangs in. */
export const laneOf = ({ id }: PlaceRef): string => readPlace(id)?.top ?? id
