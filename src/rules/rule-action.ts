import type { Tx } from '../core/tx'
import type { Actor } from '../model/person'
import type { Ticket } from '../model/ticket'

/** Something that a slice lets rules and macros do to a ticket: `survey` or `survey short`. */
export interface RuleAction {
  /** Its word, in small letters; none of those that every desk has. */
  readonly word: string
  /** Reads what follows the word, as it is printed; undefined when it cannot be understood. */
  read(typed: string): string | undefined
  /** Throws Refusal at the field `actions` for what this desk cannot do, when it is saved. */
  check?(tx: Tx, asked: string): Promise<void>
  /** `by`: whose macro it is; null for a rule. Throws Refusal for what cannot be done now. */
  run(tx: Tx, ticket: Ticket, asked: string, by: Actor | null): Promise<Ticket>
}

/** The action of this word, which was found when it was read. */
export const ruleActionOf = (tx: Tx, word: string): RuleAction =>
  tx.registered.ruleActions.find((action) => action.word === word)!

declare module '../core/tx' {
  interface Registered {
    readonly ruleActions: readonly RuleAction[]
  }
}
