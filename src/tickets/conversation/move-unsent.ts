import type { Tx } from '../../core/tx'
import { relay } from './relay'
import type { Room } from '../room-rows'

/** Says in this room what was said in rooms that nobody reads any more and did not arrive there. */
export const moveUnsent = async (tx: Tx, from: readonly Room[], to: Room): Promise<number> => {
  const entries = new Set<string>()
  for (const room of from) for (const entry of await tx.outbox.takeUnsent(room)) entries.add(entry)
  for (const id of entries) {
    const entry = await tx.entries.standing(id)
    const author = entry?.author == null ? undefined : await tx.people.get(entry.author)
    if (entry === undefined || entry.isDeleted || author === undefined) continue
    await relay(tx, [to], { entry, author, text: entry.text ?? [] })
    await tx.outbox.refresh('reply', id)
  }
  return entries.size
}
