import { z } from 'zod'
import { flag, ticketNumber, user as userField } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { meetNamed, strangersName } from '../../people/meet-named'
import { findPerson, personName, suggestPeople } from '../../people/find-person'
import type { Person } from '../../model/person'
import { paragraph, type UserRef } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import { holdTicket, recordChange } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'
import type { Ticket } from '../../model/ticket'

/** Copies of the customer's side for somebody else, in their DM. */
export const cc = defineOperation({
  name: 'cc',
  by: 'agent',
  oneOf: [['user', 'customer']],
  input: z.object({
    ticket: ticketNumber,
    user: userField.optional(),
    customer: personName.optional(),
    remove: flag,
  }),
  suggest: { ticket: suggestTickets, customer: suggestPeople },
  needs: { given: ['user'], read: async (tx, { user }) => strangersName(tx, user) },
  run: async (tx, { ticket: number, user, customer, remove }, agent) => {
    const ticket = await holdTicket(tx, number)
    if (ticket.internal) throw new Refusal('ticket-is-internal', { number })
    const person = await personOf(tx, user, customer)
    const copy = (await tx.rooms.of(number, 'customer')).find(({ copyFor }) => copyFor === person.id)
    const facts = { number, name: person.name }
    if (remove) {
      if (copy === undefined) return tx.say('cc.not', facts)
      await tx.rooms.leave(copy.id)
      recordChange(tx, number, agent, { field: 'cc', from: person.id })
      return tx.say('cc.removed', facts)
    }
    if (copy !== undefined || person.id === ticket.requester) return tx.say('cc.already', facts)
    const [at] = user === undefined ? await tx.people.identitiesOf(person.id) : [user]
    if (at === undefined) throw new Refusal('no-such-person', { name: person.name }, 'customer')
    openCopy(tx, ticket, person, at)
    recordChange(tx, number, agent, { field: 'cc', to: person.id })
    return tx.say('cc.done', facts)
  },
})

const personOf = async (tx: Tx, user: UserRef | undefined, customer: string | undefined): Promise<Person> => {
  if (user !== undefined) return meetNamed(tx, user)
  if (customer === undefined) throw new Refusal('missing-input', { field: 'customer' }, 'customer')
  return findPerson(tx, customer, 'customer')
}

const openCopy = (tx: Tx, { number, subject }: Ticket, person: Person, user: UserRef) => {
  const room = tx.rooms.add({
    ticket: number,
    side: 'customer',
    platform: user.platform,
    place: null,
    parent: null,
    direct: true,
    lane: tx.outbox.lane(user),
    copyFor: person.id,
  })
  tx.outbox.open(room, { user }, `#${number} ${subject}`)
  const text = words(person.locale ?? tx.desk.locale, 'cc.told', { number, subject })
  tx.outbox.say(room, { text: [paragraph(text)] }, { key: `cc:${room.id}`, ticket: number })
}
