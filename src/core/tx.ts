import type { Answer, Content, Locale } from '../platform'
import type { Desk } from '../store/desk-rows'
import type { Unit } from '../store/transaction'
import type { Need } from './needs'
import type { RichParams } from './rich-words'
import type { RuleEvent } from './rule-event'
import type { MessageKey, Params } from './words'

/**
 * The row sets of the slices, each under its name on the handle. A slice declares its own beside its rows
 * (`declare module '…/core/tx'`) and lists what makes them in its `slice.ts`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface RowSets {}

/** Parts of the program that row sets are made with, beside their transaction: declared likewise by the room they come from. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Services {}

/** Lists that all slices together make, for those rooms that know none of them: declared likewise by the room that reads them. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Registered {}

/** Makes a row set at its first use in a transaction. `tx`: its handle, whose sets are made at first use likewise. */
export type RowFactories = {
  readonly [Name in keyof RowSets]: (unit: Unit, services: Services, tx: Tx) => RowSets[Name]
}

/**
 * The only handle of a use case: one transaction of one desk. Nothing else reaches the database, so nothing can forget
 * the tenant; and no network can be called from it: to speak, add to the outbox.
 */
export interface Tx extends RowSets {
  readonly desk: Desk
  /** The database's time at BEGIN. */
  readonly now: Date
  /** The language of whoever asked; the desk's when nobody did. */
  readonly speaks: Locale
  /** Person whose event it is, and as whom they said it; undefined when nobody asked. */
  readonly sayer: { readonly id: string; readonly saidAs?: string | null } | undefined
  readonly registered: Registered
  changeDesk(desk: Omit<Desk, 'id'>): Promise<void>
  /** Nobody else brings in a configuration until commit. */
  holdSettings(): Promise<void>
  /**
   * What the outside answered to a need of the operation; undefined where it did not ask for it, because it read otherwise before.
   * Throws where the operation declares no needs.
   */
  answerOf<T>(need: Need<T>): T | undefined
  /** Tells the rules what happened to a ticket; they run when the use case is done. */
  happened(event: RuleEvent, ticket: number): void
  /** Notes that the story of a ticket grew. */
  touch(ticket: number): void
  /** The tickets whose story this transaction added to. */
  touched(): readonly number[]
  readonly happenings: readonly { readonly event: RuleEvent; readonly ticket: number }[]
  /** A number for a new ticket: at most one per event. */
  takeNumber(): number
  /** A sentence in the desk's language: what many people read. */
  words(key: MessageKey, params?: Params): string
  /** A sentence for the actor alone, in the actor's language. */
  say(key: MessageKey, params?: RichParams): Answer
  answer(content: Content): Answer
  /** Writes down who did what, for good: ids and names of operations, never content. */
  audit(person: string | null, operation: string, outcome: string): void
}
