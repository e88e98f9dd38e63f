import type { Actor } from '../../model/person'
import { say } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { spanOf, wordsOf, words } from '../../core/words'
import { awaitShiftEnd } from './await-shift-end'
import type { EntryData } from '../entry-rows'
import { refuseUnfilled } from './refuse-unfilled'
import { isOver, isResting, transition, type StatusChange, type Ticket, type TicketEvent } from '../../model/ticket'

/** The ticket, held until commit. */
export const holdTicket = async (tx: Tx, number: number): Promise<Ticket> => {
  const ticket = await tx.tickets.hold(number)
  if (ticket === undefined) throw new Refusal('no-such-ticket', { number }, 'ticket')
  if (ticket.mergedInto !== null) throw new Refusal('ticket-is-merged', { number, into: ticket.mergedInto }, 'ticket')
  return ticket
}

/** Everything that shows this ticket is stale now. */
export const showTicket = async (tx: Tx, number: number) => {
  await tx.outbox.refresh('ticket-card', number)
  await tx.outbox.refresh('customer-card', number)
}

/** One line of the ticket's story. */
export const recordChange = (tx: Tx, ticket: number, by: Pick<Actor, 'id'> | null, data: EntryData) => {
  tx.happened('updated', ticket)
  return tx.entries.add({ ticket, kind: 'change', audience: 'agents', author: by?.id ?? null, data })
}

/** Moves the status as the event asks, with all that hangs on it: the story, the deadlines, the rooms, the cards. */
export const moveTicket = async (
  tx: Tx,
  ticket: Ticket,
  event: TicketEvent,
  by: Pick<Actor, 'id'> | null,
): Promise<Ticket> => {
  const after = { ...reached(ticket, event, tx.now), ownStatus: ownAfter(ticket, event, tx.now) }
  const isSame =
    after.status === ticket.status &&
    after.pendingUntil?.getTime() === ticket.pendingUntil?.getTime() &&
    after.ownStatus === ticket.ownStatus
  if (isSame) return ticket
  if (event.kind === 'set' && isOver(after) && !isOver(ticket)) await refuseEnding(tx, ticket, event.withChildren)
  if (event.kind === 'close-due' && (await tx.ticketLinks.openChildren(ticket.number)).length > 0)
    return closeLater(tx, ticket)
  await tx.tickets.change(ticket.number, after)
  recordChange(tx, ticket.number, by, {
    field: 'status',
    from: ticket.status,
    to: after.status,
    ...(after.ownStatus === null ? {} : { own: after.ownStatus }),
    ...(after.pendingUntil === null ? {} : { until: after.pendingUntil.toISOString() }),
  })
  const moved: Ticket = { ...ticket, ...after }
  await moveClocks(tx, ticket, moved)
  await scheduleStatus(tx, moved)
  await showTicket(tx, ticket.number)
  if (ticket.assignee !== null) await tx.outbox.refresh('home', ticket.assignee)
  if (!isOver(ticket) && isOver(moved) && moved.assignee !== null)
    if (ticket.assignee !== null) tx.clocks.schedule({ what: 'hand-out', subject: String(ticket.number), at: tx.now })
  await awaitSilence(tx, moved)
  await awaitShiftEnd(tx, moved)
  if (!isOver(ticket) && moved.status === 'solved') await answerSolved(tx, moved)
  if (moved.status === 'closed') await closeRooms(tx, moved)
  return moved
}

/** Between two statuses of the desk's own that stand for the same one, that one stays. */
const reached = (ticket: Ticket, event: TicketEvent, now: Date): StatusChange => {
  const isOwnOnly = event.kind === 'set' && event.status === ticket.status && event.until === undefined
  if (!isOwnOnly || (event.own ?? null) === ticket.ownStatus) return transition(ticket, event, now)
  const { status, pendingUntil, solvedAt } = ticket
  return { status, pendingUntil, solvedAt }
}
/** Own status after an event: lost when the ticket moves by itself. */
const ownAfter = (ticket: Ticket, event: TicketEvent, now: Date): string | null =>
  event.kind === 'set'
    ? (event.own ?? null)
    : transition(ticket, event, now).status === ticket.status
      ? ticket.ownStatus
      : null

/** A ticket ends with all that it must tell, and not over the heads of its open children. */
const refuseEnding = async (tx: Tx, ticket: Ticket, withChildren: true | undefined) => {
  await refuseUnfilled(tx, ticket)
  const open = withChildren === true ? [] : await tx.ticketLinks.openChildren(ticket.number)
  if (open.length > 0)
    throw new Refusal('children-open', { number: ticket.number, children: open.map((one) => `#${one}`).join(', ') })
}

const closeLater = (tx: Tx, ticket: Ticket): Ticket => {
  const at = new Date(tx.now.getTime() + tx.desk.closeAfterMs)
  tx.clocks.schedule({ what: 'close-solved', subject: String(ticket.number), at })
  return ticket
}

const moveClocks = async (tx: Tx, before: Ticket, after: Ticket) => {
  if (!isOver(before) && isOver(after)) return tx.clocks.move(after.number, 'solved')
  if (isOver(before) && !isOver(after)) await tx.clocks.move(after.number, 'reopened')
  if (isResting(before) && !isResting(after)) await tx.clocks.move(after.number, 'resumed')
  if (!isResting(before) && isResting(after)) await tx.clocks.move(after.number, 'rested')
}

const scheduleStatus = async (tx: Tx, ticket: Ticket) => {
  const subject = String(ticket.number)
  if (ticket.pendingUntil === null) await tx.clocks.unschedule('pending-over', subject)
  else tx.clocks.schedule({ what: 'pending-over', subject, at: ticket.pendingUntil })
  if (ticket.status !== 'solved') await tx.clocks.unschedule('close-solved', subject)
  else tx.clocks.schedule({ what: 'close-solved', subject, at: new Date(tx.now.getTime() + tx.desk.closeAfterMs) })
}

const answerSolved = async (tx: Tx, ticket: Ticket) => {
  const requester = await tx.people.get(ticket.requester)
  const locale = requester?.locale ?? tx.desk.locale
  const reopenMs = (await tx.queues.get(ticket.queue))?.reopenMs ?? tx.desk.closeAfterMs
  const openMs = Math.min(reopenMs, tx.desk.closeAfterMs)
  const facts = { reopens: openMs > 0 ? 'yes' : 'no', span: spanOf(locale, openMs) }
  for (const room of await tx.rooms.of(ticket.number, 'customer'))
    tx.outbox.say(
      room,
      { text: say(words(locale, 'customer.solved', { ...facts, number: room.origin ?? ticket.number })) },
      {
        key: `solved:${ticket.number}:${tx.now.getTime()}:${room.id}`,
        ticket: ticket.number,
      },
    )
}

const closeRooms = async (tx: Tx, ticket: Ticket) => {
  for (const room of await tx.rooms.of(ticket.number))
    if (!room.direct) tx.outbox.settle(room, 'closed', String(tx.now.getTime()))
}

/** Gives the ticket to somebody; `null` gives it back to the queue. Who has it already keeps it. */
export const assignTicket = async (
  tx: Tx,
  ticket: Ticket,
  assignee: string | null,
  by: Pick<Actor, 'id'> | null,
): Promise<Ticket> => {
  if (ticket.assignee === assignee) return ticket
  await tx.tickets.change(ticket.number, { assignee })
  recordChange(tx, ticket.number, by, { field: 'assignee', from: ticket.assignee, to: assignee })
  const assigned: Ticket = { ...ticket, assignee }
  for (const person of [ticket.assignee, assignee]) if (person !== null) await tx.outbox.refresh('home', person)
  await showTicket(tx, ticket.number)
  // Somebody has room for another, or it waits itself. In a transaction of its own: the queue must not be held together with this ticket.
  if (ticket.assignee !== null || assignee === null)
    tx.clocks.schedule({ what: 'hand-out', subject: String(ticket.number), at: tx.now })
  await awaitSilence(tx, assigned)
  await awaitShiftEnd(tx, assigned)
  return assignee === null ? assigned : moveTicket(tx, assigned, { kind: 'claimed' }, by)
}

/** An assignee who does not answer loses the ticket after the queue's time: `silent` is when. */
export const awaitSilence = async (tx: Tx, ticket: Ticket) => {
  const subject = String(ticket.number)
  const queue = await tx.queues.get(ticket.queue)
  const isAwaited = ticket.assignee !== null && (ticket.status === 'new' || ticket.status === 'open')
  if (queue?.silentMs == null || !isAwaited) await tx.clocks.unschedule('silent', subject)
  else tx.clocks.schedule({ what: 'silent', subject, at: new Date(tx.now.getTime() + queue.silentMs) })
}

/** A status in the reader's words. */
export const statusWord = (locale: Tx['speaks'], status: string): string => wordsOf(locale, `status.${status}`)
