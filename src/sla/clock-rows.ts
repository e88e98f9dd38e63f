import { EntitySchema } from 'typeorm'
import { newId } from '../store/id'
import { inserts, type Batch, type Store, type Unit } from '../store/transaction'
import { moments, moveClock, startClocks, type Clock, type ClockEvent, type ClockKind, type Policy } from './policy'

export const clockSchema = new EntitySchema<Clock>({
  name: 'clock',
  tableName: 'clocks',
  columns: {
    ticket: { type: 'bigint', primary: true },
    kind: { type: 'text', primary: true },
    state: { type: 'text' },
    targetMs: { name: 'target_ms', type: 'bigint' },
    warnMs: { name: 'warn_ms', type: 'bigint' },
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
export type DueKind = 'sla-warn' | 'sla-breach' | 'pending-over' | 'close-solved'

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
  policy(): Promise<Policy | undefined>
  setPolicy(policy: Omit<Policy, 'id'>): Promise<void>
  start(policy: Policy, ticket: number): void
  of(ticket: number): Promise<Clock[]>
  move(ticket: number, event: ClockEvent): Promise<void>
  /** Compare-and-set: undefined when it is no longer due, or was told already. */
  markWarned(ticket: number, kind: ClockKind): Promise<Clock | undefined>
  markBreached(ticket: number, kind: ClockKind): Promise<Clock | undefined>
  schedule(due: Due): void
  unschedule(what: DueKind, subject: string): Promise<void>
  /** Takes what is due from the directory, its tickets held: whoever changes a ticket's moments holds the ticket first. */
  takeDue(limit: number): Promise<Due[]>
}

const columns = `ticket, kind, state, target_ms as "targetMs", warn_ms as "warnMs", due_at as "dueAt", remaining_ms as "remainingMs",
  warned_at as "warnedAt", breached_at as "breachedAt"`

export const clockRows = (unit: Unit): ClockRows => {
  const schedule = (due: Due) => unit.add(newDues, due)
  const unschedule = async (what: DueKind, subject: string) => {
    await unit.execute('delete from due where desk = $1 and what = $2 and subject = $3', [unit.desk, what, subject])
  }
  const of = async (ticket: number) => unit.find(clockSchema, { where: { ticket }, order: { kind: 'ASC' } })
  const reschedule = async (clock: Clock) => {
    const subject = `${clock.ticket}:${clock.kind}`
    await unit.execute(`delete from due where desk = $1 and what in ('sla-warn', 'sla-breach') and subject = $2`, [
      unit.desk,
      subject,
    ])
    for (const { what, at } of moments(clock)) schedule({ what, subject, at })
  }
  const mark = async (ticket: number, kind: ClockKind, column: 'warned_at' | 'breached_at', patch: string) =>
    (
      await unit.query<Clock>(
        `with marked as (update clocks set ${patch} where ticket = $1 and kind = $2 and state = 'running' and ${column} is null returning *)
         select ${columns} from marked`,
        [ticket, kind, unit.now],
      )
    )[0]

  return {
    policy: async () =>
      (
        await unit.query<Policy>(
          `select id, name, first_response_ms as "firstResponseMs", resolution_ms as "resolutionMs", warn_ms as "warnMs" from policies order by position limit 1`,
        )
      )[0],
    setPolicy: async ({ name, firstResponseMs, resolutionMs, warnMs }) => {
      await unit.query('select 1 from desks for update')
      await unit.execute('delete from policies')
      await unit.query(
        'insert into policies (id, position, name, first_response_ms, resolution_ms, warn_ms) values ($1, 1, $2, $3, $4, $5)',
        [newId(), name, firstResponseMs, resolutionMs, warnMs],
      )
    },
    start: (policy, ticket) => {
      for (const clock of startClocks(policy, ticket, unit.now)) {
        unit.add(newClocks, clock as never)
        for (const { what, at } of moments(clock)) schedule({ what, subject: `${ticket}:${clock.kind}`, at })
      }
    },
    of,
    move: async (ticket, event) => {
      for (const before of await of(ticket)) {
        const after = moveClock(before, event, unit.now)
        if (after === before) continue
        const { state, dueAt, remainingMs } = after
        await unit.update(clockSchema, { ticket, kind: before.kind }, { state, dueAt, remainingMs })
        await reschedule(after)
      }
    },
    markWarned: async (ticket, kind) => mark(ticket, kind, 'warned_at', 'warned_at = $3'),
    markBreached: async (ticket, kind) => mark(ticket, kind, 'breached_at', `breached_at = $3, state = 'breached'`),
    schedule,
    unschedule,
    takeDue: async (limit) =>
      unit.query<Due>(
        `with held as (
           select d.what, d.subject from due d join tickets t on t.desk = d.desk and t.number = split_part(d.subject, ':', 1)::bigint
           where d.desk = $1 and d.at <= $2 order by d.at limit $3 for update of t skip locked),
         taken as (delete from due d using held h where d.desk = $1 and d.what = h.what and d.subject = h.subject and d.at <= $2
           returning d.what, d.subject, d.at)
         select * from taken order by at, subject`,
        [unit.desk, unit.now, limit],
      ),
  }
}

/** Desks with something due. */
export const dueDesks = async (store: Store, now: Date): Promise<string[]> => {
  const rows = await store.directory<{ desk: string }>(
    'select desk from (select desk, at from due where at <= $1 order by at limit 1000) soonest group by desk order by min(at)',
    [now],
  )
  return rows.map(({ desk }) => desk)
}
