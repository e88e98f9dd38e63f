import type { Locale, PlaceRef, PostRef, Role, UserRef, WorkspaceRef } from '../../src/platform'

/** Stored in every Ref: never changes. */
export const platformName = 'playground'

export interface Person {
  readonly id: string
  readonly name: string
  readonly role: Role
}

/** Everybody there is: nobody can be added, so that an address like `ana` means the same on every machine. */
export const people: readonly Person[] = [
  { id: 'ana', name: 'Ana García', role: 'customer' },
  { id: 'carlos', name: 'Carlos Ruiz', role: 'customer' },
  { id: 'bo', name: 'Bo Lindqvist', role: 'agent' },
  { id: 'kim', name: 'Kim Tran', role: 'agent' },
  { id: 'sam', name: 'Sam Okafor', role: 'supervisor' },
  { id: 'ada', name: 'Ada Moreno', role: 'admin' },
]

export type Purpose = 'intake' | 'agents' | 'supervisors'

export interface Channel {
  readonly id: string
  readonly purpose: Purpose
  readonly title: Readonly<Record<Locale, string>>
  readonly members: readonly string[]
}

const withRoles = (...roles: readonly Role[]): readonly string[] =>
  people.filter((person) => roles.includes(person.role)).map((person) => person.id)

export const channels: readonly Channel[] = [
  { id: 'help', purpose: 'intake', title: { en: 'help', es: 'ayuda' }, members: people.map((person) => person.id) },
  {
    id: 'agents',
    purpose: 'agents',
    title: { en: 'agents', es: 'agentes' },
    members: withRoles('agent', 'supervisor', 'admin'),
  },
  {
    id: 'supervisors',
    purpose: 'supervisors',
    title: { en: 'supervisors', es: 'supervisores' },
    members: withRoles('supervisor', 'admin'),
  },
]

export const personOf = (id: string): Person | undefined => people.find((person) => person.id === id)
export const channelOf = (id: string): Channel | undefined => channels.find((channel) => channel.id === id)

export const workspaceRef: WorkspaceRef = { platform: platformName, kind: 'workspace', id: 'local' }
export const placeRef = (id: string): PlaceRef => ({ platform: platformName, kind: 'place', id })
export const postRef = (id: string): PostRef => ({ platform: platformName, kind: 'post', id })
export const userRef = (id: string): UserRef => ({ platform: platformName, kind: 'user', id })

/** The page has no addresses for posts: a post's id stands for its link. */
export const postOfLink = (link: string): PostRef | undefined =>
  /^p-[0-9a-f]+$/.test(link) ? postRef(link) : undefined

/**
 * What a place's id says: `help` is a channel, `dm.ana` and `home.ana` are Ana's with the desk, and `help.p-1f…` is the
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
