import type { Person } from '../model/person'
import { statusWord } from '../tickets/life/move-ticket'
import type { Ticket } from '../model/ticket'
import type { Tx } from '../core/tx'
import { words } from '../core/words'
import { fillTemplate } from './template'

/**
 * A template filled for this ticket, as the customer reads it; without anybody, the desk speaks. Where customers of several tickets
 * read it, it calls none of them by name and tells none what another asked.
 */
export const fillFor = async (
  tx: Tx,
  ticket: Ticket,
  text: string,
  by: Pick<Person, 'name'> | null,
): Promise<string> => {
  const customer = (await tx.people.get(ticket.requester))!
  const speaks = customer.locale ?? tx.desk.locale
  const isForSeveral = await hasSeveralReaders(tx, ticket)
  return fillTemplate(text, {
    customer: isForSeveral ? words(speaks, 'template.everybody') : customer.name,
    agent: by?.name ?? tx.desk.name,
    number: String(ticket.number),
    subject: isForSeveral ? words(speaks, 'template.request') : ticket.subject,
    status: statusWord(speaks, ticket.status),
    desk: tx.desk.name,
  })
}

/** True when others than who asks in this ticket read what is said in it: their tickets became one with it. */
const hasSeveralReaders = async (tx: Tx, { number, requester }: Ticket): Promise<boolean> => {
  for (const { copyFor, origin, reader } of await tx.rooms.of(number, 'customer')) {
    if (copyFor !== null) continue
    const asks = reader ?? (origin === null ? requester : (await tx.tickets.get(origin))?.requester)
    if (asks !== requester) return true
  }
  return false
}
