import type { Unit } from '../store/transaction'

/** How an agent works; null calendar: at any time. */
export interface AgentFacts {
  readonly person: string
  readonly awayUntil: Date | null
  readonly capacity: number | null
  readonly skills: readonly string[]
  readonly calendar: string | null
  readonly lastAssignedAt: Date | null
}
/** With the number of open tickets the agent has. */
export type AgentLoad = AgentFacts & { readonly load: number }

export interface AgentRows {
  /** The agents of a queue: its members, or everybody when it has none. */
  ofQueue(queue: string): Promise<AgentLoad[]>
  get(person: string): Promise<AgentFacts | undefined>
  change(person: string, patch: Partial<Omit<AgentFacts, 'person'>>): Promise<void>
  markAssigned(person: string): Promise<void>
  members(queue: string): Promise<string[]>
  join(queue: string, person: string): Promise<void>
  leave(queue: string, person: string): Promise<void>
  /** Nobody else hands out this queue's tickets until commit: two would count the same room twice. */
  holdQueue(queue: string): Promise<void>
  /** The tickets of a queue that wait for an agent, urgent and old ones first, held; those that somebody else holds are left out. */
  waiting(queue: string, limit: number): Promise<number[]>
  /** Queues in which this person works and that hand out by themselves. */
  routedQueues(person: string): Promise<string[]>
}

const columns = `a.away_until as "awayUntil", a.capacity, coalesce(a.skills, '{}') as skills, a.calendar, a.last_assigned_at as "lastAssignedAt"`
const isAgent = `p.role in ('agent', 'supervisor')`
const isMember = (queue: string) =>
  `(not exists (select 1 from queue_members m where m.queue = ${queue}) or exists (select 1 from queue_members m where m.queue = ${queue} and m.person = p.id))`
const rank = `case t.priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end`

export const agentRows = (unit: Unit): AgentRows => ({
  ofQueue: async (queue) =>
    unit.query<AgentLoad>(
      `select p.id as person, ${columns},
         (select count(*) from tickets t where t.assignee = p.id and t.status not in ('solved', 'closed'))::int as load
       from people p left join agents a on a.desk = p.desk and a.person = p.id where ${isAgent} and ${isMember('$1')}`,
      [queue],
    ),
  get: async (person) =>
    (
      await unit.query<AgentFacts>(
        `select p.id as person, ${columns} from people p left join agents a on a.desk = p.desk and a.person = p.id where p.id = $1`,
        [person],
      )
    )[0],
  change: async (person, patch) => {
    const names: Record<string, string> = {
      awayUntil: 'away_until',
      capacity: 'capacity',
      skills: 'skills',
      calendar: 'calendar',
    }
    await unit.query('insert into agents (person) values ($1) on conflict do nothing', [person])
    for (const [field, value] of Object.entries(patch))
      await unit.execute(`update agents set ${names[field]!} = $2 where person = $1`, [person, value])
  },
  markAssigned: async (person) => {
    await unit.query(
      `insert into agents (person, last_assigned_at) values ($1, $2) on conflict (desk, person) do update set last_assigned_at = excluded.last_assigned_at`,
      [person, unit.now],
    )
  },
  members: async (queue) =>
    (await unit.query<{ person: string }>('select person from queue_members where queue = $1', [queue])).map(
      ({ person }) => person,
    ),
  join: async (queue, person) => {
    await unit.query('insert into queue_members (queue, person) values ($1, $2) on conflict do nothing', [
      queue,
      person,
    ])
  },
  leave: async (queue, person) => {
    await unit.execute('delete from queue_members where queue = $1 and person = $2', [queue, person])
  },
  holdQueue: async (queue) => unit.lock(`routing:${queue}`),
  waiting: async (queue, limit) => {
    const rows = await unit.query<{ number: number }>(
      `select t.number from tickets t where t.queue = $1 and t.assignee is null and t.status in ('new', 'open')
       order by t.risen desc, ${rank}, t.number limit $2 for update skip locked`,
      [queue, limit],
    )
    return rows.map(({ number }) => number)
  },
  routedQueues: async (person) => {
    const rows = await unit.query<{ id: string }>(
      `select q.id from queues q join people p on p.id = $1 where q.routing <> 'manual' and ${isMember('q.id')}`,
      [person],
    )
    return rows.map(({ id }) => id)
  },
})
