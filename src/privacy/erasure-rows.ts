import { EntitySchema } from 'typeorm'
import { newId } from '../store/id'
import type { Unit } from '../store/transaction'
import { roomsReadBy } from '../tickets/readers'
import { dropSends } from './send-rows'
import { traceRows, type Traces } from './trace-rows'
import { ofDesk } from '../store/columns'

/** One customer who is being erased: two passes over all that there is of them, the second for what was on its way. */
export interface Erasure {
  readonly id: string
  readonly person: string
  /** Who asked for it. */
  readonly by: string
  readonly at: Date
  /** How many tickets of theirs there were. */
  readonly tickets: number
  readonly pass: number
  readonly stage: 'tickets' | 'elsewhere' | 'traces'
  /** The last ticket that was looked at in this stage. */
  readonly after: number
  readonly doneAt: Date | null
}
export interface Extent {
  readonly tickets: number
  readonly open: number
  readonly words: number
  readonly files: number
  readonly notes: number
  /** What they said in tickets of others. */
  readonly elsewhere: number
}
export const erasureSchema = new EntitySchema({
  name: 'erasure',
  tableName: 'erasures',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    person: { type: 'uuid' },
    by: { type: 'uuid' },
    at: { type: 'timestamptz' },
    traces: { type: 'jsonb', nullable: true },
    tickets: { type: 'int' },
    pass: { type: 'int' },
    stage: { type: 'text' },
    after: { type: 'bigint' },
    doneAt: { name: 'done_at', type: 'timestamptz', nullable: true },
  },
})

export interface ErasureRows {
  extent(people: readonly string[]): Promise<Extent>
  /** Their names, ids, notes and what waits of them are gone; their rooms are closed to further words. */
  begin(erasure: { person: string; by: string; people: readonly string[]; name: string }): Promise<Erasure>
  get(id: string): Promise<Erasure | undefined>
  /** Those that go on, the oldest first; `left`: tickets that still have words. */
  running(): Promise<(Erasure & { readonly left: number })[]>
  move(erasure: Erasure): Promise<void>
  /** What came up of the person themselves since `begin`; answers under what the networks knew them. */
  forgetAgain(erasure: Erasure, people: readonly string[]): Promise<Traces['users']>
  ticketsOf(people: readonly string[], after: number, limit: number): Promise<number[]>
  /** Tickets of others in which they said something that is still there. */
  ticketsElsewhere(people: readonly string[], limit: number): Promise<number[]>
  /** What was answered in private, and told outside of tickets, is no longer kept, a few thousand at a time: false when there is more. */
  forgetTraces(): Promise<boolean>
}

const isTheirRoom = `r.id in ${roomsReadBy('$1::uuid[]')}`

const ownsOpening = (opening: string) => `(${opening}.requester = any($1::uuid[]) or ${opening}.by = any($1::uuid[])
  or ${opening}.post->>'author' in (select id::text from unnest($1::uuid[]) id))`

const columns = 'id, person, by, at, tickets, pass, stage, after, done_at as "doneAt"'

export const erasureRows = (unit: Unit): ErasureRows => {
  const traces = traceRows(unit)
  const count = async (sql: string, parameters: readonly unknown[]) =>
    unit.value<number>(`select count(*)::int as count ${sql}`, parameters)
  const forgetPeople = async (people: readonly string[]) => {
    for (const statement of [
      'delete from identities where person = any($1::uuid[])',
      'delete from identity_codes where person = any($1::uuid[])',
      'delete from identity_tries where person = any($1::uuid[])',
      'delete from customer_notes where person = any($1::uuid[])',
      'delete from joins where kept = any($1::uuid[]) or gone = any($1::uuid[])',
      'delete from waiting where person = any($1::uuid[])',
      'delete from notices where person = any($1::uuid[])',
      'delete from followers where person = any($1::uuid[])',
      'delete from reminders where person = any($1::uuid[])',
      'delete from group_members where person = any($1::uuid[])',
      'delete from attention where person = any($1::uuid[])',
      'delete from documents where about = any($1::uuid[])',
      `delete from slots where kind = 'home' and about in (select id::text from unnest($1::uuid[]) id)`,
      `delete from due d using openings o where d.desk = o.desk and d.what = 'open-later' and d.subject = '0:' || o.id
           and ${ownsOpening('o')}`,
      `delete from openings o where ${ownsOpening('o')}`,
    ])
      await unit.execute(statement, [people])
  }

  /** Nothing is heard there any more; and nothing said, where another's ticket would go on being told there. */
  const closeRooms = async (people: readonly string[]) => {
    await unit.execute(`update rooms r set active = false where active and ${isTheirRoom}`, [people])
    await unit.execute(
      `update rooms r set left_at = $2 where left_at is null and ${isTheirRoom}
         and not exists (select 1 from tickets t where t.number = r.ticket and t.requester = any($1::uuid[]))`,
      [people, unit.now],
    )
    await dropSends(
      unit,
      `kind = 'say' and state in ('pending', 'parked') and conversation in (
         select 'room:' || r.id from rooms r where left_at is not null and ${isTheirRoom})`,
      [people],
    )
  }

  return {
    extent: async (people) => {
      const own = 'from tickets t where t.requester = any($1::uuid[]) and t.erased_at is null'
      const ownEntries = `from entries e join tickets t on t.desk = e.desk and t.number = e.ticket
        where t.requester = any($1::uuid[]) and t.erased_at is null and e.text is not null`
      return {
        tickets: await count(own, [people]),
        open: await count(`${own} and t.status not in ('solved', 'closed')`, [people]),
        words: await count(ownEntries, [people]),
        files: await count(
          `from files f join entries e on e.desk = f.desk and e.id = f.entry join tickets t on t.desk = e.desk and t.number = e.ticket
           where t.requester = any($1::uuid[]) or e.author = any($1::uuid[])`,
          [people],
        ),
        notes: await count('from customer_notes where person = any($1::uuid[])', [people]),
        elsewhere: await count(
          `from entries e join tickets t on t.desk = e.desk and t.number = e.ticket
           where e.author = any($1::uuid[]) and e.text is not null and not t.requester = any($1::uuid[])`,
          [people],
        ),
      }
    },
    begin: async ({ person, by, people, name }) => {
      const known = await traces.of(people)
      const tickets = await count('from tickets where requester = any($1::uuid[]) and erased_at is null', [people])
      const id = newId()
      await unit.execute('insert into erasures (id, person, by, at, traces, tickets) values ($1, $2, $3, $4, $5, $6)', [
        id,
        person,
        by,
        unit.now,
        JSON.stringify(known),
        tickets,
      ])
      await traces.forget(known)
      await forgetPeople(people)
      await unit.execute(
        `update people set name = $2, locale = null, noted = false, blocked_at = null, erased_at = $3 where id = any($1::uuid[])`,
        [people, name, unit.now],
      )
      await closeRooms(people)
      return { id, person, by, at: unit.now, tickets, pass: 1, stage: 'tickets', after: 0, doneAt: null }
    },
    get: async (id) => unit.first<Erasure>(`select ${columns} from erasures where id = $1`, [id]),
    running: async () =>
      unit.rows<Erasure & { left: number }>(
        `select ${columns}, (select count(*)::int from tickets t where t.requester = e.person and t.erased_at is null) as left
         from erasures e where done_at is null order by at, id limit 20`,
      ),
    move: async ({ id, pass, stage, after, doneAt }) => {
      await unit.execute(
        `update erasures set pass = $2, stage = $3, after = $4, done_at = $5, traces = case when $5::timestamptz is null then traces end where id = $1`,
        [id, pass, stage, after, doneAt],
      )
    },
    forgetAgain: async ({ id }, people) => {
      const kept = await unit.value<Traces | null | undefined>('select traces from erasures where id = $1', [id])
      const known = kept ?? { users: [], lanes: [] }
      await traces.forget(known)
      await forgetPeople(people)
      await closeRooms(people)
      await unit.execute(`update rooms r set place = null, parent = null, lane = '-' where direct and ${isTheirRoom}`, [
        people,
      ])
      return known.users
    },
    ticketsOf: async (people, after, limit) =>
      unit.column<number>(
        'select number from tickets where requester = any($1::uuid[]) and number > $2 order by number limit $3',
        [people, after, limit],
      ),
    ticketsElsewhere: async (people, limit) =>
      unit.column<number>(
        `select ticket from (
             select e.ticket from entries e left join files f on f.desk = e.desk and f.entry = e.id
             where e.author = any($1::uuid[]) and (e.text is not null or f.id is not null)
             union select e.ticket from rooms r join entries e on e.desk = r.desk and e.ticket = r.ticket
               join posts p on p.desk = e.desk and p.entry = e.id and p.room = r.id and p.key is null
             where r.copy_for is null and ${isTheirRoom} and e.text is not null) said
           order by ticket limit $2`,
        [people, limit],
      ),
    forgetTraces: async () => traces.forgetTold(),
  }
}

declare module '../core/tx' {
  interface RowSets {
    readonly erasures: ErasureRows
  }
}
