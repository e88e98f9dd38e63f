import type { PoolClient } from 'pg'
import type { DataSource, EntitySchema, FindManyOptions, FindOptionsWhere, ObjectLiteral } from 'typeorm'
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js'
import { createConfigCache } from './config-cache'
import { named, type Statement } from './statement'
import { lockAll, lockWords, openUnit, sendTo, type OpenUnit } from './unit'

export type DeskId = string

/** What is written together at the end: one statement for all rows of a batch, batches in their order. */
export interface Batch<Row> {
  /** Lower goes first: a row comes after those that it refers to. */
  readonly order: number
  /** Written at commit alone, after all others: for rows whose lock should be held shortest. */
  readonly isLast?: boolean
  /** Written with the commit, whatever is read before it: for rows that others wait for, and nobody in their own transaction reads. */
  readonly isLate?: boolean
  /** Sends its statements at once, none waiting for another, unless it is last: a read that comes after must find the rows. */
  write(unit: Unit, rows: readonly Row[]): Promise<void>
}

/** What a transaction does before anything else, in the round trip of its BEGIN: whose answer, and its time, are not there yet. */
export interface Opening {
  readonly locks: readonly string[]
  readonly questions: readonly OpeningQuestion[]
}
export interface OpeningQuestion {
  readonly sql: Statement
  /** Given `clock.offset`, for `databaseNow`. */
  readonly parameters: (offset: number) => readonly unknown[]
}

/**
 * What many ask for one by one, and the database answers best at once: all keys that are asked for in the same breath are
 * one statement. So a use case of one ticket, run for five hundred side by side, costs hardly more statements than for one.
 */
export interface Gathering<Key, Found> {
  /** What was added to batches up to this order is written before; what comes later cannot be in the answer, and may wait. */
  readonly sees: number
  read(unit: Unit, keys: readonly Key[]): Promise<(key: Key) => Found>
}

/** The rows of an opening's questions, as each is known to answer. */
export type Opened = readonly (readonly never[])[]

/** One transaction of one desk. Only `*-rows.ts` files see it; a use case sees `Tx`. */
export interface Unit {
  readonly desk: DeskId
  /** The database's time at BEGIN, plus the offset that tests set. */
  readonly now: Date
  /** Adds a row to its batch; written before the next read and at commit. */
  add<Row>(batch: Batch<Row>, row: Row): void
  /** What this transaction has added, written or not. */
  added<Row>(batch: Batch<Row>): readonly Row[]
  /** Part of the desk's configuration: read once for all transactions until somebody changes it. Not to be changed. */
  config<T>(name: string, read: () => Promise<T>): Promise<T>
  /** Keeps what was read before anybody asked, for one question or for each, until a table that it was read from is written. */
  foresee(key: string, tables: readonly string[], value: unknown, asked?: 'once' | 'again'): void
  forget(key: string): void
  /** What was foreseen. */
  foreseen<T>(key: string): { readonly value: T } | undefined
  /** Keys are compared as Map does. Nothing is kept: asked again later, it is read again. */
  gather<Key, Found>(gathering: Gathering<Key, Found>, key: Key): Promise<Found>
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

export interface Store {
  /** `work` gets the rows of each question of the opening. */
  transaction<T>(desk: DeskId, work: (unit: Unit, opened: Opened) => Promise<T>, opening?: Opening): Promise<T>
  /** Read-only. */
  read<T>(desk: DeskId, work: (unit: Unit) => Promise<T>): Promise<T>
  /** The directory tables, which stand outside the desks. */
  directory<Row = ObjectLiteral>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>
  now(): Promise<Date>
  /** For tests: every transaction's `now` is this much ahead of the database's. */
  readonly clock: { offset: number }
}

/** The store's `now` within a statement on the directory tables whose first parameter is `clock.offset`: one round trip less. */
export const databaseNow = `(now() + $1::float8 * interval '1 ms')`

/** The rows of each key. */
export const gathersRows = <Key, Row>(
  sees: number,
  read: (unit: Unit, keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): Gathering<Key, readonly Row[]> => ({
  sees,
  read: async (unit, keys) => {
    const found = new Map<Key, Row[]>()
    for (const row of await read(unit, keys)) {
      const rows = found.get(keyOf(row))
      if (rows === undefined) found.set(keyOf(row), [row])
      else rows.push(row)
    }
    return (key) => found.get(key) ?? []
  },
})

/** Runs the work side by side, and throws the first error once all have ended: none may go on after a rollback. */
export const together = async <Item>(items: Iterable<Item>, work: (item: Item) => Promise<unknown>): Promise<void> => {
  const ends = await Promise.allSettled([...items].map(work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** What several questions come to, asked in the same breath and so in one packet; throws once all have ended. */
export const inOneBreath = async <Asked extends readonly unknown[]>(...asked: Asked) => {
  await Promise.allSettled(asked)
  return Promise.all(asked)
}

/**
 * Deadlock and serialization failures, which the database asks to try again; and a slot that two marked as stale at the
 * same moment, where a second look sees the other's mark.
 */
const mayTryAgain = (error: unknown) => {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '40001' || code === '40P01' || (code === '23505' && constraint === 'outbox_stale_slot')
}
/** The database was away or broke off: what was asked of it has no fault. */
export const isOutage = (error: unknown) => {
  const { code, message } = error as { code?: string; message?: string }
  return (
    /^(08|53|57P)|^E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_AGAIN)/.test(code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered/.test(
      message ?? '',
    )
  )
}
const tries = 4

const beginning = named(
  `select set_config('app.desk', $1, true), set_config('transaction_read_only', $2, true), now() as now,
     (select version from config_versions where desk = $1::uuid) as version`,
)

export const createStore = (dataSource: DataSource, clock = { offset: 0 }): Store => {
  const readNow = (at: Date) => new Date(at.getTime() + clock.offset)
  const configs = createConfigCache()

  const begin = async (client: PoolClient, desk: DeskId, isReadOnly: boolean, opening: Opening | undefined) => {
    const sent = [client.query('begin'), sendTo(client, beginning, [desk, isReadOnly ? 'on' : 'off'])]
    // Statements of their own: what is read must be what those left behind who had the locks before.
    const { locks = [], questions = [] } = opening ?? {}
    if (locks.length > 0) sent.push(sendTo(client, lockAll, [lockWords(desk, locks)]))
    const asked = questions.map(async ({ sql, parameters }) => sendTo(client, sql, parameters(clock.offset)))
    const [[, begun], answers] = await inOneBreath(Promise.all(sent), Promise.all(asked))
    const { now, version } = begun!.rows[0] as { now: Date; version: number | null }
    return { now: readNow(now), version, opened: answers.map(({ rows }) => rows as never[]) }
  }

  const once = async <T>(
    desk: DeskId,
    isReadOnly: boolean,
    work: (unit: Unit, opened: Opened) => Promise<T>,
    opening?: Opening,
  ): Promise<T> => {
    const runner = dataSource.createQueryRunner()
    let client: PoolClient | undefined
    let unit: OpenUnit | undefined
    try {
      client = (await runner.connect()) as PoolClient
      const { now, version, opened } = await begin(client, desk, isReadOnly, opening)
      unit = openUnit({ client, manager: runner.manager, desk, now, config: configs.of(desk, version) })
      const result = await work(unit, opened)
      await unit.commit()
      for (const run of unit.committed) run()
      return result
    } catch (error) {
      // A connection that broke cannot roll back, and has nothing to roll back: the first error is the one to tell.
      await client?.query('rollback').catch(() => undefined)
      throw unit?.firstFault() ?? error
    } finally {
      await runner.release()
    }
  }
  const repeatedly = async <T>(
    desk: DeskId,
    isReadOnly: boolean,
    work: (unit: Unit, opened: Opened) => Promise<T>,
    opening?: Opening,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++)
      try {
        return await once(desk, isReadOnly, work, opening)
      } catch (error) {
        if (attempt === tries || !mayTryAgain(error)) throw error
      }
  }

  return {
    clock,
    transaction: async (desk, work, opening) => repeatedly(desk, false, work, opening),
    read: async (desk, work) => repeatedly(desk, true, work),
    directory: async (sql, parameters = []) => {
      const result: unknown = await dataSource.query(sql, [...parameters])
      const [rows, count] = result as [unknown, unknown]
      return (Array.isArray(rows) && typeof count === 'number' ? rows : result) as never
    },
    now: async () => readNow(((await dataSource.query('select now() as now')) as [{ now: Date }])[0].now),
  }
}
