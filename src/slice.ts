import type { Forgets } from './core/forgets'
import type { Operation } from './core/operation'
import type { Section } from './core/section'
import type { RowFactories } from './core/tx'

/** All that one slice of the desk adds to it, each part optional. The folder's `slice.ts` tells it, `slices.ts` lists it. */
export interface Slice {
  /** Row sets on the handle, made at their first use. */
  readonly rows?: Partial<RowFactories>
  readonly operations?: readonly Operation[]
  /** Parts of the configuration file. */
  readonly sections?: readonly Section[]
  /** What it keeps of people and tickets: how it goes, and how a customer is told of it. */
  readonly forgets?: readonly Forgets[]
}

export const defineSlice = <const Own extends Slice>(slice: Own): Own => slice
