import { createHash } from 'node:crypto'
import { DeliveryFailure, lengthOf, type Content, type FileRef, type PlaceRef, type PostRef } from '../../src/platform'
import { nameOf } from './emoji'
import { shareFiles, uploadFiles } from './files'
import { homeView } from './render-home'
import { limits } from './limits'
import { workspaceOf, type Session } from './session'
import { call, callUnless } from './outgoing-call'
import { channelRef, homeOf, isDirect, partsOf, postRef, threadRef, type Parts } from './refs'
import { actionIds, render, type Message } from './render'
import type { Workspace } from './connect-workspaces'

/** By this a post is found again whose answer was lost. */
export const metadataType = 'taquilla_post'
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 32)

/** No previews of what somebody links to, and no names turned into mentions. */
const quiet = { unfurl_links: false, unfurl_media: false, parse: 'none', link_names: false } as const

export const rendered = async (session: Session, content: Content, workspace: string): Promise<Message> => {
  if (lengthOf(content.text) > limits.text)
    throw new DeliveryFailure('refused', `a post may have ${limits.text} characters, and this one has more`)
  return render(content, await kept(actionIds(content.card, session.host.memory('actions'))), workspace)
}

/** The desk's own store may be away for a moment: nothing was sent then. */
const kept = async <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw new DeliveryFailure('again', 'the desk could not keep something', undefined, { cause })
  })

export const post = async (session: Session, to: PlaceRef, content: Content, key: string): Promise<PostRef> => {
  const home = homeOf(to)
  if (home) return publish(session, home, content)
  const { workspace: id, channel, ts: thread } = partsOf(to)
  const workspace = await workspaceOf(session, id)
  const message = await rendered(session, content, id)
  if (thread !== undefined) await kept(session.watched.ensure(to))
  const files = await uploadFiles(session.host, workspace, content.files ?? [], session.apiUrl)
  const { ts } = await call(async () =>
    workspace.client.chat.postMessage({
      channel,
      ...(thread !== undefined && { thread_ts: thread }),
      ...(message as Message & { username: string }),
      ...quiet,
      metadata: {
        event_type: metadataType,
        event_payload: { key: keyHash(key), ...(files.length > 0 && { files: files.join(',') }) },
      },
    }),
  )
  if (ts === undefined) throw new DeliveryFailure('unclear', 'Slack did not say where the message is')
  const ref = postRef(id, channel, ts)
  if (files.length > 0) {
    await session.host
      .memory('files')
      .put(ref.id, files)
      .catch(() => undefined)
    const { username, icon_url } = message
    await shareFiles(workspace, {
      channel,
      files,
      ...(thread !== undefined && { thread }),
      ...(username !== undefined && { username }),
      ...(icon_url !== undefined && { icon_url }),
    })
  }
  return ref
}

const publish = async (
  session: Session,
  { workspace: id, user }: { workspace: string; user: string },
  content: Content,
): Promise<PostRef> => {
  const { client } = await workspaceOf(session, id)
  const ids = await kept(actionIds(content.card, session.host.memory('actions')))
  await call(async () => client.views.publish({ user_id: user, view: homeView(content, ids) }))
  return { ...postRef(id, 'home', user) }
}

export const edit = async (session: Session, ref: PostRef, content: Content): Promise<void> => {
  const home = homeOf(ref)
  if (home) {
    await publish(session, home, content)
    return
  }
  const { workspace: id, channel, ts = '' } = partsOf(ref)
  const { client } = await workspaceOf(session, id)
  const { text, blocks } = await rendered(session, content, id)
  await call(async () => client.chat.update({ channel, ts, text, blocks, parse: 'none', link_names: false }))
  if (content.dropped !== undefined && content.dropped.length > 0)
    await dropFiles(session, client, ref, content.dropped)
}

/** Files stand in a message of their own, which goes with the last of them. */
const dropFiles = async (
  session: Session,
  client: Workspace['client'],
  ref: PostRef,
  dropped: readonly FileRef[],
): Promise<void> => {
  const memory = session.host.memory('files')
  const ids = await kept(memory.get(ref.id))
  const names = new Set(dropped.map(({ name }) => name))
  for (const id of Array.isArray(ids) ? (ids as string[]) : []) {
    const isGone = await call(async () => client.files.info({ file: id })).then(
      ({ file }) => names.has(file?.name ?? '') || names.has(file?.title ?? ''),
      () => false,
    )
    if (isGone) await callUnless(['file_not_found', 'file_deleted'], async () => client.files.delete({ file: id }))
  }
}

export const remove = async (session: Session, ref: PostRef): Promise<void> => {
  const home = homeOf(ref)
  if (home) {
    await publish(session, home, { text: [] })
    return
  }
  const { workspace: id, channel, ts = '' } = partsOf(ref)
  const { client } = await workspaceOf(session, id)
  const memory = session.host.memory('files')
  const files = await kept(memory.get(ref.id))
  for (const file of Array.isArray(files) ? (files as string[]) : [])
    await callUnless(['file_not_found', 'file_deleted'], async () => client.files.delete({ file }))
  await callUnless(['message_not_found', 'channel_not_found', 'thread_not_found'], async () =>
    client.chat.delete({ channel, ts }),
  )
  if (files !== undefined) await memory.delete(ref.id).catch(() => undefined)
}

export const react = async (session: Session, ref: PostRef, emoji: string, added: boolean): Promise<void> => {
  const name = nameOf(emoji)
  if (name === undefined) throw new DeliveryFailure('refused', 'Slack has no such emoji')
  const { workspace: id, channel, ts: timestamp = '' } = partsOf(ref)
  const { client } = await workspaceOf(session, id)
  if (added) await callUnless(['already_reacted'], async () => client.reactions.add({ channel, timestamp, name }))
  else
    await callUnless(['no_reaction', 'message_not_found'], async () =>
      client.reactions.remove({ channel, timestamp, name }),
    )
}

/**
 * A ticket's room is the thread of its card or of the customer's post, so nothing is called; only a place without a post
 * to hang off gets one with the title. A DM is its own room.
 */
export const openRoom = async (
  session: Session,
  at: PostRef | PlaceRef,
  title: string,
  key: string,
): Promise<PlaceRef> => {
  const parts = partsOf(at)
  if (isDirect(parts.channel)) return channelRef(parts.workspace, parts.channel)
  const root =
    at.kind === 'post' || parts.ts !== undefined
      ? await rootOf(session, parts)
      : await titlePost(session, at as PlaceRef, title, key)
  const place = threadRef(parts.workspace, parts.channel, root)
  await kept(session.watched.ensure(place))
  return place
}

/** A reply has no thread of its own: its ticket goes on in the one it stands in. */
const rootOf = async (session: Session, { workspace, channel, ts = '' }: Parts): Promise<string> => {
  const known = await kept(session.host.memory('threads').get(`${workspace}/${channel}/${ts}`))
  return typeof known === 'string' ? known : ts
}
const titlePost = async (session: Session, at: PlaceRef, title: string, key: string): Promise<string> => {
  const memory = session.host.memory('titles')
  const known = await kept(memory.get(keyHash(key)))
  if (typeof known === 'string') return known
  const text = [{ kind: 'paragraph' as const, inlines: [{ kind: 'text' as const, text: title, bold: true }] }]
  const { ts = '' } = partsOf(await post(session, at, { text }, key))
  await memory.put(keyHash(key), ts).catch(() => undefined)
  return ts
}

/** Slack can lock no thread; a room that is over is no longer looked through for what was missed. */
export const settle = async ({ watched }: Session, room: PlaceRef, state: 'open' | 'closed'): Promise<void> => {
  if (partsOf(room).ts === undefined) return
  await kept(state === 'closed' ? watched.remove(room) : watched.add(room))
}
