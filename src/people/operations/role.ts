import { z } from 'zod'
import { choice, user } from '../../fields'
import { defineOperation } from '../../operation'
import { roles } from '../../platform'
import { Refusal } from '../../refusal'
import { wordsOf } from '../../words'

export const role = defineOperation({
  name: 'role',
  command: 'desk',
  by: 'admin',
  input: z.object({ user, role: choice(roles, 'role') }),
  run: async (tx, { user: ref, role: wanted }, admin) => {
    // Named before they ever wrote: the name comes with their first words.
    const person = (await tx.people.known(ref)) ?? (await tx.people.meet(ref, { name: ref.id }))
    const admins = await tx.people.withRole('admin')
    // A desk that nobody can administer any more cannot be mended from chat.
    if (person.role === 'admin' && wanted !== 'admin' && admins.length === 1)
      throw new Refusal('last-admin', { name: person.name }, 'role')
    await tx.people.setRole(person.id, wanted)
    tx.audit(admin.id, 'role', `${person.id} ${wanted}`)
    return tx.say('role.done', { name: person.name, role: wordsOf(tx.speaks, `role.${wanted}`) })
  },
})
