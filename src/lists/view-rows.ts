import { EntitySchema, IsNull } from 'typeorm'
import { nobody } from '../model/person'
import type { FilterTerm } from '../model/filter-term'
import type { Unit } from '../store/transaction'
import { readTickets } from '../tickets/ticket-rows'
import type { Filter, OwnNames } from '../model/filter'
import { filterSql } from './filter-sql'
import { peopleNamed } from './named-rows'
import { namesOf, slug } from '../model/filter-names'
import { parseQuery, type TicketQuery } from '../model/ticket-query'
import { alike, ofDesk } from '../store/columns'

/** The views that every desk has; `me` is whoever looks. */
export const builtInViews = {
  open: 'status:new,open',
  mine: 'owner:me -status:solved,closed',
  unassigned: 'owner:nobody -status:solved,closed',
  overdue: 'overdue:yes -status:solved,closed',
  pending: 'status:pending,on-hold',
  solved: 'status:solved',
  all: '',
} as const
export type BuiltInView = keyof typeof builtInViews

const viewNames = namesOf(Object.keys(builtInViews), 'view')
/** The one that is called so, in whatever language. */
export const builtInView = (name: string): BuiltInView | undefined =>
  viewNames.get(slug(name)) as BuiltInView | undefined

export interface View {
  readonly name: string
  readonly filter: string
  /** Null: everybody's. */
  readonly owner: string | null
}

export const viewSchema = new EntitySchema<View>({
  name: 'view',
  tableName: 'views',
  columns: {
    ...ofDesk,
    name: { type: 'text', primary: true },
    filter: { type: 'text' },
    owner: { type: 'uuid', nullable: true },
  },
})

export interface ViewRows {
  /** Views that this person may use, the own ones first. */
  all(person: string): Promise<View[]>
  named(name: string, person: string): Promise<View | undefined>
  save(view: View): Promise<void>
  remove(name: string): Promise<boolean>
  /** Somebody's or everybody's. */
  has(name: string): Promise<boolean>
  /** Tickets that fit, patterns aside, and that this rule has not done since they last changed. */
  untouchedBy(rule: string, filter: Filter, limit: number): Promise<number[]>
}

export const viewRows = (unit: Unit, terms: readonly FilterTerm[] = []): ViewRows => ({
  all: async (person) =>
    unit.find(viewSchema, {
      where: [{ owner: person }, { owner: IsNull() }],
      order: { owner: { direction: 'ASC', nulls: 'LAST' }, name: 'ASC' },
    }),
  named: async (name, person) => {
    const builtIn = builtInView(name)
    if (builtIn !== undefined) return { name: builtIn, filter: builtInViews[builtIn], owner: null }
    const [view] = await unit.find(viewSchema, {
      where: [
        { name: alike(name), owner: person },
        { name: alike(name), owner: IsNull() },
      ],
    })
    return view
  },
  save: async (view) => unit.upsert(viewSchema, view),
  remove: async (name) => (await unit.remove(viewSchema, { name: alike(name) })) > 0,
  has: async (name) => (await unit.find(viewSchema, { where: { name: alike(name) } })).length > 0,
  untouchedBy: async (rule, filter, limit) => {
    // A rule has no `me`.
    const people = await peopleNamed(unit, filter)
    const { sql, values } = filterSql(withoutPatterns(filter), {
      me: nobody,
      now: unit.now,
      texts: 'parts',
      people,
      terms,
    })
    const condition = `${sql} and t.status <> 'closed' and not exists (
      select 1 from rule_runs r where r.rule = $${values.length + 1} and r.ticket = t.number and r.at >= t.updated_at)
      order by t.number limit $${values.length + 2}`
    return (await readTickets(unit, condition, [...values, rule, limit])).map(({ number }) => number)
  },
})

/** Patterns cannot be run by the database. */
const withoutPatterns = (filter: Filter): Filter => filter.filter(({ test }) => test.kind !== 'matches')

/** The query of a view's name, or of what was typed in its place. Throws Refusal. */
export const queryOf = async (
  views: ViewRows,
  typed: string,
  person: string,
  own: OwnNames,
): Promise<{ readonly title: string; readonly query: TicketQuery }> => {
  const view = await views.named(typed, person)
  return { title: view?.name ?? typed, query: view === undefined ? parseQuery(typed, own) : parseQuery(view.filter) }
}

declare module '../core/tx' {
  interface RowSets {
    readonly views: ViewRows
  }
}
