import { EntitySchema } from 'typeorm'
import { newId } from '../store/id'
import { databaseNow, inserts, type Batch, type Store, type Unit } from '../store/transaction'
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
const newClocks = inserts(clockSchema, 55)

/** A moment at which something falls due. `subject` tells its handler what: a ticket's number, with a clock's kind. */
export interface Due {
  readonly what: DueKind
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
  | 'escalate'
  | 'remind'

const newDues: Batch<Due> = {
  order: 56,
  write: async (unit, rows) => {
    const latest = [...new Map(rows.map((row) => [`${row.what} ${row.subject}`, row])).values()]
    await unit.query(
      `insert into due (desk, what, subject, at)
       select $1, r.what, r.subject, r.at from jsonb_to_recordset($2::jsonb) as r(what text, subject text, at timestamptz)
       order by r.what, r.subject
       on conflict (desk, what, subject) do update set at = excluded.at`,
      [unit.desk, JSON.stringify(latest)],
    )
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
  /** At once, for every ticket that is not over. Answers how many. */
  scheduleOpen(what: DueKind): Promise<number>
  unschedule(what: DueKind, subject: string): Promise<void>
  /** The first that is due waits so much longer; answers which. */
  putOff(ms: number): Promise<Due | undefined>
  /** Takes what is due from the directory, its tickets held: whoever changes a ticket's moments holds the ticket first. */
  takeDue(limit: number): Promise<Due[]>
}

const columns = `ticket, kind, state, policy, calendar, target_ms as "targetMs", warnings, told, due_at as "dueAt",
  remaining_ms as "remainingMs", warned_at as "warnedAt", breached_at as "breachedAt"`

export const clockRows = (unit: Unit): ClockRows => {
  const schedule = (due: Due) => unit.add(newDues, due)
  const subjectOf = ({ ticket, kind }: Pick<Clock, 'ticket' | 'kind'>) => `${ticket}:${kind}`
  const scheduleClock = (clock: Clock, hours: Hours) => {
    for (const { what, at } of moments(clock, unit.now, hours)) schedule({ what, subject: subjectOf(clock), at })
  }
  const hours = async (of: readonly { readonly calendar: string | null }[]): Promise<Hours> =>
    of.every(({ calendar }) => calendar === null) ? () => undefined : hoursOf(await calendarRows(unit).all(), unit.now)
  const of = async (ticket: number) => unit.find(clockSchema, { where: { ticket }, order: { kind: 'ASC' } })
  const set = async (clock: Clock, hoursHere: Hours) => {
    await unit.execute(`delete from due where desk = $1 and what in ('sla-warn', 'sla-breach') and subject = $2`, [
      unit.desk,
      subjectOf(clock),
    ])
    await unit.execute('delete from clocks where ticket = $1 and kind = $2', [clock.ticket, clock.kind])
    unit.add(newClocks, clock as never)
    scheduleClock(clock, hoursHere)
  }
  const mark = async (ticket: number, kind: ClockKind, condition: string, patch: string) =>
    (
      await unit.query<Clock>(
        `with marked as (update clocks set ${patch} where ticket = $1 and kind = $2 and state = 'running' and ${condition} returning *)
         select ${columns} from marked`,
        [ticket, kind, unit.now],
      )
    )[0]

  return {
    policies: async () =>
      unit.query<Policy>(
        'select id, name, position, filter, calendar, targets, warnings, steps from policies order by position, name',
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
      unit.add(newClocks, clock as never)
      scheduleClock(clock, hoursHere)
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
      const clock = await mark(ticket, kind, 'breached_at is null', 'warned_at = $3, told = told + 1')
      if (clock !== undefined) scheduleClock(clock, await hours([clock]))
      return clock
    },
    markBreached: async (ticket, kind) =>
      mark(ticket, kind, 'breached_at is null', `breached_at = $3, state = 'breached'`),
    schedule,
    scheduleOpen: async (what) => {
      const rows = await unit.query(
        `with scheduled as (
           insert into due (desk, what, subject, at) select $1, $2, number::text, $3 from tickets where status not in ('solved', 'closed')
           on conflict (desk, what, subject) do update set at = excluded.at returning 1)
         select 1 from scheduled`,
        [unit.desk, what, unit.now],
      )
      return rows.length
    },
    unschedule: async (what, subject) => {
      await unit.execute('delete from due where desk = $1 and what = $2 and subject = $3', [unit.desk, what, subject])
    },
    putOff: async (ms) =>
      (
        await unit.query<Due>(
          `with first as (select what, subject from due where desk = $1 and at <= $2 order by at, subject limit 1),
             later as (update due d set at = $3 from first f where d.desk = $1 and d.what = f.what and d.subject = f.subject returning d.what, d.subject, d.at)
           select * from later`,
          [unit.desk, unit.now, new Date(unit.now.getTime() + ms)],
        )
      )[0],
    takeDue: async (limit) =>
      unit.query<Due>(
        `with held as (
           select d.what, d.subject from due d join tickets t on t.desk = d.desk and t.number = split_part(d.subject, ':', 1)::bigint
           where d.desk = $1 and d.at <= $2 order by d.at, d.subject limit $3 for update of t skip locked),
         taken as (delete from due d using held h where d.desk = $1 and d.what = h.what and d.subject = h.subject and d.at <= $2
           returning d.what, d.subject, d.at)
         select * from taken order by at, subject`,
        [unit.desk, unit.now, limit],
      ),
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
