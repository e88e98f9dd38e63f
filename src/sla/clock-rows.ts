import { EntitySchema } from 'typeorm'
import { columnsOf, upserts } from '../store/batches'
import { alike, ofDesk } from '../store/columns'
import { newId } from '../store/id'
import { loadsRows, type Loader } from '../store/loader'
import { prepared, genericPlan } from '../store/statement'
import type { Unit } from '../store/transaction'
import { calendarRows, hoursOf } from './calendar-rows'
import { dueRows, type DueRows } from './due-rows'
import {
  moments,
  moveClock,
  type Clock,
  type ClockEvent,
  type ClockKind,
  type Hours,
  type Policy,
} from '../model/policy'

export const clockSchema = new EntitySchema<Clock>({
  name: 'clock',
  tableName: 'clocks',
  columns: {
    ...ofDesk,
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

export const policySchema = new EntitySchema<Policy>({
  name: 'policy',
  tableName: 'policies',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    position: { type: 'int' },
    name: { type: 'text' },
    filter: { type: 'text' },
    calendar: { type: 'uuid', nullable: true },
    targets: { type: 'jsonb' },
    warnings: { type: 'jsonb' },
    steps: { type: 'jsonb' },
  },
})

export interface ClockRows extends DueRows {
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
}

const columns = columnsOf(clockSchema, 'c')
const clocksOfTicket = loadsRows<number, Clock>({
  tables: ['clocks'],
  sees: 55,
  read: async (unit, tickets) =>
    unit.rows(
      prepared(
        `select ${columns} from clocks c where c.ticket = any(${genericPlan('$1', 'bigint[]')}) order by c.ticket, c.kind`,
      ),
      [tickets],
    ),
  keyOf: ({ ticket }) => ticket,
})
const allHours: Loader<'all', Hours> = {
  tables: ['calendars'],
  sees: 0,
  read: async (unit) => {
    const hours = hoursOf(await calendarRows(unit).all(), unit.now)
    return () => hours
  },
}
const subjectOf = ({ ticket, kind }: Pick<Clock, 'ticket' | 'kind'>) => `${ticket}:${kind}`
/** Compare-and-set by subject. */
const warned = loadsRows<string, Clock>({
  tables: ['clocks'],
  sees: 55,
  changes: ['clocks'],
  read: async (unit, subjects) =>
    unit.rows(
      prepared(`with marked as (
         update clocks c set warned_at = $2, told = told + 1
         where c.ticket = any($3::bigint[]) and c.ticket || ':' || c.kind = any($1::text[])
           and c.state = 'running' and c.breached_at is null returning c.*)
       select ${columns} from marked c`),
      [subjects, unit.now, subjects.map((subject) => Number(subject.split(':')[0]))],
    ),
  keyOf: subjectOf,
})

export const clockRows = (unit: Unit): ClockRows => {
  const due = dueRows(unit)
  const scheduleClock = (clock: Clock, hours: Hours) => {
    const subject = subjectOf(clock)
    const coming = moments(clock, unit.now, hours)
    for (const what of ['sla-warn', 'sla-breach'] as const)
      due.reschedule(what, subject, coming.find((moment) => moment.what === what)?.at ?? null)
  }
  const hours = async (of: readonly { readonly calendar: string | null }[]): Promise<Hours> =>
    of.every(({ calendar }) => calendar === null) ? () => undefined : unit.load(allHours, 'all')
  const of = async (ticket: number) => [...(await unit.load(clocksOfTicket, ticket))]
  const set = async (clock: Clock, hoursHere: Hours) => {
    unit.add(clockSets, clock)
    scheduleClock(clock, hoursHere)
  }

  return {
    ...due,
    policies: async () =>
      unit.config('policies', async () => unit.find(policySchema, { order: { position: 'ASC', name: 'ASC' } })),
    savePolicy: async (policy) => unit.upsert(policySchema, { ...policy, id: newId() }, ['name']),
    removePolicy: async (name) => (await unit.remove(policySchema, { name: alike(name) })) === 1,
    hours,
    of,
    start: (clock, hoursHere) => {
      unit.add(clockSets, clock)
      for (const { what, at } of moments(clock, unit.now, hoursHere))
        due.schedule({ what, subject: subjectOf(clock), at })
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
      const [clock] = await unit.load(warned, subjectOf({ ticket, kind }))
      if (clock !== undefined) scheduleClock(clock, await hours([clock]))
      return clock
    },
  }
}

declare module '../core/tx' {
  interface RowSets {
    readonly clocks: ClockRows
  }
}
