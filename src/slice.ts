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
  /** Work that is done when a moment comes that a ticket waits for. */
  readonly due?: Partial<DueHandlers>
  /** Lines about a ticket on the agents' card. */
  readonly cardLines?: readonly CardLine[]
  /** Names that filters know. */
  readonly filterTerms?: readonly FilterTerm[]
  /** Actions for rules and macros. */
  readonly ruleActions?: readonly RuleAction[]
  /** Words that it keeps of people and tickets: how they go, and how a customer is told of it. */
  readonly forgets?: readonly Forgets[]
}

export const defineSlice = <const Own extends Slice>(slice: Own): Own => slice
