import { z } from 'zod'
import { shortText } from '../../core/fields'
import { listOf } from '../../model/file-item'
import { defineSection } from '../../core/section'
import { readSkills } from '../skills'
import { findStaff, staffNames } from '../staff-names'

const sorted = (list: readonly string[]): string[] => [...new Set(list)].sort()

const item = z
  .strictObject({
    name: shortText(40)
      .refine((name) => name !== '-' && name.toLowerCase() !== 'none', 'fault.choice')
      .meta({ description: 'Name of the team' }),
    skills: listOf(shortText(60), 20)
      .transform((skills) => sorted(readSkills(skills.join(' '))))
      .meta({ description: 'Skills of all its members' }),
    members: listOf(shortText(200))
      .transform(sorted)
      .meta({ description: 'Agents in it', allowed: 'a list of names of `people`' }),
    queues: listOf(shortText(60))
      .transform(sorted)
      .meta({ description: 'Queues that it serves', allowed: 'a list of names of `queues`' }),
  })
  .meta({
    description: 'Teams of agents.',
    examples: [{ name: 'Network', skills: ['vpn'], members: ['Bo Lindqvist'], queues: ['Support'] }],
  })

export const teamSection = defineSection<z.output<typeof item>>({
  name: 'teams',
  follows: ['queues'],
  item,
  keys: ({ name }) => [name],
  uses: ({ members, queues }) => [
    ...members.map((name, index) => ({ section: 'people', name, at: ['members', index] })),
    ...queues.map((name, index) => ({ section: 'queues', name, at: ['queues', index] })),
  ],
  read: async (tx) => {
    const names = await staffNames(tx)
    const items = []
    for (const { id, name, skills } of await tx.teams.all())
      items.push({
        name,
        skills: sorted(skills),
        members: sorted((await tx.teams.members(id)).flatMap((person) => names.get(person) ?? [])),
        queues: await tx.teams.queues(id),
      })
    return items
  },
  save: async (tx, { name, skills, members, queues }) => {
    const known = await tx.teams.named(name)
    const { id } = await tx.teams.save({ name: known?.name ?? name, skills })
    const people: string[] = []
    for (const member of members) people.push((await findStaff(tx, member)).id)
    const standing = await tx.teams.members(id)
    for (const person of standing.filter((one) => !people.includes(one))) await tx.teams.leave(id, person)
    for (const person of people) await tx.teams.join(id, person)
    for (const queue of await tx.queues.all())
      if (queues.some((wanted) => wanted.toLowerCase() === queue.name.toLowerCase())) await tx.teams.serve(id, queue.id)
      else await tx.teams.leaveQueue(id, queue.id)
  },
  refuses: async (tx, kind, { name }) => {
    const team = kind === 'removed' ? await tx.teams.named(name) : undefined
    const count = team === undefined ? 0 : await tx.teams.openTickets(team.id)
    return count > 0 ? { words: 'refusal.team-in-use', params: { name, count } } : undefined
  },
  remove: async (tx, { name }) => tx.teams.remove((await tx.teams.named(name))!.id),
})
