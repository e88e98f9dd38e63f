import { EntitySchema } from 'typeorm'
import { columnsOf, upserts } from '../store/batches'
import { newId } from '../store/id'
import {
  databaseNow,
  gathersRows,
  named,
  type Batch,
  type Gathering,
  type Store,
  type Unit,
} from '../store/transaction'
import { calendarRows, hoursOf } from './calendar-rows'
import { moments, moveClock, type Clock, type ClockEvent, type ClockKind, type Hours, type Policy } from './policy'

export const clockSchema = new EntitySchema<Clock>({
  name: 'clock',
  tableName: 'clocks',
  columns: {
    ticket: { type: 'bigint', primary: true },
    kind: { type: 'text', primary: true },
    state: { type: 'text' },
    policy: { type: 'text' },
    calendar: { type: 'uuid', nullable: true },
    targetMs: { name: 'target_ms', type: 'bigint' },
    warnings: { type: 'jsonb' },
    told: { type: 'int' },
    dueAt: { name: 'due_at', type: 'timestamptz', nullable: true },
    remainingMs: { name: 'remaining_ms', type: 'bigint', nullable: true },
    warnedAt: { name: 'warned_at', type: 'timestamptz', nullable: true },
    breachedAt: { name: 'breached_at', type: 'timestamptz', nullable: true },
  },
})
const clockSets = upserts(clockSchema, 55)

/** A moment at which something falls due. `subject` tells its handler what: a ticket's number, with a clock's kind. */
export interface Due<Kind = DueKind | DeskDueKind> {
  readonly what: Kind
  readonly subject: string
  readonly at: Date
}
export type DueKind =
  | 'sla-warn'
  | 'sla-breach'
  | 'pending-over'
  | 'close-solved'
  | 'retarget'
  | 'hand-out'
  | 'silent'
  | 'shift-over'
  | 'escalate'
  | 'remind'
  | 'follow'
  | 'forecast'
  | 'gather'

/** What hangs on no ticket: its subject begins with `0:`, a number that no ticket has. */
export type DeskDueKind = 'open-later' | 'notices' | 'morning' | 'webhook' | 'erase'

const removeDues = named(
  `delete from due d using json_to_recordset($2::json) as r(what text, subject text)
   where d.desk = $1 and d.what = r.what and d.subject = r.subject`,
)
const addDues = named(
  `insert into due (desk, what, subject, at)
   select $1, r.what, r.subject, r.at from json_to_recordset($2::json) as r(what text, subject text, at timestamptz)
   order by r.what, r.subject
   on conflict (desk, what, subject) do update set at = excluded.at`,
)

/** Null: no longer. The last word on a subject holds. */
const dues: Batch<Omit<Due, 'at'> & { readonly at: Date | null }> = {
  order: 56,
  write: async (unit, rows) => {
    const latest = [...new Map(rows.map((row) => [`${row.what} ${row.subject}`, row])).values()]
    const gone = latest.filter(({ at }) => at === null)
    const set = latest.filter(({ at }) => at !== null)
    await Promise.all([
      gone.length > 0 && unit.execute(removeDues, [unit.desk, JSON.stringify(gone)]),
      set.length > 0 && unit.execute(addDues, [unit.desk, JSON.stringify(set)]),
    ])
  },
}

export interface ClockRows {
  /** In order: the first that fits a ticket holds. */
  policies(): Promise<Policy[]>
  savePolicy(policy: Omit<Policy, 'id'>): Promise<void>
  removePolicy(name: string): Promise<boolean>
  /** The working hours that these refer to. */
  hours(of: readonly { readonly calendar: string | null }[]): Promise<Hours>
  of(ticket: number): Promise<Clock[]>
  /** A clock of a ticket that has none of this kind yet. */
  start(clock: Clock, hours: Hours): void
  /** Writes a clock as it is now, and when it speaks next. */
  set(clock: Clock, hours: Hours): Promise<void>
  move(ticket: number, event: ClockEvent): Promise<void>
  /** Compare-and-set: undefined when it is no longer due, or was told already. */
  markWarned(ticket: number, kind: ClockKind): Promise<Clock | undefined>
  markBreached(ticket: number, kind: ClockKind): Promise<Clock | undefined>
  schedule(due: Due): void
  /** At once, for every ticket that is not over; of one queue or assignee alone where it is named. Answers how many. */
  scheduleOpen(what: DueKind, of?: { readonly queue?: string; readonly assignee?: string }): Promise<number>
  unschedule(what: Due['what'], subject: string): Promise<void>
  /** It waits so much longer. */
  putOff(due: Due, ms: number): void
  /**
   * Takes what is due from the directory, of these alone where some are named; its tickets are held: whoever changes a
   * ticket's moments holds the ticket first. What others hold is left out.
   */
  takeDue(limit: number, of?: readonly Due<DueKind>[]): Promise<Due<DueKind>[]>
  /** The first of this kind that is due and that nobody else is about to do, taken from the directory. */
  takeOne(what: DeskDueKind): Promise<Due | undefined>
}

const columns = columnsOf(clockSchema, 'c')
const clocksOfTicket = gathersRows<number, Clock>(
  55,
  async (unit, tickets) =>
    unit.query(`select ${columns} from clocks c where c.ticket = any($1::bigint[]) order by c.ticket, c.kind`, [
      tickets,
    ]),
  ({ ticket }) => ticket,
)
const allHours: Gathering<'all', Hours> = {
  sees: 0,
  read: async (unit) => {
    const hours = hoursOf(await calendarRows(unit).all(), unit.now)
    return () => hours
  },
}
const subjectOf = ({ ticket, kind }: Pick<Clock, 'ticket' | 'kind'>) => `${ticket}:${kind}`
/** Compare-and-set by subject. */
const marks = (patch: string) =>
  gathersRows<string, Clock>(
    55,
    async (unit, subjects) =>
      unit.query(
        `with marked as (
           update clocks c set ${patch}
           where c.ticket = any($3::bigint[]) and c.ticket || ':' || c.kind = any($1::text[])
             and c.state = 'running' and c.breached_at is null returning c.*)
         select ${columns} from marked c`,
        [subjects, unit.now, subjects.map((subject) => Number(subject.split(':')[0]))],
      ),
    subjectOf,
  )
const warned = marks('warned_at = $2, told = told + 1')
const breached = marks(`breached_at = $2, state = 'breached'`)

export const clockRows = (unit: Unit): ClockRows => {
  const schedule = (due: Due) => unit.add(dues, due)
  const scheduleClock = (clock: Clock, hours: Hours) => {
    const subject = subjectOf(clock)
    const coming = moments(clock, unit.now, hours)
    for (const what of ['sla-warn', 'sla-breach'] as const)
      unit.add(dues, { what, subject, at: coming.find((moment) => moment.what === what)?.at ?? null })
  }
  const hours = async (of: readonly { readonly calendar: string | null }[]): Promise<Hours> =>
    of.every(({ calendar }) => calendar === null) ? () => undefined : unit.gather(allHours, 'all')
  const of = async (ticket: number) => [...(await unit.gather(clocksOfTicket, ticket))]
  const set = async (clock: Clock, hoursHere: Hours) => {
    unit.add(clockSets, clock)
    scheduleClock(clock, hoursHere)
  }

  return {
    policies: async () =>
      unit.config('policies', async () =>
        unit.query<Policy>(
          'select id, name, position, filter, calendar, targets, warnings, steps from policies order by position, name',
        ),
      ),
    savePolicy: async ({ name, position, filter, calendar, targets, warnings, steps }) => {
      await unit.query(
        `insert into policies (id, name, position, filter, calendar, targets, warnings, steps) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (desk, name) do update set position = excluded.position, filter = excluded.filter, calendar = excluded.calendar,
           targets = excluded.targets, warnings = excluded.warnings, steps = excluded.steps`,
        [
          newId(),
          name,
          position,
          filter,
          calendar,
          JSON.stringify(targets),
          JSON.stringify(warnings),
          JSON.stringify(steps),
        ],
      )
    },
    removePolicy: async (name) =>
      (await unit.execute('delete from policies where fold(name) = fold($1)', [name])) === 1,
    hours,
    of,
    start: (clock, hoursHere) => {
      unit.add(clockSets, clock)
      for (const { what, at } of moments(clock, unit.now, hoursHere)) schedule({ what, subject: subjectOf(clock), at })
    },
    set,
    move: async (ticket, event) => {
      const clocks = await of(ticket)
      const hoursHere = await hours(clocks)
      for (const before of clocks) {
        const after = moveClock(before, event, unit.now, hoursHere)
        if (after !== before) await set(after, hoursHere)
      }
    },
    markWarned: async (ticket, kind) => {
      const [clock] = await unit.gather(warned, subjectOf({ ticket, kind }))
      if (clock !== undefined) scheduleClock(clock, await hours([clock]))
      return clock
    },
    markBreached: async (ticket, kind) => (await unit.gather(breached, subjectOf({ ticket, kind })))[0],
    schedule,
    scheduleOpen: async (what, only = {}) => {
      const rows = await unit.query(
        `with scheduled as (
           insert into due (desk, what, subject, at) select $1, $2, number::text, $3 from tickets where status not in ('solved', 'closed')
             and ($4::uuid is null or queue = $4) and ($5::uuid is null or assignee = $5)
           on conflict (desk, what, subject) do update set at = excluded.at returning 1)
         select 1 from scheduled`,
        [unit.desk, what, unit.now, only.queue ?? null, only.assignee ?? null],
      )
      return rows.length
    },
    unschedule: async (what, subject) => unit.add(dues, { what, subject, at: null }),
    putOff: (due, ms) => schedule({ ...due, at: new Date(unit.now.getTime() + ms) }),
    takeDue: async (limit, only) =>
      unit.query<Due<DueKind>>(
        // Nobody is waited for: whoever holds one of these tickets may want its due row. Each step finds its rows by an index.
        `with picked as materialized (
           select d.what, d.subject, split_part(d.subject, ':', 1)::bigint as ticket from due d
           where d.desk = $1 and d.at <= $2 and not starts_with(d.subject, '0:')
             and ($4::jsonb is null or (d.what, d.subject) in (select what, subject from jsonb_to_recordset($4) as o(what text, subject text)))
           order by d.at limit $3 for update skip locked),
         held as materialized (
           select t.number from tickets t where t.number = any(array(select ticket from picked)) for update skip locked),
         taken as (
           delete from due d using picked p
           where d.desk = $1 and d.what = p.what and d.subject = p.subject
             and (p.ticket in (select number from held) or not exists (select 1 from tickets t where t.number = p.ticket))
           returning d.what, d.subject, d.at)
         select * from taken order by at, subject`,
        [unit.desk, unit.now, limit, only === undefined ? null : JSON.stringify(only)],
      ),
    takeOne: async (what) =>
      (
        await unit.query<Due>(
          `with held as (
             select d.what, d.subject from due d where d.desk = $1 and d.what = $2 and d.at <= $3
             order by d.at, d.subject limit 1 for update skip locked),
           taken as (delete from due d using held h where d.desk = $1 and d.what = h.what and d.subject = h.subject
             returning d.what, d.subject, d.at)
           select * from taken`,
          [unit.desk, what, unit.now],
        )
      )[0],
  }
}

/** Desks with something due. */
export const dueDesks = async (store: Store): Promise<string[]> => {
  const rows = await store.directory<{ desk: string }>(
    `select desk from (select desk, at from due where at <= ${databaseNow} order by at limit 1000) soonest group by desk order by min(at)`,
    [store.clock.offset],
  )
  return rows.map(({ desk }) => desk)
}
