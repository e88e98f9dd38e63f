import type { RichText } from '../platform'
import type { Tx } from '../tx'
import type { Standing } from './entry-rows'
import { personaIn } from './persona'
import { filesKey, relayKey } from './relay'
import { withdrawn } from './withdraw-reply'

export type EntryChange = { readonly kind: 'edit'; readonly text: RichText } | { readonly kind: 'delete' }
export interface ChangedBy {
  readonly person: string
  /** The room of the post that was changed by hand: it shows the change already. */
  readonly room?: string | null
  /** When it was done, by the network's clock: what orders the changes of one post. */
  readonly sent: Date
}

/** Edits what was said, or takes it away: every other room that shows it follows, and the record keeps what was. */
export const changeEntry = async (
  tx: Tx,
  original: Standing,
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
    data: { sent: sent.toISOString() },
  })
  // Networks do not keep order: an edit that is older than the one that stands is kept, and changes nothing.
  if (change.kind === 'edit' && (await tx.entries.lastEdit(original.id)) !== entry.id) return
  if (change.kind === 'delete') await withdrawn(tx, original)
  const author = original.author === null ? undefined : await tx.people.get(original.author)
  const said = { key: entry.id, ticket, entry: original.id }
  const rooms = await tx.rooms.everOf(ticket, original.audience === 'agents' ? 'agents' : undefined)
  for (const one of rooms.filter(({ id }) => id !== room))
    if (change.kind === 'delete') {
      await tx.outbox.retract(one, relayKey(original.id, one), said)
      await tx.outbox.retract(one, filesKey(original.id, one), said)
    } else
      await tx.outbox.amend(
        one,
        relayKey(original.id, one),
        { text: change.text, ...(author === undefined ? {} : { as: await personaIn(tx, one, author) }) },
        said,
      )
  await tx.outbox.refresh('ticket-card', ticket)
  await tx.outbox.refresh('reply', original.id)
}
