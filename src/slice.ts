import type { Forgets } from './core/forgets'
import type { Operation } from './core/operation'
import type { Section } from './core/section'
import type { Registered, RowFactories } from './core/tx'
import type { DueHandlers } from './due/falls-due'
import type { FilterTerm } from './model/filter-term'
import type { RuleAction } from './rules/rule-action'
import type { Table } from './store/data-source'
import type { CardLine } from './tickets/cards/card-line'

/** All that one slice of the desk adds to it, each part optional. The folder's `slice.ts` tells it, `slices.ts` lists it. */
export interface Slice {
  /** Its tables, as TypeORM maps them. */
  readonly tables?: readonly Table[]
  /** Row sets on the handle, made at their first use. */
  readonly rows?: Partial<RowFactories>
  readonly operations?: readonly Operation[]
  /** Parts of the configuration file; one that speaks of what slices bring is made of that. */
  readonly sections?: readonly (Section | ((registered: Pick<Registered, 'ruleActions'>) => Section))[]
  /** What is done when a moment comes that a ticket waits for. */
  readonly due?: Partial<DueHandlers>
  /** What the agents' card tells of a ticket. */
  readonly cardLines?: readonly CardLine[]
  /** Names that filters know. */
  readonly filterTerms?: readonly FilterTerm[]
  /** What rules and macros can do. */
  readonly ruleActions?: readonly RuleAction[]
  /** What it keeps of people and tickets: how it goes, and how a customer is told of it. */
  readonly forgets?: readonly Forgets[]
}

export const defineSlice = <const Own extends Slice>(slice: Own): Own => slice
