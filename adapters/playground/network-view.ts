import { type Card, type Control, type RichText, clip, plain, defined } from '../../src/platform'
import { channelOf, people, personOf, type Person } from './directory'
import { directOf, homeOf, readPlace } from './refs'
import { mayEnter, roomOf, threadUnder, type Room, type State, type StoredFile } from './network'
import type { Post } from './network-post'
import type { FileView, PersonView, PlaceView, PostView, ThreadView } from './page/wire'

export const deskName = 'Taquilla'

/** Viewer: a person, everybody at once (the page, which shows several side by side), or nobody in particular. */
export type Viewer = string | 'everybody' | undefined

export const maySee = (state: State, post: Post, viewer: Viewer): boolean => {
  if (post.withdrawn) return false
  if (viewer === 'everybody') return true
  if (viewer === undefined) return post.only === undefined
  return (post.only === undefined || post.only === viewer) && mayEnter(state, post.place, viewer)
}

/** True while it stands in its place: a deleted post does while a thread hangs under it, an erased one to show that it was. */
export const stands = (state: State, post: Post): boolean =>
  !post.withdrawn &&
  (!post.deleted || (post.erased && post.only === undefined) || (threadUnder(state, post)?.posts.length ?? 0) > 0)

export const viewPost = (state: State, post: Post, viewer: Viewer): PostView => {
  const { id, place, at, body, editedAt, rev, deleted } = post
  const shown = deleted ? { text: [], files: [], mentions: [] } : body
  const card = deleted ? undefined : body.card
  const thread = viewThread(state, post, viewer)
  const quoted = body.replyTo === undefined ? undefined : state.posts.get(body.replyTo)
  return {
    id,
    place,
    at,
    rev,
    deleted,
    ...(post.erased && { erased: true }),
    by: author(post),
    text: plain(shown.text),
    rich: shown.text,
    buttons: card ? controlsOf(card) : [],
    files: shown.files.flatMap((file) => viewFile(state.files.get(file))),
    reactions: [...post.reactions].map(([emoji, by]) => ({ emoji, by })),
    mentions: shown.mentions,
    ...(editedAt && !deleted && { editedAt }),
    ...(body.source !== undefined && !deleted && { markdown: body.source }),
    ...(card && { card }),
    ...(quoted &&
      !quoted.deleted && { replyTo: { id: quoted.id, name: author(quoted).name, text: summary(quoted.body.text) } }),
    ...(post.only && { only: post.only }),
    ...(thread && { thread }),
  }
}

export const controlsOf = (card: Card): readonly Control[] =>
  card.blocks.flatMap((block) => (block.kind === 'controls' ? block.controls : []))

const author = ({ by, body }: Post): PostView['by'] => {
  const person = personOf(by)
  const persona = body.as !== undefined
  if (person) return { id: person.id, name: person.name, kind: 'person', persona }
  return { id: 'desk', name: body.as?.name ?? deskName, kind: 'desk', persona }
}

const summary = (text: RichText): string => {
  const words = plain(text).replaceAll(/\s+/g, ' ').trim()
  return clip(words, 140)
}

const viewThread = (state: State, post: Post, viewer: Viewer): ThreadView | undefined => {
  const room = threadUnder(state, post)
  if (!room || (viewer !== 'everybody' && viewer !== undefined && !mayEnter(state, room.id, viewer))) return undefined
  const posts = standing(state, room, viewer).filter((one) => one.only === undefined)
  if (posts.length === 0 && room.title === undefined) return undefined
  const latest = posts
    .slice(-2)
    .map((one) => ({ id: one.id, name: author(one).name, text: summary(one.body.text), at: one.at }))
  const lastAt = posts.at(-1)?.at
  return {
    id: room.id,
    closed: room.settled,
    posts: posts.length,
    latest,
    ...defined({ title: room.title }),
    ...(room.private && { members: room.members }),
    ...(lastAt && { lastAt }),
  }
}

/** The posts of a place as this viewer finds them, in order. */
export const standing = (state: State, room: Room, viewer: Viewer): readonly Post[] =>
  room.posts.flatMap((id) => {
    const post = state.posts.get(id)
    return post && stands(state, post) && maySee(state, post, viewer) ? [post] : []
  })

export const viewFile = (file: StoredFile | undefined): readonly FileView[] =>
  file ? [{ ...file, url: `/playground/api/files/${file.id}`, picture: isPicture(file.type) }] : []

// Types that a browser draws and never runs.
export const isPicture = (type: string): boolean => /^image\/(png|jpeg|gif|webp)$/.test(type)

export const viewPlace = (state: State, room: Room, viewer: Viewer): PlaceView | undefined => {
  const kind = readPlace(room.id)
  if (!kind) return undefined
  const posts = standing(state, room, viewer)
  const channel = channelOf(kind.top)
  const lastAt = posts.at(-1)?.at
  return {
    id: room.id,
    kind: kind.kind,
    title: titleOf(state, room),
    members: membersOf(state, room.id),
    closed: room.settled,
    posts: posts.length,
    ...(channel && kind.kind === 'channel' && { purpose: channel.purpose }),
    ...(kind.root !== undefined && { parent: kind.top, root: kind.root }),
    ...(lastAt && { lastAt }),
  }
}

const titleOf = (state: State, room: Room): PlaceView['title'] => {
  const kind = readPlace(room.id)
  if (kind?.root !== undefined) {
    const root = state.posts.get(kind.root)
    const title = room.title ?? (root && !root.deleted ? summary(root.body.text) : '…')
    return { en: title, es: title }
  }
  const owner = personOf(kind?.owner ?? '')?.name ?? ''
  if (kind?.kind === 'direct') return { en: `${owner} and ${deskName}`, es: `${owner} y ${deskName}` }
  if (kind?.kind === 'home') return { en: `${owner}'s Home`, es: `Inicio de ${owner}` }
  return channelOf(room.id)?.title ?? { en: room.id, es: room.id }
}

const membersOf = (state: State, place: string): readonly string[] =>
  people.filter((person) => mayEnter(state, place, person.id)).map((person) => person.id)

/** Every place this viewer can enter: what always exists, and each thread. */
export const placesFor = (state: State, viewer: Viewer): readonly Room[] => {
  const fixed = ['help', 'agents', 'supervisors', ...people.flatMap(({ id }) => [directOf(id), homeOf(id)])]
  const threads = [...state.rooms.keys()].filter((id) => readPlace(id)?.kind === 'thread')
  const enters = (id: string): boolean => viewer === undefined || viewer === 'everybody' || mayEnter(state, id, viewer)
  return [...fixed, ...threads].filter(enters).flatMap((id) => roomOf(state, id) ?? [])
}

export const viewPerson = (state: State, person: Person): PersonView => ({
  ...person,
  locale: state.locales.get(person.id) ?? null,
  direct: directOf(person.id),
  home: homeOf(person.id),
})
export const viewPeople = (state: State): readonly PersonView[] => people.map((person) => viewPerson(state, person))
