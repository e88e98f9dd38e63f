import { EntitySchema, IsNull } from 'typeorm'
import type { RuleEvent } from '../core/rule-event'
import type { Unit } from '../store/transaction'
import { alike, ofDesk } from '../store/columns'

export interface Rule {
  readonly name: string
  /** Lower goes first. */
  readonly position: number
  readonly event: RuleEvent
  /** As `parseFilter` reads it. */
  readonly filter: string
  /** As `parseActions` reads it. */
  readonly actions: string
  /** No rule after it when it fits. */
  readonly stops: boolean
  readonly enabled: boolean
}
export interface RuleHealth {
  readonly runs: number
  readonly lastRunAt: Date | null
  readonly lastFault: string | null
}
export interface Macro {
  readonly name: string
  readonly owner: string | null
  readonly actions: string
}

export const ruleSchema = new EntitySchema<Rule & RuleHealth>({
  name: 'rule',
  tableName: 'rules',
  columns: {
    ...ofDesk,
    name: { type: 'text', primary: true },
    position: { type: 'int' },
    event: { type: 'text' },
    filter: { type: 'text' },
    actions: { type: 'text' },
    stops: { type: 'boolean' },
    enabled: { type: 'boolean' },
    runs: { type: 'bigint' },
    lastRunAt: { name: 'last_run_at', type: 'timestamptz', nullable: true },
    lastFault: { name: 'last_fault', type: 'text', nullable: true },
  },
})
export const macroSchema = new EntitySchema<Macro>({
  name: 'macro',
  tableName: 'macros',
  columns: {
    ...ofDesk,
    name: { type: 'text', primary: true },
    owner: { type: 'uuid', nullable: true },
    actions: { type: 'text' },
  },
})
export const ruleRunSchema = new EntitySchema({
  name: 'rule-run',
  tableName: 'rule_runs',
  columns: {
    ...ofDesk,
    rule: { type: 'text', primary: true },
    ticket: { type: 'bigint', primary: true },
    at: { type: 'timestamptz' },
  },
})

export interface RuleRows {
  all(): Promise<(Rule & RuleHealth)[]>
  on(event: RuleEvent): Promise<Rule[]>
  save(rule: Rule): Promise<void>
  remove(name: string): Promise<boolean>
  ran(name: string, fault: string | null): Promise<void>
  /** Something that it did went wrong later. */
  fail(name: string, fault: string): Promise<void>
  /** True the first time since the ticket last changed. */
  markTimed(name: string, ticket: number): Promise<boolean>
  /** Keeps the other rules by time, which have seen the ticket as it is, from looking again because one is about to change it. */
  excuseOthers(ticket: number): Promise<void>
  macros(person: string): Promise<Macro[]>
  macro(name: string, person: string): Promise<Macro | undefined>
  saveMacro(macro: Macro): Promise<void>
  removeMacro(name: string): Promise<boolean>
  /** Somebody's or everybody's. */
  hasMacro(name: string): Promise<boolean>
}

const inOrder = { position: 'ASC', name: 'ASC' } as const

export const ruleRows = (unit: Unit): RuleRows => ({
  all: async () => unit.find(ruleSchema, { order: inOrder }),
  on: async (event) => {
    const enabled = async () => unit.find(ruleSchema, { where: { enabled: true }, order: inOrder })
    return (await unit.config('rules', enabled)).filter((rule) => rule.event === event)
  },
  save: async ({ name, position, event, filter, actions, stops, enabled }) =>
    unit.upsert(ruleSchema, { name, position, event, filter, actions, stops, enabled }),
  remove: async (name) => (await unit.remove(ruleSchema, { name: alike(name) })) > 0,
  ran: async (name, fault) => {
    await unit.execute('update rules set runs = runs + 1, last_run_at = $2, last_fault = $3 where name = $1', [
      name,
      unit.now,
      fault,
    ])
  },
  fail: async (name, fault) => {
    await unit.execute('update rules set last_fault = $2 where name = $1', [name, fault])
  },
  markTimed: async (name, ticket) => {
    const rows = await unit.rows(
      `with marked as (
         insert into rule_runs (rule, ticket, at) values ($1, $2, $3)
         on conflict (desk, rule, ticket) do update set at = excluded.at
           where rule_runs.at < (select t.updated_at from tickets t where t.number = $2) returning 1)
       select 1 from marked`,
      [name, ticket, unit.now],
    )
    return rows.length > 0
  },
  excuseOthers: async (ticket) => {
    await unit.execute(
      'update rule_runs set at = $2 where ticket = $1 and at >= (select t.updated_at from tickets t where t.number = $1)',
      [ticket, unit.now],
    )
  },
  macros: async (person) =>
    unit.rows<Macro>(
      `select m.name, m.owner, m.actions from macros m
       left join favourites f on f.desk = m.desk and f.person = $1 and f.kind = 'macro' and f.name = m.name
       where m.owner is null or m.owner = $1 order by coalesce(f.uses, 0) desc, (m.owner is null), m.name`,
      [person],
    ),
  macro: async (name, person) => {
    const [macro] = await unit.find(macroSchema, {
      where: [
        { name: alike(name), owner: person },
        { name: alike(name), owner: IsNull() },
      ],
    })
    return macro
  },
  saveMacro: async (macro) => unit.upsert(macroSchema, macro),
  hasMacro: async (name) => (await unit.find(macroSchema, { where: { name: alike(name) } })).length > 0,
  removeMacro: async (name) => (await unit.remove(macroSchema, { name: alike(name) })) > 0,
})

declare module '../core/tx' {
  interface RowSets {
    readonly rules: RuleRows
  }
}
