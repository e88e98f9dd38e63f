import type { Person } from '../people/person'
import { statusWord } from '../tickets/move-ticket'
import type { Ticket } from '../tickets/ticket'
import type { Tx } from '../tx'
import { fillTemplate } from './template'

/** A template filled for this ticket, as the customer reads it; without anybody, the desk speaks. */
export const fillFor = async (
  tx: Tx,
  ticket: Ticket,
  text: string,
  by: Pick<Person, 'name'> | null,
): Promise<string> => {
  const customer = (await tx.people.get(ticket.requester))!
  return fillTemplate(text, {
    customer: customer.name,
    agent: by?.name ?? tx.desk.name,
    number: String(ticket.number),
    subject: ticket.subject,
    status: statusWord(customer.locale ?? tx.desk.locale, ticket.status),
    desk: tx.desk.name,
  })
}
