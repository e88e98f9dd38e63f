import type { Tx } from '../../core/tx'
import type { Entry } from '../entry-rows'
import { showTicket } from '../life/move-ticket'
import { isOver, isResting } from '../../model/ticket'

/**
 * Keeps a reply from going out, if all of it can still be kept: then it never reached the customer, and if it was the first
 * answer, the customer still waits for one. False when any of it is on its way.
 */
export const withdrawn = async (tx: Tx, entry: Entry): Promise<boolean> => {
  if (!(await tx.outbox.takeBack(entry.id))) return false
  const ticket = await tx.tickets.hold(entry.ticket)
  if (ticket?.firstRepliedAt?.getTime() !== entry.at.getTime()) return true
  const firstRepliedAt = (await tx.entries.firstReply(ticket.number, ticket.requester)) ?? null
  await tx.tickets.change(ticket.number, { firstRepliedAt })
  if (firstRepliedAt === null && !isOver(ticket)) {
    await tx.clocks.move(ticket.number, 'reply-taken-back')
    if (isResting(ticket)) await tx.clocks.move(ticket.number, 'rested')
  }
  await showTicket(tx, ticket.number)
  return true
}
