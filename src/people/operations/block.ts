import { z } from 'zod'
import { flag, user as userField } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { meetNamed, strangersName } from '../meet-named'
import { findPerson, personName, suggestPeople } from '../find-person'

/** Blocks a customer: what they say is dropped. */
export const block = defineOperation({
  name: 'block',
  command: 'desk',
  by: 'supervisor',
  oneOf: [['user', 'customer']],
  input: z.object({ user: userField.optional(), customer: personName.optional(), remove: flag }),
  suggest: { customer: suggestPeople },
  needs: { given: ['user'], read: async (tx, { user }) => strangersName(tx, user) },
  run: async (tx, { user, customer, remove }, supervisor) => {
    if (user === undefined && customer === undefined) throw new Refusal('missing-input', { field: 'user' }, 'user')
    const person = user === undefined ? await findPerson(tx, customer!, 'customer') : await meetNamed(tx, user)
    if (person.role !== 'customer') throw new Refusal('not-a-customer', { name: person.name }, 'user')
    await tx.people.block(person.id, remove ? null : tx.now)
    tx.audit(supervisor.id, 'block', `${person.id} ${remove ? 'off' : 'on'}`)
    return tx.say(remove ? 'block.off' : 'block.on', { name: person.name })
  },
})
