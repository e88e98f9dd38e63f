import { ApiError } from './connect-error'
import { personOf } from './directory'
import { addressable } from './directory-lookup'
import { messageOf } from './inbound'
import { postView } from './interactions-answer'
import { parseMarkdown } from './markdown-read'
import { postId } from './network'
import { enter, own, seen } from './network-access'
import type { Post } from './network-post'
import type { PostView } from './page/wire'
import { core, eventId, finish, now, handToDesk, type Act, type Done } from './receive-act'
import { readPlace } from './refs'
import type { Session } from './session'

/* Acts of people here. Each tells the desk, and returns once the desk has stored it. */

export const say = async (
  session: Session,
  act: Act & {
    readonly place: string
    readonly text: string
    readonly replyTo?: string
    readonly files?: readonly string[]
  },
): Promise<Done & { readonly post: PostView }> => {
  const state = session.network.read()
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
    session.network.append({
      fact: 'post',
      id,
      at: now(),
      place: room.id,
      by: act.as,
      event,
      body: { ...body, ...replyTo },
    })
  const post = session.network.read().posts.get(id)
  if (!post) throw new Error(`the log did not take ${id}`)
  const answer = await handToDesk(session, messageOf(post, event)).catch((error: unknown) => {
    session.network.append({ fact: 'withdraw', post: id })
    throw error
  })
  if (!post.heard) session.network.append({ fact: 'heard', post: id })
  return { ...(await finish(session, event, act.as, room.id, answer)), post: postView(session, id) }
}

export const amend = async (
  session: Session,
  act: Act & { readonly post: string; readonly text: string },
): Promise<Done & { readonly post: PostView }> => {
  const post = own(session.network.read(), act.post, act.as)
  const text = parseMarkdown(act.text, addressable)
  const event = eventId('edit', act)
  const answer = await handToDesk(session, { kind: 'edit', ...core(event, act.as, post.place), post: post.id, text })
  session.network.append({ fact: 'edit', at: now(), post: post.id, body: { ...post.body, text, source: act.text } })
  return { ...(await finish(session, event, act.as, post.place, answer)), post: postView(session, post.id) }
}

/** A private post is dismissed, without the desk; one's own is deleted. */
export const withdraw = async (session: Session, act: Act & { readonly post: string }): Promise<Done> => {
  const event = eventId('delete', act)
  const before = session.network.read().posts.get(act.post)
  if (before?.deleted && before.by === act.as) return { event, answer: { kind: 'none' } }
  const found = seen(session.network.read(), act.post, act.as)
  const gone = (): void => session.network.append({ fact: 'delete', at: now(), post: found.id })
  if (found.only !== undefined) {
    gone()
    return { event, answer: { kind: 'none' } }
  }
  const post = own(session.network.read(), act.post, act.as)
  const answer = await handToDesk(session, { kind: 'delete', ...core(event, act.as, post.place), post: post.id })
  gone()
  return finish(session, event, act.as, post.place, answer)
}

export const react = async (
  session: Session,
  act: Act & { readonly post: string; readonly emoji: string; readonly added: boolean },
): Promise<Done & { readonly post: PostView }> => {
  const post = seen(session.network.read(), act.post, act.as)
  const { emoji, added } = act
  const told = { ...core(eventId('reaction', act), act.as, post.place) }
  const asked = added ? operationOf(session, post, act) : undefined
  const answer = await handToDesk(
    session,
    asked
      ? { ...told, kind: 'invoke', operation: asked, input: {}, on: post.id }
      : { ...told, kind: 'reaction', post: post.id, emoji, added },
  )
  session.network.append({ fact: 'reaction', post: post.id, by: act.as, emoji, added })
  return { ...(await finish(session, told.event, act.as, post.place, answer)), post: postView(session, post.id) }
}

/** Some reactions on a person's post are a door to an operation; a customer's is one only where customers may. */
const operationOf = (
  { host }: Session,
  post: Post,
  { as, emoji }: { readonly as: string; readonly emoji: string },
): string | undefined => {
  const found = personOf(post.by) && host.operations.find((one) => one.reaction === emoji)
  return found && (found.by === 'customer' || personOf(as)?.role !== 'customer') ? found.name : undefined
}

export const type = async (
  session: Session,
  { as, place }: { readonly as: string; readonly place: string },
): Promise<void> => {
  enter(session.network.read(), place, as)
  session.showTyping(place, as, personOf(as)?.name ?? as)
  await handToDesk(session, { kind: 'typing', ...core(eventId('typing', { as }), as, place) })
}

export const visit = async (
  session: Session,
  { as, place }: { readonly as: string; readonly place: string },
): Promise<void> => {
  enter(session.network.read(), place, as)
  if (readPlace(place)?.kind === 'home')
    await handToDesk(session, { kind: 'home-opened', ...core(eventId('home', { as }), as, place) })
}
