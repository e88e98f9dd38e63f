import type { Actor } from '../../model/person'
import {
  type FileRef,
  type Inbound,
  type MessageDeleted,
  type MessageEdited,
  type PostRef,
  type ReactionChanged,
  type ReactionsCleared,
} from '../../platform'
import type { Tx } from '../../core/tx'
import { changeEntry, type EntryChange } from './change-entry'
import { changeFiles, removedLines } from './changed-files'
import type { CurrentEntry } from '../entry-rows'
import { noteIn } from './note-mark'
import { keepFiles, knownPost, postIn, relay, relayKey } from './relay'
import type { KnownPost } from '../room-rows'
import { readingAlong } from './hear-customer'
import { withUnshown } from './unshown'
import { richSentence } from '../../core/rich-words'

/** Edits, deletions and reactions follow to every other room that shows the entry; the record keeps what was. */
type Change = MessageEdited | MessageDeleted | ReactionChanged | ReactionsCleared

/** Kept when the post is not known yet and may still come: networks do not keep order. */
export const messageChanged = async (tx: Tx, change: Change, actor: Actor) => {
  const post = await knownPost(tx, change.post)
  if (post !== undefined && (await tx.ticketErasures.isErased(post.ticket))) return
  if (post !== undefined) return applyChange(tx, post, change, actor.id)
  if (await mayBecomeOurs(tx, change)) await tx.rooms.addEarly(change)
}

const mayBecomeOurs = async (tx: Tx, { place, parent, direct }: Change) =>
  direct ||
  (await tx.rooms.at(place)) !== undefined ||
  (await tx.queues.place(place))?.purpose === 'intake' ||
  (parent !== undefined && (await tx.rooms.opening(parent)).length > 0)

/** Applies what happened to a post before it was known. */
export const applyEarly = async (tx: Tx, ref: PostRef) => {
  const changes = await tx.rooms.takeEarly(ref)
  const post = changes.length === 0 ? undefined : await tx.rooms.post(ref)
  if (post === undefined) return
  for (const change of changes.filter(isChange).sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const person = await tx.people.meet(change.from, { name: change.name })
    await applyChange(tx, post, change, person.id)
  }
}
/** Time of a change by the network's clock: it orders the changes of one post. */
const sentAt = ({ at }: Change) => ({ sent: at.toISOString() })

const isChange = (event: Inbound): event is Change =>
  event.kind === 'edit' || event.kind === 'delete' || event.kind === 'reaction' || event.kind === 'reactions-cleared'

const applyChange = async (tx: Tx, post: KnownPost, change: Change, actor: string) => {
  const original = await tx.entries.standing(post.entry)
  if (original === undefined || (original.isDeleted && change.kind !== 'edit')) return
  if (change.kind === 'reactions-cleared') return clearReactions(tx, post, change, original.audience)
  if (change.kind === 'reaction') return applyReaction(tx, post, change, actor, original.audience)
  // Only a person's own post can be edited or deleted by its author; what the desk posted is the desk's to change.
  if (post.key !== null) return
  const by = { person: actor, room: post.room, sent: change.at }
  const came = change.kind === 'edit' && change.files !== undefined ? await changeFiles(tx, original, change.files) : []
  const written = await asWritten(tx, change, original)
  if (written === undefined) await answerKeptInside(tx, post)
  else await changeEntry(tx, original, written, by)
  if (came.length > 0) await addFiles(tx, original, came, { actor, room: post.room })
}

/** Files that an edit brought are shown beside what was said. */
const addFiles = async (
  tx: Tx,
  { ticket, kind, audience }: CurrentEntry,
  files: readonly FileRef[],
  { actor, room: from }: { readonly actor: string; readonly room: string | null },
) => {
  const author = await tx.people.get(actor)
  const holder = tx.entries.add({ ticket, kind, audience, author: actor, text: [] })
  keepFiles(tx, holder, files)
  const rooms = await tx.rooms.of(ticket, audience === 'agents' ? 'agents' : undefined)
  const room = rooms.find((one) => one.id === from)
  const others = readingAlong(rooms, room).filter((one) => one.id !== from)
  if (author !== undefined) await relay(tx, others, { entry: holder, author, text: [] })
}

/**
 * Change to the entry. Words marked as a note are not for the customer: they are taken away there. Undefined: they may be meant
 * so, and the customer keeps what stood there before.
 */
const asWritten = async (
  tx: Tx,
  change: MessageEdited | MessageDeleted,
  { id, kind, data, text: before }: CurrentEntry,
): Promise<EntryChange | undefined> => {
  if (change.kind === 'delete') return { kind: 'delete' }
  const text = [...withUnshown(tx.desk.locale, change.text, change.unshown), ...(await removedLines(tx, { id }))]
  const isReply = kind === 'message' && data?.['reply'] !== undefined
  const note = kind === 'note' || isReply ? noteIn(text) : undefined
  if (note === undefined) return { kind: 'edit', text }
  if (note.isSure) return kind === 'note' ? { kind: 'edit', text: note.text } : { kind: 'delete' }
  return isReply && noteIn(before ?? []) === undefined ? undefined : { kind: 'edit', text }
}

const answerKeptInside = async (tx: Tx, { ticket, room, entry }: KnownPost) => {
  const here = room === null ? undefined : await tx.rooms.get(room)
  if (here === undefined) return
  const text = richSentence(tx.desk.locale, 'note.doubt-edit')
  tx.outbox.say(here, { text }, { key: `note-doubt:${entry}:${tx.now.getTime()}`, ticket })
}

/** Everybody who reacted in this room is as if each had taken it back. */
const clearReactions = async (tx: Tx, post: KnownPost, change: ReactionsCleared, audience: 'customer' | 'agents') => {
  const { emoji: only, ...arrival } = change
  for (const { author, emoji } of await tx.entries.reactionsIn(post.entry, post.room))
    if (only === undefined || only === emoji)
      await applyReaction(tx, post, { ...arrival, kind: 'reaction', emoji, added: false }, author, audience)
}

const applyReaction = async (
  tx: Tx,
  post: KnownPost,
  change: ReactionChanged,
  actor: string,
  audience: 'customer' | 'agents',
) => {
  const { emoji, added } = change
  const before = await tx.entries.reactedIn(post.entry, emoji)
  const entry = tx.entries.add({
    ticket: post.ticket,
    kind: 'reaction',
    audience,
    author: actor,
    of: post.entry,
    data: { emoji, added, room: post.room, ...sentAt(change) },
  })
  const after = await tx.entries.reactedIn(post.entry, emoji)
  for (const room of await tx.rooms.showing(post.entry, post.ticket, audience === 'agents' ? 'agents' : undefined)) {
    // In a room the desk reacts once for all who did elsewhere: with the first, and until the last takes it back.
    const elsewhere = (rooms: readonly (string | null)[]) => rooms.some((id) => id !== room.id)
    if (elsewhere(before) === elsewhere(after)) continue
    const shown = await postIn(tx, post.entry, room)
    const on = shown === undefined ? { said: relayKey(post.entry, room) } : { post: shown.id }
    tx.outbox.react(
      room,
      on,
      { emoji, added: elsewhere(after) },
      { key: `${entry.id}:${room.id}`, ticket: post.ticket, entry: post.entry },
    )
  }
}
