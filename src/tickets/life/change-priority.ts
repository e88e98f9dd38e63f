import type { Actor } from '../../model/person'
import { retargetClocks } from '../../sla/ticket-clocks'
import type { Tx } from '../../core/tx'
import { showTicket, recordChange } from './move-ticket'
import type { Priority, Ticket } from '../../model/ticket'

/** Sets another priority, with all that hangs on it: the story, the deadlines, the cards. */
export const changePriority = async (
  tx: Tx,
  ticket: Ticket,
  priority: Priority,
  by: Pick<Actor, 'id'> | null,
): Promise<Ticket> => {
  await tx.tickets.change(ticket.number, { priority })
  recordChange(tx, ticket.number, by, { field: 'priority', from: ticket.priority, to: priority })
  const changed: Ticket = { ...ticket, priority }
  await retargetClocks(tx, changed)
  await showTicket(tx, ticket.number)
  return changed
}
