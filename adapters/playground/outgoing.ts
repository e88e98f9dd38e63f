import { randomUUID } from 'node:crypto'
import {
  DeliveryFailure,
  fit,
  type AnswerRef,
  type Content,
  type Forgettable,
  type PlaceRef,
  type PostRef,
  type UserRef,
} from '../../src/platform'
import { personOf } from './directory'
import { limits } from './limits'
import { postId, roomOf } from './network'
import type { Post } from './network-post'
import { bodyOf } from './outgoing-body'
import { placeRef, platformName, postRef, readAnswer, readPlace, threadOf } from './refs'
import type { Session } from './session'

const placeIn = ({ network }: Session, ref: PlaceRef): string => {
  const room = ref.platform === platformName ? roomOf(network.read(), ref.id) : undefined
  if (room) return room.id
  throw new DeliveryFailure('gone', `there is no place ${ref.id}`)
}
const standing = ({ network }: Session, ref: PostRef): Post => {
  const post = network.read().posts.get(ref.id)
  if (post && !post.deleted && !post.withdrawn) return post
  throw new DeliveryFailure('gone', `there is no post ${ref.id}`)
}
/** The same key is the same post: the log takes the first line of a post and no other. */
const put = async (session: Session, to: string, content: Content, key: string, only?: string): Promise<PostRef> => {
  const { network, host } = session
  const id = postId(key)
  if (!network.read().posts.has(id)) {
    const body = await bodyOf(content, network, host)
    network.append({ fact: 'post', id, at: now(), place: to, by: 'desk', body, ...(only && { only }) })
  }
  return postRef(id)
}

export const post = async (session: Session, to: PlaceRef, content: Content, key: string): Promise<PostRef> =>
  put(session, placeIn(session, to), content, key)

export const edit = async (session: Session, ref: PostRef, content: Content): Promise<void> => {
  const { network, host } = session
  const { id } = standing(session, ref)
  network.append({ fact: 'edit', at: now(), post: id, body: await bodyOf(content, network, host) })
}

export const remove = ({ network }: Session, ref: PostRef): void =>
  network.append({ fact: 'delete', at: now(), post: ref.id })

export const react = (session: Session, ref: PostRef, emoji: string, added: boolean): void =>
  session.network.append({ fact: 'reaction', post: standing(session, ref).id, by: 'desk', emoji, added })

/** A thread under the post, or under one that bears the room's title. */
export const openRoom = async (
  session: Session,
  at: PostRef | PlaceRef,
  room: { readonly title: string; readonly members: readonly UserRef[]; readonly private: boolean },
  key: string,
): Promise<PlaceRef> => {
  const { network } = session
  const root = at.kind === 'post' ? standing(session, at as PostRef) : undefined
  const under = root ?? (await titlePost(session, at as PlaceRef, room.title, key))
  const inside = readPlace(under.place)
  // A thread has no threads: its ticket goes on in it.
  const id = inside?.kind === 'thread' ? under.place : threadOf(under.place, under.id)
  if (!roomOf(network.read(), id)) throw new DeliveryFailure('refused', `nothing can hang off ${under.id}`)
  const members = room.members.filter((user) => user.platform === platformName).map((user) => user.id)
  network.append({ fact: 'room', at: now(), id, title: room.title, members, private: room.private })
  return placeRef(id)
}
const titlePost = async (session: Session, at: PlaceRef, title: string, key: string): Promise<Post> => {
  const text = [{ kind: 'paragraph' as const, inlines: [{ kind: 'text' as const, text: title, bold: true }] }]
  return standing(session, await put(session, placeIn(session, at), { text }, `room/${key}`))
}

export const settle = (session: Session, room: PlaceRef, state: 'open' | 'closed'): void =>
  session.network.append({ fact: 'settle', place: placeIn(session, room), state })

/** Tells one person alone. */
export const whisper = async (
  session: Session,
  to: AnswerRef | { readonly place: PlaceRef; readonly user: UserRef },
  content: Content,
): Promise<void> => {
  const { person, place } = 'kind' in to ? readAnswer(to) : { person: to.user.id, place: to.place.id }
  if (!personOf(person)) throw new DeliveryFailure('gone', `there is nobody called ${person}`)
  const where = 'kind' in to ? placeRef(place) : to.place
  for (const part of fit(content, limits))
    await put(session, placeIn(session, where), part, `whisper/${randomUUID()}`, person)
}

export const showTyping = (session: Session, where: PlaceRef): void =>
  session.showTyping(placeIn(session, where), 'desk', '')

/** Post with this key, where one stands there. */
export const find = ({ network }: Session, to: PlaceRef, key: string): PostRef | 'absent' => {
  const found = network.read().posts.get(postId(key))
  return found && found.place === to.id ? postRef(found.id) : 'absent'
}

export const forget = async ({ network }: Session, what: readonly Forgettable[], before: Date): Promise<void> => {
  const ids = (kind: string) => what.filter((ref) => ref.kind === kind).map(({ id }) => id)
  const forgotten = { people: ids('user'), posts: ids('post'), places: ids('place'), before: before.toISOString() }
  if (!(await network.forget(forgotten)))
    throw new DeliveryFailure('again', 'another process is rewriting the log of the playground')
}

const now = (): string => new Date().toISOString()
