import { EntitySchema } from 'typeorm'
import { prepared } from '../store/statement'
import type { Unit } from '../store/transaction'
import { ofDesk } from '../store/columns'

/** Working facts of an agent; null calendar: at any time. */
export interface AgentFacts {
  readonly person: string
  readonly awayUntil: Date | null
  readonly capacity: number | null
  readonly skills: readonly string[]
  readonly calendar: string | null
  readonly lastAssignedAt: Date | null
}
/** With the number of open tickets the agent has; skills are the teams' too. */
export type AgentLoad = AgentFacts & {
  readonly load: number
  /** Works in the queue asked for; others come for their team alone. */
  readonly servesQueue: boolean
  readonly teams: readonly string[]
}
/** A ticket that waits for an agent, and the team that it is meant for. */
export interface WaitingTicket {
  readonly number: number
  readonly team: string | null
}

interface QueueMember {
  readonly queue: string
  readonly person: string
}

export const agentSchema = new EntitySchema<AgentFacts>({
  name: 'agent',
  tableName: 'agents',
  columns: {
    ...ofDesk,
    person: { type: 'uuid', primary: true },
    awayUntil: { name: 'away_until', type: 'timestamptz', nullable: true },
    capacity: { type: 'int', nullable: true },
    skills: { type: 'text', array: true },
    calendar: { type: 'uuid', nullable: true },
    lastAssignedAt: { name: 'last_assigned_at', type: 'timestamptz', nullable: true },
  },
})
export const queueMemberSchema = new EntitySchema<QueueMember>({
  name: 'queue-member',
  tableName: 'queue_members',
  columns: {
    ...ofDesk,
    queue: { type: 'uuid', primary: true },
    person: { type: 'uuid', primary: true },
  },
})

export interface AgentRows {
  /** The agents of a queue: its members and those of its teams, or everybody when it has neither; and of these teams. */
  ofQueue(queue: string, teams: readonly string[]): Promise<AgentLoad[]>
  get(person: string): Promise<AgentFacts | undefined>
  change(person: string, patch: Partial<Omit<AgentFacts, 'person'>>): Promise<void>
  markAssigned(person: string): Promise<void>
  /** People's ids; those of its teams are not among them. */
  members(queue: string): Promise<string[]>
  join(queue: string, person: string): Promise<void>
  leave(queue: string, person: string): Promise<void>
  /** Works nowhere any more. */
  forget(person: string): Promise<void>
  /** Nobody else hands out this queue's tickets until commit: two would count the same room twice. */
  holdQueue(queue: string): Promise<void>
  /**
   * The tickets of a queue that wait for an agent, urgent and old ones first, held; those that somebody else holds are left
   * out. With a person: those alone that this person may take.
   */
  waiting(queue: string, limit: number, person?: string): Promise<WaitingTicket[]>
  /** Queues that hand out by themselves, in which this person works or in which a ticket waits for one of the person's teams. */
  routedQueues(person: string): Promise<string[]>
}

const columns = `a.away_until as "awayUntil", a.capacity, coalesce(a.skills, '{}') as skills, a.calendar, a.last_assigned_at as "lastAssignedAt"`
const isAgent = `p.role in ('agent', 'supervisor')`
const isMember = (queue: string) =>
  `(exists (select 1 from queue_members m where m.queue = ${queue} and m.person = p.id)
    or exists (select 1 from queue_teams s join team_members m on m.desk = s.desk and m.team = s.team where s.queue = ${queue} and m.person = p.id)
    or not exists (select 1 from queue_members m where m.queue = ${queue})
      and not exists (select 1 from queue_teams s where s.queue = ${queue}))`
const isInTeam = (team: string) => `exists (select 1 from team_members m where m.team = ${team} and m.person = p.id)`
const isWaiting = `t.assignee is null and t.status in ('new', 'open')`
const rank = `case t.priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end`

export const agentRows = (unit: Unit): AgentRows => ({
  ofQueue: async (queue, teams) =>
    unit.rows<AgentLoad>(
      `select * from (
         select p.id as person, a.away_until as "awayUntil", a.capacity, a.calendar, a.last_assigned_at as "lastAssignedAt",
           coalesce(a.skills, '{}') || array(
             select unnest(c.skills) from team_members m join teams c on c.desk = m.desk and c.id = m.team where m.person = p.id) as skills,
           (select count(*) from tickets t where t.assignee = p.id and t.status not in ('solved', 'closed'))::int as load,
           ${isMember('$1')} as "servesQueue", array(select m.team from team_members m where m.person = p.id) as teams
         from people p left join agents a on a.desk = p.desk and a.person = p.id where ${isAgent}) agent
       where "servesQueue" or teams && $2::uuid[]`,
      [queue, teams],
    ),
  get: async (person) =>
    unit.first<AgentFacts>(
      `select p.id as person, ${columns} from people p left join agents a on a.desk = p.desk and a.person = p.id where p.id = $1`,
      [person],
    ),
  change: async (person, patch) => unit.upsert(agentSchema, { person, ...patch }),
  markAssigned: async (person) => {
    await unit.rows(
      `insert into agents (person, last_assigned_at) values ($1, $2) on conflict (desk, person) do update set last_assigned_at = excluded.last_assigned_at`,
      [person, unit.now],
    )
  },
  members: async (queue) => (await unit.find(queueMemberSchema, { where: { queue } })).map(({ person }) => person),
  join: async (queue, person) => unit.upsert(queueMemberSchema, { queue, person }),
  leave: async (queue, person) => {
    await unit.remove(queueMemberSchema, { queue, person })
  },
  forget: async (person) => {
    await unit.remove(queueMemberSchema, { person })
    await unit.execute('delete from team_members where person = $1', [person])
    await unit.remove(agentSchema, { person })
  },
  holdQueue: async (queue) => unit.lock(`routing:${queue}`),
  waiting: async (queue, limit, person) =>
    unit.rows<WaitingTicket>(
      `select t.number, t.team from tickets t left join people p on p.id = $3
       where t.queue = $1 and ${isWaiting}
         and ($3::uuid is null or case when t.team is null then ${isMember('$1')} else ${isInTeam('t.team')} end)
       order by t.risen desc, ${rank}, t.number limit $2 for update of t skip locked`,
      [queue, limit, person ?? null],
    ),
  routedQueues: async (person) =>
    unit.column<string>(
      prepared(`select q.id from queues q join people p on p.id = $1 where q.routing <> 'manual' and (${isMember('q.id')}
         or exists (select 1 from tickets t where t.queue = q.id and ${isWaiting} and t.team is not null and ${isInTeam('t.team')}))`),
      [person],
    ),
})

declare module '../core/tx' {
  interface RowSets {
    readonly agents: AgentRows
  }
}
