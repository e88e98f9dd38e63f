import { randomUUID } from 'node:crypto'
import { fit, type Answer, type Host, type Input, type Log } from '../../src/platform'
import { ApiError } from './connect-error'
import { people, personOf, readPlace, userRef } from './directory'
import { messageOf, toInbound, type Happening } from './inbound'
import { parseMarkdown } from './markdown-read'
import { mayEnter, postId, roomOf, type Room, type State } from './network'
import type { Post } from './network-post'
import { bodyOf, limits } from './outgoing'
import type { AnswerView, PostView } from './page/wire'
import type { SharedNetwork } from './network-shared'
import { maySee, placesFor, viewPost } from './network-view'

/** What people can do here. Each tells the desk, and returns once the desk has stored it. */
export interface Scene {
  readonly network: SharedNetwork
  readonly host: Host
  readonly log: Log
  /** Tells those who watch the page; it is written nowhere. */
  readonly showTyping: (place: string, by: string, name: string) => void
}

interface Act {
  readonly as: string
  /** Chosen by the client: sent again with the same, it is the same act. */
  readonly id?: string
}
export interface Done {
  readonly event: string
  readonly answer: AnswerView
}

export const say = async (
  scene: Scene,
  act: Act & {
    readonly place: string
    readonly text: string
    readonly replyTo?: string
    readonly files?: readonly string[]
  },
): Promise<Done & { readonly post: PostView }> => {
  const state = scene.network.read()
  const room = enter(state, act.place, act.as)
  if (readPlace(room.id)?.kind === 'home')
    throw new ApiError(403, 'read-only', 'A Home shows things; write in the DM instead', [`dm.${act.as}`])
  for (const file of act.files ?? [])
    if (!state.files.has(file)) throw new ApiError(404, 'unknown-file', `There is no file ${file}: upload it first`)
  if (act.replyTo !== undefined) seen(state, act.replyTo, act.as)
  const event = eventId('message', act)
  const id = postId(event)
  const known = state.posts.get(id)
  const body = { text: parseMarkdown(act.text, addressable), source: act.text, files: act.files ?? [], mentions: [] }
  const replyTo = act.replyTo !== undefined && { replyTo: act.replyTo }
  // The post stands before the desk hears of it, for the desk may answer under it at once.
  if (!known || known.withdrawn)
    scene.network.append({
      fact: 'post',
      id,
      at: now(),
      place: room.id,
      by: act.as,
      event,
      body: { ...body, ...replyTo },
    })
  const post = scene.network.read().posts.get(id)
  if (!post) throw new Error(`the log did not take ${id}`)
  const answer = await tell(scene, messageOf(post, event)).catch((error: unknown) => {
    scene.network.append({ fact: 'withdraw', post: id })
    throw error
  })
  if (!post.heard) scene.network.append({ fact: 'heard', post: id })
  return { ...(await finish(scene, event, act.as, room.id, answer)), post: view(scene, id) }
}

export const amend = async (
  scene: Scene,
  act: Act & { readonly post: string; readonly text: string },
): Promise<Done & { readonly post: PostView }> => {
  const post = own(scene.network.read(), act.post, act.as)
  const text = parseMarkdown(act.text, addressable)
  const event = eventId('edit', act)
  const answer = await tell(scene, { kind: 'edit', ...core(event, act.as, post.place), post: post.id, text })
  scene.network.append({ fact: 'edit', at: now(), post: post.id, body: { ...post.body, text, source: act.text } })
  return { ...(await finish(scene, event, act.as, post.place, answer)), post: view(scene, post.id) }
}

/** A private post is dismissed, without the desk; one's own is deleted. */
export const withdraw = async (scene: Scene, act: Act & { readonly post: string }): Promise<Done> => {
  const event = eventId('delete', act)
  const before = scene.network.read().posts.get(act.post)
  if (before?.deleted && before.by === act.as) return { event, answer: { kind: 'none' } }
  const found = seen(scene.network.read(), act.post, act.as)
  const gone = (): void => scene.network.append({ fact: 'delete', at: now(), post: found.id })
  if (found.only !== undefined) {
    gone()
    return { event, answer: { kind: 'none' } }
  }
  const post = own(scene.network.read(), act.post, act.as)
  const answer = await tell(scene, { kind: 'delete', ...core(event, act.as, post.place), post: post.id })
  gone()
  return finish(scene, event, act.as, post.place, answer)
}

export const react = async (
  scene: Scene,
  act: Act & { readonly post: string; readonly emoji: string; readonly added: boolean },
): Promise<Done & { readonly post: PostView }> => {
  const post = seen(scene.network.read(), act.post, act.as)
  const { emoji, added } = act
  const told = { ...core(eventId('reaction', act), act.as, post.place) }
  const asked = added ? operationOf(scene, post, act) : undefined
  const answer = await tell(
    scene,
    asked
      ? { ...told, kind: 'invoke', operation: asked, input: {}, on: post.id }
      : { ...told, kind: 'reaction', post: post.id, emoji, added },
  )
  scene.network.append({ fact: 'reaction', post: post.id, by: act.as, emoji, added })
  return { ...(await finish(scene, told.event, act.as, post.place, answer)), post: view(scene, post.id) }
}

/** Some reactions on a person's post are a door to an operation; a customer's is one only where customers may. */
const operationOf = (
  { host }: Scene,
  post: Post,
  { as, emoji }: { readonly as: string; readonly emoji: string },
): string | undefined => {
  const found = personOf(post.by) && host.operations.find((one) => one.reaction === emoji)
  return found && (found.by === 'customer' || personOf(as)?.role !== 'customer') ? found.name : undefined
}

export const invoke = async (
  scene: Scene,
  act: Act & { readonly place: string; readonly operation: string; readonly input: Input; readonly on?: string },
): Promise<Done> => {
  const state = scene.network.read()
  const room = enter(state, act.place, act.as)
  if (act.on !== undefined) seen(state, act.on, act.as)
  const event = eventId('invoke', act)
  const { operation, input, on } = act
  const asked = on === undefined ? undefined : state.posts.get(on)
  const answer = await tell(scene, {
    kind: 'invoke',
    ...core(event, act.as, room.id),
    operation,
    input,
    ...(on && { on }),
  })
  if (answer.kind !== 'private' || answer.closes !== true || asked?.only !== act.as)
    return finish(scene, event, act.as, room.id, answer)
  // The question is answered: its buttons go, and the answer stands where it stood.
  const body = await bodyOf(answer.content, scene.network, scene.host)
  scene.network.append({ fact: 'edit', at: now(), post: asked.id, body })
  return { event, answer: { kind: 'private', post: view(scene, asked.id) } }
}

export const type = async (
  scene: Scene,
  { as, place }: { readonly as: string; readonly place: string },
): Promise<void> => {
  enter(scene.network.read(), place, as)
  scene.showTyping(place, as, personOf(as)?.name ?? as)
  await tell(scene, { kind: 'typing', ...core(eventId('typing', { as }), as, place) })
}

export const visit = async (
  scene: Scene,
  { as, place }: { readonly as: string; readonly place: string },
): Promise<void> => {
  enter(scene.network.read(), place, as)
  if (readPlace(place)?.kind === 'home')
    await tell(scene, { kind: 'home-opened', ...core(eventId('home', { as }), as, place) })
}

/** Says something to one person alone, in the desk's name, without the desk: what a command line could not be read as. */
export const tellAlone = (
  scene: Scene,
  to: { readonly as: string; readonly place: string },
  text: string,
): AnswerView => {
  const room = enter(scene.network.read(), to.place, to.as)
  const id = postId(randomUUID())
  const body = { text: parseMarkdown(text), files: [], mentions: [] }
  scene.network.append({ fact: 'post', id, at: now(), place: room.id, by: 'desk', body, only: to.as })
  return { kind: 'private', post: view(scene, id) }
}

/** The place, if this person may be in it. */
export const enter = (state: State, place: string, as: string): Room => {
  const room = placeAt(state, place, as)
  if (mayEnter(state, place, as)) return room
  throw new ApiError(
    403,
    'not-a-member',
    `${as} is not in ${place}`,
    placesFor(state, as).map((one) => one.id),
  )
}

export const placeAt = (state: State, place: string, as?: string): Room => {
  const room = roomOf(state, place)
  if (room) return room
  throw new ApiError(
    404,
    'unknown-place',
    `There is no place ${place}`,
    placesFor(state, as).map((one) => one.id),
  )
}

export const known = (as: string): string => {
  if (personOf(as)) return as
  throw new ApiError(
    404,
    'unknown-person',
    `There is nobody called ${as}`,
    people.map((person) => person.id),
  )
}

export const seen = (state: State, id: string, as: string): Post => {
  const post = state.posts.get(id)
  if (post && !post.deleted && maySee(state, post, as)) return post
  throw new ApiError(404, 'unknown-post', `${as} sees no post ${id}`)
}

/** Words that mean a person after an @. */
export const addressable = people.map((person) => ({
  name: person.name,
  user: userRef(person.id),
  names: [person.name, person.id, person.name.split(' ')[0] ?? person.id],
}))

export const toAnswerView = async (
  scene: Scene,
  key: string,
  as: string,
  place: string,
  answer: Answer,
): Promise<AnswerView> => {
  if (answer.kind !== 'private') return answer
  const parts = fit(answer.content, limits)
  for (const [index, content] of parts.entries()) {
    const id = postId(partKey(key, index))
    // Answered again, it is the same post.
    if (scene.network.read().posts.has(id)) continue
    const body = await bodyOf(content, scene.network, scene.host)
    scene.network.append({ fact: 'post', id, at: now(), place, by: 'desk', body, only: as })
  }
  return { kind: 'private', post: view(scene, postId(key)) }
}

/** An answer that is longer than a post is several. */
const partKey = (key: string, index: number): string => (index === 0 ? key : `${key}#${index + 1}`)

const own = (state: State, id: string, as: string): Post => {
  const post = seen(state, id, as)
  if (post.by === as) return post
  throw new ApiError(403, 'not-yours', `Only ${post.by} can change this post`)
}

/** Rejected by the desk, it did not happen: the sender is told to try again. */
const tell = async (scene: Scene, happening: Happening): Promise<Answer> => {
  try {
    return await scene.host.receive(toInbound(happening, scene.network.read()))
  } catch (error) {
    scene.log.warn({ err: error, event: happening.event }, 'the desk could not store an event')
    throw new ApiError(
      503,
      'desk-unavailable',
      'The desk could not store this just now: send it again with the same id',
    )
  }
}

const finish = async (scene: Scene, event: string, as: string, place: string, answer: Answer): Promise<Done> => ({
  event,
  answer: await toAnswerView(scene, `answer/${event}`, as, place, answer),
})

const view = (scene: Scene, id: string): PostView => {
  const state = scene.network.read()
  const post = state.posts.get(id)
  if (!post) throw new Error(`the log did not take ${id}`)
  return viewPost(state, post, 'everybody')
}

const core = (event: string, by: string, place: string): { event: string; at: string; by: string; place: string } => ({
  event,
  at: now(),
  by,
  place,
})
const eventId = (kind: string, { as, id }: Act): string => `${kind}/${as}/${id ?? randomUUID()}`
const now = (): string => new Date().toISOString()
