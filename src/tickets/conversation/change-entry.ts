import type { RichText } from '../../platform'
import type { Tx } from '../../core/tx'
import { droppedFiles } from './changed-files'
import type { Entry, CurrentEntry } from '../entry-rows'
import { speakerIn } from './persona'
import { filesKey, relay, relayKey, unshownFiles, wordsIn } from './relay'
import type { Room } from '../room-rows'
import { withdrawn } from './withdraw-reply'

export type EntryChange = { readonly kind: 'edit'; readonly text: RichText } | { readonly kind: 'delete' }
export interface ChangedBy {
  readonly person: string
  /** The room of the post that was changed by hand: it shows the change already. */
  readonly room?: string | null
  /** Time of the change by the network's clock: it orders the changes of one post. A deletion without it is for good. */
  readonly sent?: Date
}

/** Edits what was said, or takes it away: every other room that shows it follows, and the record keeps what was. */
export const changeEntry = async (
  tx: Tx,
  original: CurrentEntry,
  change: EntryChange,
  { person, room, sent }: ChangedBy,
) => {
  const { ticket } = original
  const entry = tx.entries.add({
    ticket,
    kind: change.kind,
    audience: original.audience,
    author: person,
    of: original.id,
    text: change.kind === 'edit' ? change.text : null,
    data: sent === undefined ? null : { sent: sent.toISOString() },
  })
  const after = (await tx.entries.standing(original.id))!
  // Networks do not keep order: an edit that is older than what stands is kept, and changes nothing.
  if (change.kind === 'edit' && (after.isDeleted || (await tx.entries.lastEdit(original.id)) !== entry.id)) return
  if (change.kind === 'delete') await withdrawn(tx, original)
  const rooms = await tx.rooms.showing(original.id, ticket, original.audience === 'agents' ? 'agents' : undefined)
  const others = rooms.filter(({ id }) => id !== room)
  if (change.kind === 'delete') await takeOff(tx, others, original, entry)
  else if (original.isDeleted) await sayAgain(tx, others, after, entry)
  else await rephrase(tx, others, after, entry)
  await tx.outbox.refresh('ticket-card', ticket)
  await tx.outbox.refresh('reply', original.id)
}

const said = (original: Entry, change: Entry) => ({ key: change.id, ticket: original.ticket, entry: original.id })

const takeOff = async (tx: Tx, rooms: readonly Room[], original: CurrentEntry, change: Entry) => {
  for (const room of rooms)
    for (const key of [relayKey, filesKey])
      await tx.outbox.retract(room, key(original.id, room), said(original, change))
}

const authorOf = async (tx: Tx, { author }: Entry) => (author === null ? undefined : tx.people.get(author))

const rephrase = async (tx: Tx, rooms: readonly Room[], entry: CurrentEntry, change: Entry) => {
  const author = await authorOf(tx, entry)
  const dropped = await droppedFiles(tx, entry)
  for (const room of rooms) {
    const files = await unshownFiles(tx, room, entry.id)
    await tx.outbox.amend(
      room,
      relayKey(entry.id, room),
      {
        text: await wordsIn(tx, room, entry, entry.text ?? []),
        ...(author === undefined ? {} : { as: await speakerIn(tx, room, entry, author) }),
        ...(files.length === 0 ? {} : { files }),
        ...(dropped.length === 0 ? {} : { dropped }),
      },
      said(entry, change),
    )
  }
}

/** A deletion that its author undid: what was taken off is said anew. */
const sayAgain = async (tx: Tx, rooms: readonly Room[], entry: CurrentEntry, change: Entry) => {
  const author = await authorOf(tx, entry)
  if (author === undefined) return
  const posts = await tx.rooms.postsOf(entry.id)
  const before = rooms.filter((room) => posts.some(({ key }) => key?.startsWith(relayKey(entry.id, room))))
  await tx.rooms.forgetShown(entry.id)
  // In the agents' rooms a reply has its receipt.
  const isReply = entry.data?.['reply'] !== undefined
  await relay(tx, isReply ? before.filter(({ side }) => side === 'customer') : before, {
    entry,
    author,
    text: entry.text ?? [],
    key: (id, room) => `${relayKey(id, room)}#${change.id}`,
  })
}
