import type { Actor } from '../../model/person'
import { say } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words, type MessageKey } from '../../core/words'
import { showTicket, moveTicket, recordChange } from '../life/move-ticket'
import type { Merge } from './merge-rows'
import type { Ticket } from '../../model/ticket'

/** Until then a merge can be undone. */
const undoMs = 30 * 86_400_000

/** Both held, always in the order of their numbers: two that merge the other way round must not wait for one another. */
const holdBoth = async (tx: Tx, one: number, other: number): Promise<ReadonlyMap<number, Ticket>> => {
  const held = new Map<number, Ticket>()
  for (const number of [one, other].sort((a, b) => a - b)) {
    const ticket = await tx.tickets.hold(number)
    if (ticket === undefined) throw new Refusal('no-such-ticket', { number }, number === one ? 'ticket' : 'into')
    held.set(number, ticket)
  }
  return held
}

/**
 * Makes one ticket of two. The rooms of the first follow the second: what is said there goes to it, and its answers come
 * there. Both stories stay; who asked is told once.
 */
export const mergeTicket = async (tx: Tx, number: number, into: number, by: Actor): Promise<Ticket> => {
  if (number === into) throw new Refusal('same-ticket', { number }, 'into')
  const held = await holdBoth(tx, number, into)
  for (const ticket of held.values()) {
    const field = ticket.number === number ? 'ticket' : 'into'
    if (ticket.mergedInto !== null)
      throw new Refusal('ticket-is-merged', { number: ticket.number, into: ticket.mergedInto }, field)
    if (ticket.status === 'closed') throw new Refusal('ticket-is-closed', { number: ticket.number }, field)
  }
  const ticket = held.get(number)!
  const survivor = held.get(into)!
  if (ticket.internal !== survivor.internal)
    throw new Refusal('ticket-is-internal', { number: ticket.internal ? number : into })
  const rooms = await tx.rooms.of(number, 'customer')
  const theirs = await tx.rooms.of(into, 'customer')
  // No rule has anything to do with a ticket that is no more.
  tx.entries.add({ ticket: number, kind: 'change', audience: 'agents', author: by.id, data: { field: 'merged', into } })
  recordChange(tx, into, by, { field: 'merged', other: number })
  await tx.merges.merge(number, into, by.id)
  await notifyRooms(tx, ticket, rooms, ticket.requester === survivor.requester ? 'merged.same' : 'merged.other', into)
  if (ticket.requester !== survivor.requester) await notifyRooms(tx, survivor, theirs, 'merged.joined', number)
  await showBoth(tx, ticket, survivor)
  // The former assignee has room for another.
  if (ticket.assignee !== null) tx.clocks.schedule({ what: 'hand-out', subject: String(number), at: tx.now })
  return survivor
}

/** As if it had not been: what its customers said since goes back with them, and is theirs alone again. */
export const undoMerge = async (tx: Tx, number: number, by: Actor): Promise<Ticket> => {
  const merge = await tx.merges.of(number)
  if (merge === undefined) throw new Refusal('not-merged', { number }, 'ticket')
  const survivor = (await holdBoth(tx, number, merge.into)).get(merge.into)!
  // While we waited somebody else may have undone it.
  if ((await tx.merges.of(number)) === undefined) throw new Refusal('not-merged', { number }, 'ticket')
  if (survivor.mergedInto !== null)
    throw new Refusal('undo-first', { number: survivor.number, into: survivor.mergedInto }, 'ticket')
  if (tx.now.getTime() > merge.at.getTime() + undoMs) throw new Refusal('too-late-to-undo', { number }, 'ticket')
  return partMerge(tx, merge, by)
}

/** Makes two of them again, however long ago they became one. The survivor is merged into no other. */
export const partMerge = async (tx: Tx, merge: Merge, by: Pick<Actor, 'id'>): Promise<Ticket> => {
  const number = merge.ticket
  const survivor = (await holdBoth(tx, number, merge.into)).get(merge.into)!
  const count = await tx.merges.undo(merge)
  recordChange(tx, number, by, { field: 'unmerged', from: survivor.number })
  recordChange(tx, survivor.number, by, { field: 'unmerged', other: number })
  const ticket = (await tx.tickets.get(number))!
  await notifyRooms(tx, ticket, await tx.rooms.of(number, 'customer'), 'merged.undone', survivor.number)
  await showBoth(tx, ticket, survivor)
  return count > 0 ? moveTicket(tx, ticket, { kind: 'customer-wrote' }, null) : ticket
}

const showBoth = async (tx: Tx, ticket: Ticket, survivor: Ticket) => {
  for (const { number, assignee } of [ticket, survivor]) {
    await showTicket(tx, number)
    if (assignee !== null) await tx.outbox.refresh('home', assignee)
  }
}

const notifyRooms = async (
  tx: Tx,
  ticket: Ticket,
  rooms: Awaited<ReturnType<Tx['rooms']['of']>>,
  key: MessageKey & `merged.${string}`,
  other: number,
) => {
  const locale = (await tx.people.get(ticket.requester))?.locale ?? tx.desk.locale
  const text = say(words(locale, key, { number: ticket.number, other }))
  for (const room of rooms)
    if (room.copyFor === null)
      tx.outbox.say(
        room,
        { text },
        { key: `${key}:${ticket.number}:${other}:${tx.now.getTime()}:${room.id}`, ticket: ticket.number },
      )
}
