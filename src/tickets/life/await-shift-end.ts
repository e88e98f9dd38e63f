import { shiftEnd } from '../../model/calendar'
import type { Tx } from '../../core/tx'
import type { Ticket } from '../../model/ticket'

/** Schedules a ticket's return for its assignee's shift end, where the queue wants tickets back from who goes home. */
export const awaitShiftEnd = async (tx: Tx, ticket: Ticket) => {
  if (ticket.assignee === null || (await tx.queues.get(ticket.queue))?.offShift !== 'return') return
  const agent = await tx.agents.get(ticket.assignee)
  const hours = agent === undefined ? undefined : (await tx.clocks.hours([agent]))(agent.calendar)
  const at = hours === undefined ? undefined : shiftEnd(hours, tx.now)
  if (at !== undefined) tx.clocks.schedule({ what: 'shift-over', subject: String(ticket.number), at })
}
