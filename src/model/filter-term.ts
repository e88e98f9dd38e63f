import type { Locale } from '../platform'
import type { FieldChoice } from './field'

/** Something that a slice keeps of tickets and filters know by name, as they know the fields that an admin adds. */
export interface FilterTerm {
  /** Its word in filters: no field of the desk's own can be called so. */
  readonly name: string
  readonly labels: Readonly<Record<Locale, string>>
  /** Values that have names. */
  readonly choices: readonly FieldChoice[]
  /** SQL of a query with the columns ticket, choice, text, number and at: what it holds stands in one of the last four, the others are null. */
  readonly rows: string
}

declare module '../core/tx' {
  interface Registered {
    readonly filterTerms: readonly FilterTerm[]
  }
}
