import { EntitySchema } from 'typeorm'
import { columnsOf, upserts } from '../store/batches'
import { ofDesk } from '../store/columns'
import { newId } from '../store/id'
import { loadsRows } from '../store/loader'
import type { Unit } from '../store/transaction'
import type { ClockKind } from '../model/policy'
import type { Step } from '../model/steps'

/** A missed deadline on its way up. */
export interface Escalation {
  readonly ticket: number
  readonly kind: ClockKind
  readonly steps: readonly Step[]
  readonly done: number
  /** Everybody who was told since the breach, by id. */
  readonly told: readonly string[]
  readonly startedAt: Date
  readonly acknowledgedBy: string | null
  readonly acknowledgedAt: Date | null
}
export interface Reminder {
  readonly id: string
  readonly ticket: number
  readonly person: string
  readonly at: Date
  readonly text: string | null
}

export type TakenReminder = Omit<Reminder, 'at'> & { readonly subject: string }

export const reminderSchema = new EntitySchema({
  name: 'reminder',
  tableName: 'reminders',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    ticket: { type: 'bigint' },
    person: { type: 'uuid' },
    at: { type: 'timestamptz' },
    text: { type: 'text', nullable: true },
  },
})

export interface EscalationRows {
  get(ticket: number, kind: ClockKind): Promise<Escalation | undefined>
  /** As it is now; whoever saves it holds the ticket. */
  save(escalation: Escalation): void
  /** The kinds that this person stops, of those that nobody had stopped. */
  acknowledge(ticket: number, person: string): Promise<ClockKind[]>
  remind(reminder: Omit<Reminder, 'id'>): Promise<Reminder>
  /** Takes those that are still there, with the subjects of their tickets; each comes once. */
  takeReminders(ids: readonly string[]): Promise<TakenReminder[]>
}

export const escalationSchema = new EntitySchema<Escalation>({
  name: 'escalation',
  tableName: 'escalations',
  columns: {
    ...ofDesk,
    ticket: { type: 'bigint', primary: true },
    kind: { type: 'text', primary: true },
    steps: { type: 'jsonb' },
    done: { type: 'int' },
    told: { type: 'jsonb' },
    startedAt: { name: 'started_at', type: 'timestamptz' },
    acknowledgedBy: { name: 'acknowledged_by', type: 'uuid', nullable: true },
    acknowledgedAt: { name: 'acknowledged_at', type: 'timestamptz', nullable: true },
  },
})
const escalationSets = upserts(escalationSchema, 57)
const escalationsOf = loadsRows<number, Escalation>({
  tables: ['escalations'],
  sees: 57,
  read: async (unit, tickets) =>
    unit.rows(`select ${columnsOf(escalationSchema, 'x')} from escalations x where x.ticket = any($1::bigint[])`, [
      tickets,
    ]),
  keyOf: ({ ticket }) => ticket,
})

export const escalationRows = (unit: Unit): EscalationRows => ({
  get: async (ticket, kind) => (await unit.load(escalationsOf, ticket)).find((escalation) => escalation.kind === kind),
  save: (escalation) => unit.add(escalationSets, escalation),
  acknowledge: async (ticket, person) =>
    unit.column<ClockKind>(
      `with stopped as (
         update escalations set acknowledged_by = $2, acknowledged_at = $3 where ticket = $1 and acknowledged_by is null returning kind)
       select kind from stopped`,
      [ticket, person, unit.now],
    ),
  remind: async (reminder) => {
    const whole = { ...reminder, id: newId() }
    await unit.rows('insert into reminders (id, ticket, person, at, text) values ($1, $2, $3, $4, $5)', [
      whole.id,
      whole.ticket,
      whole.person,
      whole.at,
      whole.text,
    ])
    return whole
  },
  takeReminders: async (ids) =>
    unit.rows<TakenReminder>(
      `with taken as (delete from reminders where id = any($1::uuid[]) returning id, ticket, person, at, text)
       select r.id, r.ticket, r.person, r.text, t.subject from taken r join tickets t on t.number = r.ticket order by r.at, r.ticket, r.id`,
      [ids],
    ),
})

declare module '../core/tx' {
  interface RowSets {
    readonly escalations: EscalationRows
  }
}
