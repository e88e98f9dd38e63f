import { EntitySchema } from 'typeorm'
import { named } from '../store/statement'
import { databaseNow, type WriteSet, type Store, type Unit } from '../store/transaction'

/** A moment at which something falls due. `subject` tells its handler what: a ticket's number, with a clock's kind. */
export interface Due<Kind = DueKind | DeskDueKind | 'sla-breach'> {
  readonly what: Kind
  readonly subject: string
  readonly at: Date
}
/** Kinds of moments of a ticket. A slice declares its own beside its rows and tells in its `slice.ts` what is done then. */
export interface DueKinds {
  'sla-warn': true
  /** A deadline that was missed (`sla-breach`) and claimed, and is still to be told of. */
  'sla-breached': true
  'pending-over': true
  'close-solved': true
  retarget: true
  'hand-out': true
  silent: true
  'shift-over': true
  escalate: true
  remind: true
  follow: true
  forecast: true
  gather: true
}
export type DueKind = keyof DueKinds

/** Kinds that hang on no ticket: the subject begins with `0:`, a number that no ticket has. */
export type DeskDueKind = 'open-later' | 'notices' | 'morning' | 'webhook' | 'erase' | 'words'

const removeDues = named(
  `delete from due d using json_to_recordset($2::json) as r(what text, subject text)
   where d.desk = $1 and d.what = r.what and d.subject = r.subject`,
)
/** Of notices that wait for one person two transactions may each know some: the earlier moment holds. */
const addDues = named(
  `insert into due (desk, what, subject, at)
   select $1, r.what, r.subject, r.at from json_to_recordset($2::json) as r(what text, subject text, at timestamptz)
   order by r.what, r.subject
   on conflict (desk, what, subject) do update
     set at = case when excluded.what = 'notices' and due.at > $3 then least(due.at, excluded.at) else excluded.at end`,
)

/** Null: no longer. The last word on a subject holds. */
const dues: WriteSet<Omit<Due, 'at'> & { readonly at: Date | null }> = {
  order: 56,
  changes: ['due'],
  write: async (unit, rows) => {
    const latest = [...new Map(rows.map((row) => [`${row.what} ${row.subject}`, row])).values()]
    const gone = latest.filter(({ at }) => at === null)
    const set = latest.filter(({ at }) => at !== null)
    await Promise.all([
      gone.length > 0 && unit.execute(removeDues, [unit.desk, JSON.stringify(gone)]),
      set.length > 0 && unit.execute(addDues, [unit.desk, JSON.stringify(set), unit.now]),
    ])
  },
}

export const dueSchema = new EntitySchema({
  name: 'due',
  tableName: 'due',
  columns: {
    desk: { type: 'uuid', primary: true },
    what: { type: 'text', primary: true },
    subject: { type: 'text', primary: true },
    at: { type: 'timestamptz' },
  },
})

export interface DueRows {
  schedule(due: Due): void
  /** As `schedule`; null: no longer. */
  reschedule(what: Due['what'], subject: string, at: Date | null): void
  /** At once, for every ticket that is not over; of one queue or assignee alone where it is named. Answers how many. */
  scheduleOpen(what: DueKind, of?: { readonly queue?: string; readonly assignee?: string }): Promise<number>
  /** Number of this kind that wait to be done now. */
  waiting(what: DueKind): Promise<number>
  unschedule(what: Due['what'], subject: string): Promise<void>
  /** It waits so much longer. */
  putOff(due: Due, ms: number): void
  /**
   * Takes what is due from the directory: personal reminders, others, or these alone; its tickets are held: whoever changes
   * a ticket's moments holds the ticket first. What others hold is left out, and a missed deadline until it is claimed.
   */
  takeDue(limit: number, only: 'reminders' | 'others' | readonly Due<DueKind>[]): Promise<Due<DueKind>[]>
  /** The first of this kind that is due and that nobody else is about to do, taken from the directory. */
  takeOne(what: DeskDueKind): Promise<Due | undefined>
  /**
   * Marks clocks whose deadline has passed as missed, and queues the telling of it: with the commit no other process can
   * take them, and after a crash whoever comes next goes on. Answers how many deadlines it took.
   */
  claimBreaches(limit: number): Promise<number>
}

export const dueRows = (unit: Unit): DueRows => {
  const schedule = (due: Due) => unit.add(dues, due)
  return {
    schedule,
    reschedule: (what, subject, at) => unit.add(dues, { what, subject, at }),
    scheduleOpen: async (what, only = {}) => {
      const rows = await unit.rows(
        `with scheduled as (
           insert into due (desk, what, subject, at) select $1, $2, number::text, $3 from tickets where status not in ('solved', 'closed')
             and ($4::uuid is null or queue = $4) and ($5::uuid is null or assignee = $5)
           on conflict (desk, what, subject) do update set at = excluded.at returning 1)
         select 1 from scheduled`,
        [unit.desk, what, unit.now, only.queue ?? null, only.assignee ?? null],
      )
      return rows.length
    },
    waiting: async (what) =>
      unit.value<number>('select count(*)::int as count from due where desk = $1 and what = $2 and at <= $3', [
        unit.desk,
        what,
        unit.now,
      ]),
    unschedule: async (what, subject) => unit.add(dues, { what, subject, at: null }),
    putOff: (due, ms) => schedule({ ...due, at: new Date(unit.now.getTime() + ms) }),
    takeDue: async (limit, only) =>
      unit.rows<Due<DueKind>>(
        // Nobody is waited for: whoever holds one of these tickets may want its due row. Each step finds its rows by an index.
        `with picked as materialized (
           select d.what, d.subject, split_part(d.subject, ':', 1)::bigint as ticket from due d
           where d.desk = $1 and d.at <= $2 and d.what <> 'sla-breach' and not starts_with(d.subject, '0:')
             and ($5::boolean is null or (d.what = 'remind') = $5)
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
        [
          unit.desk,
          unit.now,
          limit,
          typeof only === 'string' ? null : JSON.stringify(only),
          typeof only === 'string' ? only === 'reminders' : null,
        ],
      ),
    takeOne: async (what) =>
      unit.first<Due>(
        `with held as (
             select d.what, d.subject from due d where d.desk = $1 and d.what = $2 and d.at <= $3
             order by d.at, d.subject limit 1 for update skip locked),
           taken as (delete from due d using held h where d.desk = $1 and d.what = h.what and d.subject = h.subject
             returning d.what, d.subject, d.at)
           select * from taken`,
        [unit.desk, what, unit.now],
      ),
    claimBreaches: async (limit) =>
      unit.value<number>(
        `with picked as materialized (
           select d.subject, split_part(d.subject, ':', 1)::bigint as ticket from due d
           where d.desk = $1 and d.what = 'sla-breach' and d.at <= $2 order by d.at limit $3 for update skip locked),
         held as materialized (
           select t.number, t.status from tickets t where t.number = any(array(select ticket from picked)) for update skip locked),
         taken as (
           delete from due d using picked p left join held h on h.number = p.ticket
           where d.desk = $1 and d.what = 'sla-breach' and d.subject = p.subject
             and (h.number is not null or not exists (select 1 from tickets t where t.number = p.ticket))
           returning d.subject, d.at, p.ticket, h.status),
         missed as (
           update clocks c set breached_at = $2, state = 'breached' from taken t
           where c.ticket = t.ticket and c.kind = split_part(t.subject, ':', 2) and t.status not in ('solved', 'closed')
             and c.state = 'running' and c.breached_at is null
           returning t.subject, t.at),
         queued as (
           insert into due (desk, what, subject, at) select $1, 'sla-breached', subject, at from missed
           on conflict (desk, what, subject) do update set at = excluded.at)
         select count(*)::int as count from taken`,
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
