import { z } from 'zod'
import { richText, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { findPerson, personName, suggestPeople } from '../find-person'

/** Something to know of a customer, shown on each of their tickets, to agents alone. */
export const customerNote = defineOperation({
  name: 'customer-note',
  by: 'agent',
  asks: ['text'],
  oneOf: [['ticket', 'customer']],
  input: z.object({ ticket: ticketNumber.optional(), customer: personName.optional(), text: richText(2000) }),
  suggest: { customer: suggestPeople },
  run: async (tx, { ticket: number, customer, text }, agent) => {
    const ticket = customer !== undefined || number === undefined ? undefined : await tx.tickets.get(number)
    if (customer === undefined && ticket === undefined)
      throw new Refusal('missing-input', { field: 'customer' }, 'customer')
    const person =
      ticket === undefined ? await findPerson(tx, customer!, 'customer') : (await tx.people.get(ticket.requester))!
    await tx.customers.note(person.id, agent.id, text)
    for (const { number: open } of await tx.tickets.openOf(person.id, 50)) await tx.outbox.refresh('ticket-card', open)
    return tx.say('customer.noted', { name: person.name })
  },
})
