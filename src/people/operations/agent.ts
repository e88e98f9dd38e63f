import { z } from 'zod'
import { byName, fieldOf, shortText, user } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { handOutTo } from '../../routing/hand-out'
import { suggestQueues } from '../../queues/suggest-queues'
import { Refusal } from '../../core/refusal'
import { hasRole } from '../../model/person'
import { readSkills } from '../skills'
import { words } from '../../core/words'

const capacity = fieldOf(
  z
    .string()
    .trim()
    .regex(/^(\d{1,3}|-)$/, 'fault.number'),
  { field: 'text', maxLength: 3 },
)

/** Sets how an agent works: how many tickets at once, which skills, which hours, which queues. */
export const agent = defineOperation({
  name: 'agent',
  command: 'desk',
  by: 'supervisor',
  input: z.object({
    user,
    capacity: byName(capacity).optional(),
    skills: byName(shortText(300)).optional(),
    calendar: byName(shortText(40)).optional(),
    join: byName(shortText(60)).optional(),
    leave: byName(shortText(60)).optional(),
  }),
  suggest: { join: suggestQueues, leave: suggestQueues },
  run: async (tx, input, supervisor) => {
    const person = await tx.people.known(input.user)
    if (person === undefined || !hasRole(person, 'agent'))
      throw new Refusal('not-an-agent', { name: person?.name ?? input.user.id }, 'user')
    const calendar =
      input.calendar === undefined || input.calendar === '-' ? null : await tx.calendars.named(input.calendar)
    if (calendar === undefined) throw new Refusal('no-such-calendar', { name: input.calendar! }, 'calendar')
    const queue = async (name: string | undefined, field: string) => {
      const found = name === undefined ? undefined : await tx.queues.named(name)
      if (name !== undefined && found === undefined) throw new Refusal('no-such-queue', { name }, field)
      return found
    }
    const joined = await queue(input.join, 'join')
    const left = await queue(input.leave, 'leave')
    await tx.agents.change(person.id, {
      ...(input.capacity === undefined
        ? {}
        : { capacity: input.capacity === '-' || input.capacity === '0' ? null : Number(input.capacity) }),
      ...(input.skills === undefined ? {} : { skills: readSkills(input.skills) }),
      ...(input.calendar === undefined ? {} : { calendar: calendar?.id ?? null }),
    })
    if (joined !== undefined) await tx.agents.join(joined.id, person.id)
    if (left !== undefined) await tx.agents.leave(left.id, person.id)
    tx.audit(supervisor.id, 'agent', 'changed')
    if (input.calendar !== undefined) await tx.clocks.scheduleOpen('retarget', { assignee: person.id })
    await handOutTo(tx, person.id)
    const facts = (await tx.agents.get(person.id))!
    return tx.say('agent.done', {
      name: person.name,
      capacity: facts.capacity ?? words(tx.speaks, 'amount.any'),
      skills: facts.skills.join(', ') || '—',
    })
  },
})
