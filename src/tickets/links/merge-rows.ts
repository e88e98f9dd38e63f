import { EntitySchema } from 'typeorm'
import type { Unit } from '../../store/transaction'
import { ofDesk } from '../../store/columns'

/** Two tickets that became one. */
export interface Merge {
  readonly ticket: number
  readonly into: number
  readonly at: Date
}
export const mergeSchema = new EntitySchema({
  name: 'merge',
  tableName: 'merges',
  columns: {
    ...ofDesk,
    ticket: { type: 'bigint', primary: true },
    intoTicket: { name: 'into_ticket', type: 'bigint' },
    person: { type: 'uuid', nullable: true },
    at: { type: 'timestamptz' },
    before: { type: 'jsonb' },
  },
})

export interface MergeRows {
  of(ticket: number): Promise<Merge | undefined>
  /** Merges into it. */
  into(ticket: number): Promise<Merge[]>
  /**
   * Writes down what the merge takes away (status, clocks, what falls due), takes it away, and lets the ticket's rooms
   * follow the other. Both tickets are held.
   */
  merge(ticket: number, into: number, person: string): Promise<void>
  /** Puts back what was taken away, to the letter. Answers how many of the words that were said since came along. */
  undo(merge: Merge): Promise<number>
}

const columns = 'ticket, into_ticket as "into", at'
const dueOf = `desk = $2 and split_part(subject, ':', 1) = $1::text`

export const mergeRows = (unit: Unit): MergeRows => ({
  of: async (ticket) => unit.first<Merge>(`select ${columns} from merges where ticket = $1`, [ticket]),
  into: async (ticket) =>
    unit.rows<Merge>(`select ${columns} from merges where into_ticket = $1 order by ticket`, [ticket]),
  merge: async (ticket, into, person) => {
    await unit.rows(
      `insert into merges (ticket, into_ticket, person, at, before) select $1, $3, $4, $5, jsonb_build_object(
         'ticket', to_jsonb(t),
         'clocks', (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from clocks c where c.ticket = $1),
         'due', (select coalesce(jsonb_agg(to_jsonb(d)), '[]') from due d where ${dueOf}),
         'rooms', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'origin', r.origin)), '[]') from rooms r where r.ticket = $1))
       from tickets t where t.number = $1`,
      [ticket, unit.desk, into, person, unit.now],
    )
    await unit.execute(`delete from due where ${dueOf}`, [ticket, unit.desk])
    await unit.execute(
      `update clocks set state = 'cancelled', due_at = null, remaining_ms = null where ticket = $1 and state in ('running', 'paused', 'breached')`,
      [ticket],
    )
    await unit.execute('update rooms set ticket = $2, origin = coalesce(origin, $1) where ticket = $1', [ticket, into])
    await unit.execute(
      `update tickets set status = 'closed', own_status = null, pending_until = null, merged_into = $2, updated_at = $3 where number = $1`,
      [ticket, into, unit.now],
    )
  },
  undo: async ({ ticket, into, at }) => {
    const before = (what: string) => `(select before->'${what}' from merges where ticket = $1)`
    await unit.execute(
      `update tickets t set status = b.status, pending_until = b.pending_until, solved_at = b.solved_at, overdue = b.overdue, risen = b.risen,
         merged_into = b.merged_into, own_status = b.own_status, updated_at = $2
       from jsonb_populate_record(null::tickets, ${before('ticket')}) b where t.number = $1`,
      [ticket, unit.now],
    )
    await unit.execute('delete from clocks where ticket = $1', [ticket])
    await unit.execute(`insert into clocks select * from jsonb_populate_recordset(null::clocks, ${before('clocks')})`, [
      ticket,
    ])
    await unit.execute(
      `insert into due select * from jsonb_populate_recordset(null::due, ${before('due')}) on conflict do nothing`,
      [ticket],
    )
    const moved = `select e.id from entries e join posts p on p.desk = e.desk and p.entry = e.id and p.key is null
      join rooms r on r.desk = p.desk and r.id = p.room join jsonb_to_recordset(${before('rooms')}) as b(id uuid) on b.id = r.id
      where e.ticket = $2 and e.at >= $3`
    const count = await unit.execute(`update entries set ticket = $1 where id in (${moved})`, [ticket, into, at])
    await unit.execute(
      `update entries x set ticket = $1 from entries e where x."of" = e.id and x.desk = e.desk and e.ticket = $1 and x.ticket = $2`,
      [ticket, into],
    )
    await unit.execute(
      `update posts p set ticket = $1 from entries e where e.desk = p.desk and e.id = p.entry and e.ticket = $1 and p.ticket = $2`,
      [ticket, into],
    )
    await unit.execute(
      `update outbox o set ticket = $1 from entries e where e.desk = o.desk and e.id = o.entry and e.ticket = $1 and o.ticket = $2`,
      [ticket, into],
    )
    await unit.execute(
      `update rooms r set ticket = $1, origin = b.origin from jsonb_to_recordset(${before('rooms')}) as b(id uuid, origin bigint)
       where r.id = b.id and r.ticket = $2`,
      [ticket, into],
    )
    await unit.execute('delete from merges where ticket = $1', [ticket])
    return count
  },
})

declare module '../../core/tx' {
  interface RowSets {
    readonly merges: MergeRows
  }
}
