import type { EntitySchema, FindManyOptions, FindOptionsWhere, ObjectLiteral } from 'typeorm'
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js'
import type { Statement } from './statement'

export type DeskId = string

/** Rows that are written together at the end: one statement for all of a set, sets in their order. */
export interface WriteSet<Row> {
  /** Lower goes first: a row comes after those that it refers to. */
  readonly order: number
  /** Tables whose rows it changes: what was primed from them is read again. Rows that it adds are about what nobody else has read. */
  readonly changes: readonly string[]
  /** Written at commit alone, after all others: for rows whose lock should be held shortest. */
  readonly isLast?: boolean
  /** Written with the commit, whatever is read before it: for rows that others wait for, and nobody in their own transaction reads. */
  readonly isLate?: boolean
  /** Sends its statements at once, none waiting for another, unless it is last: a read that comes after must find the rows. */
  write(unit: Unit, rows: readonly Row[]): Promise<void>
}

/** Part of a transaction that comes before everything else, in the round trip of its BEGIN: whose answer, and its time, are not there yet. */
export interface Prelude {
  readonly locks: readonly string[]
  readonly questions: readonly PreludeQuestion[]
}
export interface PreludeQuestion {
  readonly sql: Statement
  /** Given `clock.offset`, for `databaseNow`. */
  readonly parameters: (offset: number) => readonly unknown[]
}
/** Rows of a prelude's questions, as each is known to answer. */
export type PreludeRows = readonly (readonly never[])[]

/**
 * Reading that many ask for one by one, and the database answers best at once: all keys that are asked for in the same round
 * trip are one statement (`Unit.load`). So a use case of one ticket, run for five hundred side by side, costs hardly more
 * statements than for one.
 */
export interface Loader<Key, Found> {
  /** Tables that it reads. */
  readonly tables: readonly string[]
  /** Rows added to sets up to this order are written before it; what comes later cannot be in the answer, and may wait. */
  readonly sees: number
  /** Tables whose rows it changes, where reading is taking. */
  readonly changes?: readonly string[]
  /** Keeps what it loads, as `Unit.keep` does. By default it is read again when it is asked for later. */
  readonly keeps?: true
  /** Of a key that is no string or number. */
  readonly nameOf?: (key: Key) => string
  read(unit: Unit, keys: readonly Key[]): Promise<(key: Key) => Found>
}

/** One transaction of one desk. Only `*-rows.ts` files see it; a use case sees `Tx`. */
export interface Unit {
  readonly desk: DeskId
  /** The database's time at BEGIN, plus the offset that tests set. */
  readonly now: Date
  /** Adds a row to its set; written before the next read and at commit. */
  add<Row>(set: WriteSet<Row>, row: Row): void
  /** Rows that this transaction has added, written or not. */
  added<Row>(set: WriteSet<Row>): readonly Row[]
  /** Part of the desk's configuration: read once for all transactions until somebody changes it. Not to be changed. */
  config<T>(name: string, read: () => Promise<T>): Promise<T>
  /** The primed value, or else the one that the loader reads: one statement for all keys that are asked for in the same round trip. */
  load<Key, Found>(loader: Loader<Key, Found>, key: Key): Promise<Found>
  /** Answers the next `load` of a key, or with `keep` each, until rows of one of the loader's tables change. */
  prime<Key, Found>(loader: Loader<Key, Found>, key: Key, found: Found | Promise<Found>): void
  keep<Key, Found>(loader: Loader<Key, Found>, key: Key, found: Found | Promise<Found>): void
  /** Answer that the next `load` of a key would get; undefined where it would read. */
  primed<Key, Found>(loader: Loader<Key, Found>, key: Key): { readonly found: Found | Promise<Found> } | undefined
  clear<Key, Found>(loader: Loader<Key, Found>, key: Key): void
  rows<Row = ObjectLiteral>(sql: Statement, parameters?: readonly unknown[]): Promise<Row[]>
  first<Row = ObjectLiteral>(sql: Statement, parameters?: readonly unknown[]): Promise<Row | undefined>
  /** The first column of the first row; undefined where there is none: let `T` say so unless there always is one. */
  value<T>(sql: Statement, parameters?: readonly unknown[]): Promise<T>
  /** The first column of every row. */
  column<T>(sql: Statement, parameters?: readonly unknown[]): Promise<T[]>
  /** The number of rows that a statement changed. */
  execute(sql: Statement, parameters?: readonly unknown[]): Promise<number>
  /** By a statement that connections keep: for hot paths too. */
  findOne<E extends ObjectLiteral>(schema: EntitySchema<E>, where: Partial<E>): Promise<E | undefined>
  /** The methods from here on go through the entity manager: for what admins set. */
  find<E extends ObjectLiteral>(schema: EntitySchema<E>, options?: FindManyOptions<E>): Promise<E[]>
  /** Adds a row; where there is one with the same `by`, changes of it what is given, but for the primary key. */
  upsert<E extends ObjectLiteral>(
    schema: EntitySchema<E>,
    row: QueryDeepPartialEntity<E>,
    by?: readonly (keyof E & string)[],
  ): Promise<void>
  update<E extends ObjectLiteral>(
    schema: EntitySchema<E>,
    where: FindOptionsWhere<E>,
    patch: QueryDeepPartialEntity<E>,
  ): Promise<number>
  /** The number of rows that are gone. */
  remove<E extends ObjectLiteral>(schema: EntitySchema<E>, where: FindOptionsWhere<E>): Promise<number>
  /** Holds back every other transaction that asks for the same words, until commit. */
  lock(...words: readonly string[]): Promise<void>
  /** Runs once the commit is sure. */
  afterCommit(run: () => void): void
}
