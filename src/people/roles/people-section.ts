import { z } from 'zod'
import { shortText } from '../../core/fields'
import { roles } from '../../platform'
import { Refusal } from '../../core/refusal'
import { flag, listOf, written } from '../../model/file-item'
import { defineSection } from '../../core/section'
import type { Tx } from '../../core/tx'
import { giveRole } from './change-role'
import type { Person } from '../../model/person'
import { unprovenFault } from '../refuse-unproven'
import { readSkills } from '../skills'
import { printUser, readUser, staff } from '../staff-names'

const staffRoles = roles.filter((role) => role !== 'customer') as ['agent', 'supervisor', 'admin']

const user = written(shortText(300), (typed) => {
  if (!/^[a-z][a-z0-9-]*\/./.test(typed)) throw new Refusal('bad-account', { term: typed })
  return typed
})
const sorted = (list: readonly string[]): string[] => [...new Set(list)].sort()

const item = z
  .strictObject({
    name: shortText(200).meta({ description: 'Name of the person' }),
    on: z
      .array(user)
      .min(1, 'fault.missing')
      .max(50, 'fault.too-many')
      .transform(sorted)
      .meta({ description: 'Account on each platform, one at least', allowed: 'a list of `PLATFORM/ID`' }),
    role: z.enum(staffRoles).meta({ description: 'What they may do; each may do what those before it may' }),
    'by-group': flag.meta({ description: 'The role comes from a group and goes with it' }),
    capacity: z
      .int('fault.number')
      .min(1, 'fault.number')
      .max(999, 'fault.number')
      .optional()
      .meta({ description: 'Open tickets at once; without it any number' }),
    skills: listOf(shortText(60), 20)
      .transform((skills) => sorted(readSkills(skills.join(' '))))
      .meta({ description: 'Skills; a ticket tagged `skill.french` is handed out only to whoever has `french`' }),
    calendar: shortText(40)
      .optional()
      .meta({ description: 'Their working hours; without it always on shift', allowed: 'a name of `calendars`' }),
  })
  .meta({
    description: 'Agents, supervisors and admins. Customers are not listed: they come by writing.',
    examples: [
      { name: 'Ada Moreno', on: ['slack/T01/U01'], role: 'admin' },
      {
        name: 'Bo Lindqvist',
        on: ['discord/4001', 'slack/T01/U02'],
        role: 'agent',
        capacity: 8,
        skills: ['network'],
        calendar: 'Madrid',
      },
    ],
  })
type Item = z.output<typeof item>

/** Staff of the desk. Customers come by themselves. */
export const peopleSection = defineSection<Item>({
  name: 'people',
  follows: ['calendars'],
  item,
  keys: ({ on }) => on,
  names: ({ name, on }) => [name, ...on],
  uses: ({ calendar }) => (calendar === undefined ? [] : [{ section: 'calendars', name: calendar, at: ['calendar'] }]),
  // A desk that nobody can administer any more cannot be mended from chat.
  check: (items, standing) => {
    const hasAdmin = (people: readonly Item[]) =>
      people.some((one) => one.role === 'admin' && one['by-group'] === undefined)
    return hasAdmin(standing) && !hasAdmin(items) ? { words: 'settings.no-admin' } : undefined
  },
  adjust: (standing, wanted) => ({ ...wanted, name: standing.name, on: sorted([...standing.on, ...wanted.on]) }),
  read: async (tx) => {
    const calendars = new Map((await tx.calendars.all()).map(({ id, name }) => [id, name]))
    const byGroup = new Set(await tx.people.byGroupAlone())
    const items = []
    for (const { id, name, role } of await staff(tx)) {
      const facts = await tx.agents.get(id)
      items.push({
        name,
        on: sorted((await tx.people.identitiesOf(id)).map(printUser)),
        role,
        'by-group': byGroup.has(id) || undefined,
        capacity: facts?.capacity ?? undefined,
        skills: facts?.skills ?? [],
        calendar: facts?.calendar == null ? undefined : calendars.get(facts.calendar),
      })
    }
    return items.sort((a, b) => (`${a.name} ${a.on[0]!}` < `${b.name} ${b.on[0]!}` ? -1 : 1))
  },
  refuses: async (tx, kind, { on, name }) => {
    if (kind === 'removed') return undefined
    const people = new Set((await knownOf(tx, on)).map(({ id }) => id))
    if (people.size > 1) return { words: 'settings.two-people', params: { name } }
    return unprovenFault(
      tx,
      on.map((one) => readUser(one).platform),
    )
  },
  save: async (tx, { name, on, role, 'by-group': byGroup, capacity, skills, calendar }) => {
    const [known] = await knownOf(tx, on)
    const person = known ?? (await tx.people.meet(readUser(on[0]!), { name }))
    for (const one of on)
      if ((await tx.people.known(readUser(one))) === undefined) await tx.people.add(person.id, readUser(one), name)
    // Until their network has told who is in the group.
    if (byGroup === true) await tx.people.setRole(person.id, role)
    else await giveRole(tx, person.id, role, null)
    await tx.agents.change(person.id, {
      capacity: capacity ?? null,
      skills,
      calendar: calendar === undefined ? null : (await tx.calendars.named(calendar))!.id,
    })
  },
  remove: async (tx, { on }) => {
    for (const { id } of await knownOf(tx, on)) {
      await giveRole(tx, id, 'customer', null)
      await tx.agents.forget(id)
    }
  },
  // Other hours: their shifts end at another time.
  after: async (tx) => void (await tx.clocks.scheduleOpen('retarget')),
})

const knownOf = async (tx: Tx, on: readonly string[]): Promise<Person[]> => {
  const people: Person[] = []
  for (const one of on) {
    const person = await tx.people.known(readUser(one))
    if (person !== undefined) people.push(person)
  }
  return people
}
