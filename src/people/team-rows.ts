import { newId } from '../store/id'
import type { Unit } from '../store/transaction'

/** A named group of agents. */
export interface Team {
  readonly id: string
  readonly name: string
  /** What every member can do, beside the own skills. */
  readonly skills: readonly string[]
}

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
  all: async () => unit.query<Team>('select id, name, skills from teams order by name'),
  get: async (id) => (await unit.query<Team>('select id, name, skills from teams where id = $1', [id]))[0],
  named: async (name) =>
    (await unit.query<Team>('select id, name, skills from teams where fold(name) = fold($1)', [name]))[0],
  save: async ({ name, skills }) =>
    (
      await unit.query<Team>(
        `with saved as (insert into teams (id, name, skills) values ($1, $2, $3)
           on conflict (desk, name) do update set skills = excluded.skills returning id, name, skills)
         select * from saved`,
        [newId(), name, skills],
      )
    )[0]!,
  remove: async (id) => {
    await unit.execute('update tickets set team = null where team = $1', [id])
    await unit.execute('delete from teams where id = $1', [id])
  },
  openTickets: async (id) =>
    (
      await unit.query<{ count: number }>(
        `select count(*)::int as count from tickets t where t.team = $1 and t.status not in ('solved', 'closed')`,
        [id],
      )
    )[0]!.count,
  members: async (id) =>
    (await unit.query<{ person: string }>('select person from team_members where team = $1 order by person', [id])).map(
      ({ person }) => person,
    ),
  join: async (team, person) => {
    await unit.query('insert into team_members (team, person) values ($1, $2) on conflict do nothing', [team, person])
  },
  leave: async (team, person) => {
    await unit.execute('delete from team_members where team = $1 and person = $2', [team, person])
  },
  queues: async (id) =>
    (
      await unit.query<{ name: string }>(
        'select q.name from queue_teams s join queues q on q.desk = s.desk and q.id = s.queue where s.team = $1 order by q.name',
        [id],
      )
    ).map(({ name }) => name),
  serve: async (team, queue) => {
    await unit.query('insert into queue_teams (queue, team) values ($1, $2) on conflict do nothing', [queue, team])
  },
  leaveQueue: async (team, queue) => {
    await unit.execute('delete from queue_teams where queue = $1 and team = $2', [queue, team])
  },
})

declare module '../core/tx' {
  interface RowSets {
    readonly teams: TeamRows
  }
}
