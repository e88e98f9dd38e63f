import type { Actor } from '../../model/person'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { holdTicket, showTicket, recordChange } from '../life/move-ticket'
import type { TicketLink } from './ticket-links-rows'

/** `other` becomes the parent, a child or a relation of the ticket. A ticket has one parent, and is never above itself. */
export const linkTickets = async (
  tx: Tx,
  number: number,
  way: Exclude<TicketLink['as'], 'merged'>,
  other: number,
  by: Pick<Actor, 'id'>,
) => {
  for (const one of [number, other].sort((a, b) => a - b)) await holdTicket(tx, one)
  const [low, high] = way === 'parent' ? [number, other] : [other, number]
  if (way !== 'related') {
    const [parent] = await tx.ticketLinks.ancestors(low)
    if (parent !== undefined && parent !== high) throw new Refusal('has-parent', { number: low, parent }, 'other')
    if ((await tx.ticketLinks.ancestors(high)).includes(low)) throw new Refusal('own-parent', { number: low }, 'other')
  }
  await tx.ticketLinks.remove(number, other)
  await tx.ticketLinks.add(low, way === 'related' ? 'related' : 'child', high)
  recordChange(tx, low, by, { field: way === 'related' ? 'related' : 'parent', to: high })
  recordChange(tx, high, by, { field: way === 'related' ? 'related' : 'child', to: low })
  for (const one of [number, other]) await tx.outbox.refresh('ticket-card', one)
}

export const unlinkTickets = async (tx: Tx, number: number, other: number, by: Pick<Actor, 'id'>): Promise<boolean> => {
  for (const one of [number, other].sort((a, b) => a - b)) await holdTicket(tx, one)
  if (!(await tx.ticketLinks.remove(number, other))) return false
  recordChange(tx, number, by, { field: 'unlinked', to: other })
  recordChange(tx, other, by, { field: 'unlinked', to: number })
  for (const one of [number, other]) await showTicket(tx, one)
  return true
}
