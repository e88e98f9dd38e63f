import { z } from 'zod'
import { byName, choice, nameOf, shortText, user } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type RichText, type UserRef } from '../../platform'
import { handOut } from '../../routing/hand-out'
import { suggestQueues } from '../../queues/suggest-queues'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import { hasRole, type Person } from '../../model/person'
import { readSkills } from '../skills'
import { suggestTeams } from '../suggest-teams'
import type { Team } from '../team-rows'
import { richSentence } from '../../core/rich-words'

/** Adds or changes a team: who is in it, what they can do, which queues they serve; without a change, tells of the teams. */
export const team = defineOperation({
  name: 'team',
  command: 'desk',
  by: 'supervisor',
  input: z.object({
    team: nameOf(40).optional(),
    add: user.optional(),
    drop: user.optional(),
    skills: byName(shortText(300)).optional(),
    join: byName(shortText(60)).optional(),
    leave: byName(shortText(60)).optional(),
    remove: choice(['yes'] as const, 'answer').optional(),
  }),
  takesNew: ['team'],
  suggest: { team: suggestTeams, join: suggestQueues, leave: suggestQueues },
  run: async (tx, input, supervisor) => {
    const { team: name, ...changes } = input
    const known = name === undefined ? undefined : await tx.teams.named(name)
    if (Object.values(changes).every((value) => value === undefined) && (name === undefined || known !== undefined))
      return tx.answer({ text: await formatTeams(tx, known === undefined ? await tx.teams.all() : [known]) })
    if (name === undefined) throw new Refusal('missing-input', { field: 'team' }, 'team')
    if (name === '-' || name.toLowerCase() === 'none') throw new Refusal('name-reserved', { name }, 'team')
    if (input.remove !== undefined) {
      await remove(tx, known, name)
      tx.audit(supervisor.id, 'team', 'removed')
      return tx.say('team.removed', { name })
    }
    // Nobody can be taken out of what does not exist; anything else adds the team.
    const { drop, leave, ...added } = changes
    if (known === undefined && (drop ?? leave) !== undefined && Object.values(added).every((one) => one === undefined))
      throw new Refusal('no-such-team', { name }, 'team')
    const skills = input.skills === undefined ? (known?.skills ?? []) : readSkills(input.skills)
    const saved = await tx.teams.save({ name: known?.name ?? name, skills })
    await changeMembers(tx, saved, input)
    await changeQueues(tx, saved, input)
    tx.audit(supervisor.id, 'team', known === undefined ? 'added' : 'changed')
    return tx.answer({ text: await formatTeams(tx, [saved]) })
  },
})

const remove = async (tx: Tx, known: Team | undefined, name: string) => {
  if (known === undefined) throw new Refusal('no-such-team', { name }, 'team')
  const count = await tx.teams.openTickets(known.id)
  if (count > 0) throw new Refusal('team-in-use', { name: known.name, count }, 'team')
  await tx.teams.remove(known.id)
}

const changeMembers = async (tx: Tx, { id }: Team, { add, drop }: { add?: UserRef; drop?: UserRef }) => {
  if (add !== undefined) await tx.teams.join(id, (await agentOf(tx, add, 'add')).id)
  const dropped = drop === undefined ? undefined : await tx.people.known(drop)
  if (dropped !== undefined) await tx.teams.leave(id, dropped.id)
}

const agentOf = async (tx: Tx, ref: UserRef, field: string): Promise<Person> => {
  const person = await tx.people.known(ref)
  if (person === undefined || !hasRole(person, 'agent'))
    throw new Refusal('not-an-agent', { name: person?.name ?? ref.id }, field)
  return person
}

const changeQueues = async (tx: Tx, { id }: Team, { join, leave }: { join?: string; leave?: string }) => {
  const queueOf = async (name: string | undefined, field: string) => {
    const queue = name === undefined ? undefined : await tx.queues.named(name)
    if (name !== undefined && queue === undefined) throw new Refusal('no-such-queue', { name }, field)
    return queue
  }
  const joined = await queueOf(join, 'join')
  const left = await queueOf(leave, 'leave')
  if (joined !== undefined) await tx.teams.serve(id, joined.id)
  if (left !== undefined) await tx.teams.leaveQueue(id, left.id)
  for (const queue of await tx.queues.all()) await handOut(tx, queue.id)
}

const formatTeams = async (tx: Tx, teams: readonly Team[]): Promise<RichText> => {
  if (teams.length === 0) return richSentence(tx.speaks, 'team.none')
  const items: RichText[] = []
  for (const { id, name, skills } of teams) {
    const people = await tx.people.all(await tx.teams.members(id))
    const list = (all: readonly string[]) => [...all].sort().join(', ') || '—'
    const told = words(tx.speaks, 'team.told', {
      members: list([...people.values()].map((person) => person.name)),
      queues: list(await tx.teams.queues(id)),
      skills: list(skills),
    })
    items.push([paragraph({ kind: 'text', text: `${name}: `, bold: true }, told)])
  }
  return [{ kind: 'list', ordered: false, items }]
}
