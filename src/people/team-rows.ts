import { EntitySchema } from 'typeorm'
import { newId } from '../store/id'
import type { Unit } from '../store/transaction'
import { alike, ofDesk } from '../store/columns'

/** A named group of agents. */
export interface Team {
  readonly id: string
  readonly name: string
  /** Skills of every member, beside the own ones. */
  readonly skills: readonly string[]
}

interface TeamMember {
  readonly team: string
  readonly person: string
}
interface QueueTeam {
  readonly queue: string
  readonly team: string
}

export const teamSchema = new EntitySchema<Team>({
  name: 'team',
  tableName: 'teams',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    skills: { type: 'text', array: true },
  },
})
export const teamMemberSchema = new EntitySchema<TeamMember>({
  name: 'team-member',
  tableName: 'team_members',
  columns: {
    ...ofDesk,
    team: { type: 'uuid', primary: true },
    person: { type: 'uuid', primary: true },
  },
})
export const queueTeamSchema = new EntitySchema<QueueTeam>({
  name: 'queue-team',
  tableName: 'queue_teams',
  columns: {
    ...ofDesk,
    queue: { type: 'uuid', primary: true },
    team: { type: 'uuid', primary: true },
  },
})

export interface TeamRows {
  all(): Promise<Team[]>
  get(id: string): Promise<Team | undefined>
  /** Accents and case aside. */
  named(name: string): Promise<Team | undefined>
  save(team: Omit<Team, 'id'>): Promise<Team>
  /** Its open tickets must have gone elsewhere before. */
  remove(id: string): Promise<void>
  openTickets(id: string): Promise<number>
  /** People's ids. */
  members(id: string): Promise<string[]>
  join(team: string, person: string): Promise<void>
  leave(team: string, person: string): Promise<void>
  /** The names of the queues that it serves. */
  queues(id: string): Promise<string[]>
  serve(team: string, queue: string): Promise<void>
  leaveQueue(team: string, queue: string): Promise<void>
}

export const teamRows = (unit: Unit): TeamRows => ({
  all: async () => unit.find(teamSchema, { order: { name: 'ASC' } }),
  get: async (id) => unit.findOne(teamSchema, { id }),
  named: async (name) => {
    const [team] = await unit.find(teamSchema, { where: { name: alike(name) } })
    return team
  },
  save: async (team) => {
    await unit.upsert(teamSchema, { ...team, id: newId() }, ['name'])
    return (await unit.findOne(teamSchema, { name: team.name }))!
  },
  remove: async (id) => {
    await unit.execute('update tickets set team = null where team = $1', [id])
    await unit.remove(teamSchema, { id })
  },
  openTickets: async (id) =>
    unit.value<number>(
      `select count(*)::int as count from tickets t where t.team = $1 and t.status not in ('solved', 'closed')`,
      [id],
    ),
  members: async (id) =>
    (await unit.find(teamMemberSchema, { where: { team: id }, order: { person: 'ASC' } })).map(({ person }) => person),
  join: async (team, person) => unit.upsert(teamMemberSchema, { team, person }),
  leave: async (team, person) => {
    await unit.remove(teamMemberSchema, { team, person })
  },
  queues: async (id) =>
    unit.column<string>(
      'select q.name from queue_teams s join queues q on q.desk = s.desk and q.id = s.queue where s.team = $1 order by q.name',
      [id],
    ),
  serve: async (team, queue) => unit.upsert(queueTeamSchema, { queue, team }),
  leaveQueue: async (team, queue) => {
    await unit.remove(queueTeamSchema, { queue, team })
  },
})

declare module '../core/tx' {
  interface RowSets {
    readonly teams: TeamRows
  }
}
