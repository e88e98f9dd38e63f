import { newId } from '../store/id'
import type { Unit } from '../store/transaction'
import type { ClockKind } from './policy'
import type { Step } from './steps'

/** A missed deadline on its way up. */
export interface Escalation {
  readonly ticket: number
  readonly kind: ClockKind
  readonly steps: readonly Step[]
  readonly done: number
  readonly startedAt: Date
  readonly acknowledgedBy: string | null
}
export interface Reminder {
  readonly id: string
  readonly ticket: number
  readonly person: string
  readonly at: Date
  readonly text: string | null
}

export interface EscalationRows {
  start(ticket: number, kind: ClockKind, steps: readonly Step[]): Promise<void>
  get(ticket: number, kind: ClockKind): Promise<Escalation | undefined>
  advance(ticket: number, kind: ClockKind, done: number): Promise<void>
  /** The kinds that this person stops, of those that nobody had stopped. */
  acknowledge(ticket: number, person: string): Promise<ClockKind[]>
  remind(reminder: Omit<Reminder, 'id'>): Promise<Reminder>
  takeReminder(id: string): Promise<Reminder | undefined>
}

export const escalationRows = (unit: Unit): EscalationRows => ({
  start: async (ticket, kind, steps) => {
    await unit.query(
      `insert into escalations (ticket, kind, steps, started_at) values ($1, $2, $3, $4)
       on conflict (desk, ticket, kind) do update set steps = excluded.steps, done = 0, started_at = excluded.started_at,
         acknowledged_by = null, acknowledged_at = null`,
      [ticket, kind, JSON.stringify(steps), unit.now],
    )
  },
  get: async (ticket, kind) =>
    (
      await unit.query<Escalation>(
        `select ticket, kind, steps, done, started_at as "startedAt", acknowledged_by as "acknowledgedBy" from escalations where ticket = $1 and kind = $2`,
        [ticket, kind],
      )
    )[0],
  advance: async (ticket, kind, done) => {
    await unit.execute('update escalations set done = $3 where ticket = $1 and kind = $2', [ticket, kind, done])
  },
  acknowledge: async (ticket, person) => {
    const rows = await unit.query<{ kind: ClockKind }>(
      `with stopped as (
         update escalations set acknowledged_by = $2, acknowledged_at = $3 where ticket = $1 and acknowledged_by is null returning kind)
       select kind from stopped`,
      [ticket, person, unit.now],
    )
    return rows.map(({ kind }) => kind)
  },
  remind: async (reminder) => {
    const whole = { ...reminder, id: newId() }
    await unit.query('insert into reminders (id, ticket, person, at, text) values ($1, $2, $3, $4, $5)', [
      whole.id,
      whole.ticket,
      whole.person,
      whole.at,
      whole.text,
    ])
    return whole
  },
  takeReminder: async (id) =>
    (
      await unit.query<Reminder>(
        'with taken as (delete from reminders where id = $1 returning id, ticket, person, at, text) select * from taken',
        [id],
      )
    )[0],
})
