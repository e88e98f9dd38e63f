import { z } from 'zod'
import { byName, shortText, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { findPerson, personName, suggestPeople } from '../../people/find-person'
import { joinPeople, partPeople } from '../../people/join-people'
import type { Person } from '../../model/person'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { aboutCustomer } from '../cards/about-customer'
import { suggestTickets } from '../suggest-tickets'

/** Shows a customer: where they are, what they asked, what is noted of them; and that two are one. */
export const customer = defineOperation({
  name: 'customer',
  by: 'agent',
  input: z.object({
    ticket: ticketNumber.optional(),
    customer: personName.optional(),
    same_as: byName(personName).optional(),
    part: byName(shortText(36)).optional(),
  }),
  suggest: { ticket: suggestTickets, customer: suggestPeople, same_as: suggestPeople },
  run: async (tx, { ticket, customer: named, same_as: other, part }, agent) => {
    if (part !== undefined) {
      const undone = z.uuid().safeParse(part).success ? await partPeople(tx, part, agent.id) : undefined
      if (undone === undefined) return tx.say('customer.not-joined')
      return tx.say('customer.parted', { name: await nameOf(tx, undone.kept), other: await nameOf(tx, undone.gone) })
    }
    const person = await whoIs(tx, named, ticket)
    if (other === undefined) return tx.answer(await aboutCustomer(tx, person))
    const gone = await findPerson(tx, other, 'same_as')
    if (gone.id === person.id) throw new Refusal('bad-person', { name: gone.name }, 'same_as')
    await joinPeople(tx, person, gone, agent.id)
    return tx.answer(await aboutCustomer(tx, (await tx.people.get(person.id))!))
  },
})

const nameOf = async (tx: Tx, id: string) => (await tx.people.get(id))?.name ?? ''

const whoIs = async (tx: Tx, named: string | undefined, number: number | undefined): Promise<Person> => {
  if (named !== undefined) return findPerson(tx, named, 'customer')
  if (number === undefined) throw new Refusal('missing-input', { field: 'customer' }, 'customer')
  const ticket = await tx.tickets.get(number)
  if (ticket === undefined) throw new Refusal('no-such-ticket', { number }, 'ticket')
  return (await tx.people.get(ticket.requester))!
}
