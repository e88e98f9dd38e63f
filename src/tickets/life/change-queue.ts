import type { Actor } from '../../model/person'
import type { Queue } from '../../queues/queue-rows'
import { retargetClocks } from '../../sla/ticket-clocks'
import type { Tx } from '../../core/tx'
import { awaitShiftEnd } from './await-shift-end'
import { awaitSilence, showTicket, recordChange } from './move-ticket'
import type { Ticket } from '../../model/ticket'

/** Moves the ticket to another queue: its deadlines, how long its assignee may be silent and who gets it follow the new one. */
export const changeQueue = async (
  tx: Tx,
  ticket: Ticket,
  queue: Queue,
  by: Pick<Actor, 'id'> | null,
): Promise<Ticket> => {
  if (queue.id === ticket.queue) return ticket
  await tx.tickets.change(ticket.number, { queue: queue.id })
  recordChange(tx, ticket.number, by, { field: 'queue', to: queue.name })
  const changed: Ticket = { ...ticket, queue: queue.id }
  await awaitSilence(tx, changed)
  await awaitShiftEnd(tx, changed)
  // In a transaction of its own: the queue must not be held together with this ticket.
  if (changed.assignee === null) tx.clocks.schedule({ what: 'hand-out', subject: String(changed.number), at: tx.now })
  await retargetClocks(tx, changed)
  await showTicket(tx, changed.number)
  return changed
}
