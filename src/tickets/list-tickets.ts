import { paragraph, type Answer } from '../platform'
import type { Tx } from '../tx'
import { words } from '../words'
import { ownerNames } from './persona'
import { ticketLine } from './ticket-card'
import type { Ticket } from './ticket'

/** A list for one person; `total` tells how many there are beyond those shown. */
export const listTickets = async (
  tx: Tx,
  title: string,
  tickets: readonly Ticket[],
  total: number,
  reader: 'agents' | 'customer' = 'agents',
): Promise<Answer> => {
  if (tickets.length === 0) return tx.say('list.empty', { view: title })
  const owners = await ownerNames(tx, tickets, reader)
  const lines = tickets.map((ticket) => [paragraph(ticketLine(ticket, owners.get(ticket.number), tx.speaks))])
  const heading = words(tx.speaks, 'list.title', { view: title, shown: tickets.length, total })
  return tx.answer({
    text: [paragraph({ kind: 'text', text: heading, bold: true }), { kind: 'list', ordered: false, items: lines }],
  })
}
