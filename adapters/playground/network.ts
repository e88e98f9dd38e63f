import { createHash } from 'node:crypto'
import type { Locale } from '../../src/platform'
import { channelOf } from './directory'
import { readPlace, threadOf } from './refs'
import type { Body, Post } from './network-post'
import { isForgotten, noWords, type Forgotten } from './network-forget'

/** One line of the log. A form once written is read for ever. */
export type Fact =
  | {
      readonly fact: 'post'
      readonly id: string
      readonly at: string
      readonly place: string
      /** A person's id, or `desk`. */
      readonly by: string
      readonly body: Body
      /** Time of the last edit, where the log was rewritten since. */
      readonly editedAt?: string
      /** The event by which the desk heard of it; absent on the desk's own. */
      readonly event?: string
      /** Shown to this person alone. */
      readonly only?: string
    }
  | { readonly fact: 'edit'; readonly at: string; readonly post: string; readonly body: Body }
  /** `erased`: nobody's words were kept, see `forget`. */
  | { readonly fact: 'delete'; readonly at: string; readonly post: string; readonly erased?: true }
  | ({ readonly fact: 'forget' } & Forgotten)
  /** The desk could not store this message: it was never said. */
  | { readonly fact: 'withdraw'; readonly post: string }
  /** The desk has stored this message. */
  | { readonly fact: 'heard'; readonly post: string }
  | {
      readonly fact: 'reaction'
      readonly post: string
      readonly by: string
      readonly emoji: string
      readonly added: boolean
    }
  | {
      readonly fact: 'room'
      readonly at: string
      readonly id: string
      readonly title?: string
      readonly members: readonly string[]
      readonly private: boolean
    }
  | { readonly fact: 'settle'; readonly place: string; readonly state: 'open' | 'closed' }
  | { readonly fact: 'file'; readonly id: string; readonly name: string; readonly size: number; readonly type: string }
  | { readonly fact: 'locale'; readonly person: string; readonly locale: Locale }

export interface Room {
  readonly id: string
  title?: string
  members: readonly string[]
  private: boolean
  settled: boolean
  /** Posts in the order they were said. */
  readonly posts: string[]
  rev: number
}

export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly type: string
}

export interface State {
  readonly posts: Map<string, Post>
  /** Places where anything was ever said or opened, and every channel. */
  readonly rooms: Map<string, Room>
  readonly files: Map<string, StoredFile>
  /** Files that no post ever had: somebody may be about to post them. */
  readonly loose: Set<string>
  /** Of those for whom one was chosen. */
  readonly locales: Map<string, Locale>
}

/** Changes that a fact made, for those who watch. */
export interface Touched {
  readonly posts: readonly string[]
  readonly people?: boolean
}

/** The same key names the same post in every process and after every crash: this is what makes a send happen once. */
export const postId = (key: string): string => `p-${createHash('sha256').update(key).digest('hex').slice(0, 20)}`

export const emptyState = (): State => ({
  posts: new Map(),
  rooms: new Map(),
  files: new Map(),
  loose: new Set(),
  locales: new Map(),
})

/** The place, if it can exist: a thread does as soon as the post it would hang under is there. */
export const roomOf = (state: State, id: string): Room | undefined => {
  const known = state.rooms.get(id)
  if (known) return known
  const kind = readPlace(id)
  if (!kind) return undefined
  if (kind.root !== undefined) {
    const root = state.posts.get(kind.root)
    if (!root || root.place !== kind.top || root.only !== undefined) return undefined
  }
  const room: Room = { id, members: [], private: false, settled: false, posts: [], rev: 0 }
  state.rooms.set(id, room)
  return room
}

/** True when this person may read and write there. */
export const mayEnter = (state: State, place: string, person: string): boolean => {
  const kind = readPlace(place)
  if (!kind) return false
  if (kind.owner !== undefined) return kind.owner === person
  if (!channelOf(kind.top)?.members.includes(person)) return false
  const room = state.rooms.get(place)
  return !room?.private || room.members.includes(person)
}

const nothing: Touched = { posts: [] }

/** Folds one fact in. `rev` is its place in the log. A fact that makes no sense (any more) changes nothing. */
export const fold = (state: State, fact: Fact, rev: number): Touched => {
  switch (fact.fact) {
    case 'post':
      return foldPost(state, fact, rev)
    case 'edit':
      return touch(state, fact.post, rev, (post) => {
        takeUp(state, fact.body)
        post.body = fact.body
        post.editedAt = fact.at
      })
    case 'delete':
      return touch(state, fact.post, rev, (post) => {
        post.deleted = true
        post.erased = fact.erased === true
      })
    case 'forget':
      return foldForget(state, fact, rev)
    case 'withdraw':
      return touch(state, fact.post, rev, (post) => (post.withdrawn = !post.heard))
    case 'heard':
      return touch(state, fact.post, rev, (post) => {
        post.heard = true
        post.withdrawn = false
      })
    case 'reaction':
      return touch(state, fact.post, rev, (post) => foldReaction(post, fact))
    case 'room':
      return foldRoom(state, fact, rev)
    case 'settle': {
      const room = roomOf(state, fact.place)
      if (room) room.settled = fact.state === 'closed'
      return touchRoom(state, fact.place, rev)
    }
    case 'file':
      state.loose.add(fact.id)
      state.files.set(fact.id, { id: fact.id, name: fact.name, size: fact.size, type: fact.type })
      return nothing
    case 'locale':
      state.locales.set(fact.person, fact.locale)
      return { posts: [], people: true }
    default:
      // A later version's fact.
      return nothing
  }
}

const foldPost = (state: State, fact: Fact & { fact: 'post' }, rev: number): Touched => {
  const known = state.posts.get(fact.id)
  // The first line with a key wins. Only a message that was withdrawn may be said again.
  if (known && !known.withdrawn) return nothing
  const room = roomOf(state, fact.place)
  if (!room) return nothing
  if (known) room.posts.splice(room.posts.indexOf(fact.id), 1)
  const { id, at, place, by, body, editedAt, event, only } = fact
  const fresh = {
    deleted: false,
    erased: false,
    withdrawn: false,
    heard: false,
    reactions: new Map<string, string[]>(),
  }
  const more = { ...(editedAt && { editedAt }), ...(event && { event }), ...(only && { only }) }
  // Said again, it is the latest.
  state.posts.delete(id)
  state.posts.set(id, { id, at, place, by, body, rev, ...fresh, ...more })
  takeUp(state, body)
  room.posts.push(id)
  return { posts: [id, ...touchRoom(state, place, rev).posts] }
}

const takeUp = (state: State, { files }: Body): void => {
  for (const file of files) state.loose.delete(file)
}

const foldForget = (state: State, what: Forgotten, rev: number): Touched => {
  const posts = [...state.posts.values()].filter((post) => isForgotten(post, what))
  for (const post of posts) {
    Object.assign(post, { body: noWords, deleted: true, erased: true, rev })
    delete post.editedAt
    delete post.event
    post.reactions.clear()
    delete threadUnder(state, post)?.title
  }
  for (const place of what.places) delete state.rooms.get(place)?.title
  for (const post of state.posts.values())
    for (const emoji of post.reactions.keys())
      for (const by of what.people) foldReaction(post, { fact: 'reaction', post: post.id, by, emoji, added: false })
  for (const person of what.people) state.locales.delete(person)
  const roots = posts.flatMap(({ place }) => touchRoom(state, place, rev).posts)
  return { posts: [...posts.map(({ id }) => id), ...roots], people: what.people.length > 0 }
}

const foldReaction = (post: Post, { emoji, by, added }: Fact & { fact: 'reaction' }): void => {
  const others = (post.reactions.get(emoji) ?? []).filter((one) => one !== by)
  const next = added ? [...others, by] : others
  if (next.length) post.reactions.set(emoji, next)
  else post.reactions.delete(emoji)
}

const foldRoom = (state: State, fact: Fact & { fact: 'room' }, rev: number): Touched => {
  const room = roomOf(state, fact.id)
  if (!room) return nothing
  if (fact.title !== undefined) room.title = fact.title
  room.members = [...new Set([...room.members, ...fact.members])]
  room.private = fact.private
  return touchRoom(state, fact.id, rev)
}

const touch = (state: State, id: string, rev: number, change: (post: Post) => unknown): Touched => {
  const post = state.posts.get(id)
  if (!post || post.deleted) return nothing
  change(post)
  post.rev = rev
  return { posts: [id, ...touchRoom(state, post.place, rev).posts] }
}

/** A thread shows under its first post, so that post changes with it. */
const touchRoom = (state: State, place: string, rev: number): Touched => {
  const room = state.rooms.get(place)
  if (room) room.rev = rev
  const root = readPlace(place)?.root
  const post = root === undefined ? undefined : state.posts.get(root)
  if (!post) return nothing
  post.rev = rev
  return { posts: [post.id] }
}

/** The thread under a post, when there is one. */
export const threadUnder = (state: State, post: Post): Room | undefined =>
  state.rooms.get(threadOf(post.place, post.id))
