import type { DataSource, EntityManager, EntityTarget, FindManyOptions, FindOptionsWhere, ObjectLiteral } from 'typeorm'
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js'

export type DeskId = string

/** What is written together at the end: one statement for all rows of a batch, batches in their order. */
export interface Batch<Row> {
  /** Lower goes first: a row comes after those that it refers to. */
  readonly order: number
  /** Written at commit alone, after all others: for rows whose lock should be held shortest. */
  readonly isLast?: boolean
  write(unit: Unit, rows: readonly Row[]): Promise<void>
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

/** One transaction of one desk. Only `*-rows.ts` files see it; a use case sees `Tx`. */
export interface Unit {
  readonly desk: DeskId
  /** The database's time at BEGIN, plus the offset that tests set. */
  readonly now: Date
  /** Adds a row to its batch; written before the next read and at commit. */
  add<Row>(batch: Batch<Row>, row: Row): void
  /** Keys are compared as Map does. Nothing is kept: asked again later, it is read again. */
  gather<Key, Found>(gathering: Gathering<Key, Found>, key: Key): Promise<Found>
  query<Row = ObjectLiteral>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>
  /** The number of rows that a statement changed. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<number>
  find<E extends ObjectLiteral>(entity: EntityTarget<E>, options: FindManyOptions<E>): Promise<E[]>
  findOne<E extends ObjectLiteral>(entity: EntityTarget<E>, where: FindOptionsWhere<E>): Promise<E | undefined>
  update<E extends ObjectLiteral>(
    entity: EntityTarget<E>,
    where: FindOptionsWhere<E>,
    patch: QueryDeepPartialEntity<E>,
  ): Promise<number>
  /** Holds back every other transaction that asks for the same words, until commit. */
  lock(...words: readonly string[]): Promise<void>
  /** Runs once the commit is sure. */
  afterCommit(run: () => void): void
}

export interface Store {
  transaction<T>(desk: DeskId, work: (unit: Unit) => Promise<T>): Promise<T>
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

/** A batch that inserts rows of one entity, as they are. */
export const inserts = <E extends ObjectLiteral>(
  entity: EntityTarget<E>,
  order: number,
): Batch<QueryDeepPartialEntity<E>> => ({
  order,
  write: async (unit, rows) => {
    await (unit as OpenUnit).manager.insert(entity, [...rows])
  },
})

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

/** When everything that can go on without the database has gone on. */
const breath = async () => Promise.resolve().then(async () => new Promise<void>((next) => process.nextTick(next)))

interface OpenUnit extends Unit {
  readonly manager: EntityManager
  flush(upTo?: number | 'commit'): Promise<void>
  readonly committed: (() => void)[]
}

const openUnit = (manager: EntityManager, desk: DeskId, now: Date): OpenUnit => {
  const batches = new Map<Batch<never>, unknown[]>()
  const committed: (() => void)[] = []

  const gatherings = new Map<Gathering<never, unknown>, { keys: Set<unknown>; found: Promise<never> }>()

  const nextBatch = (upTo: number | 'commit') =>
    [...batches.keys()]
      .filter(({ order, isLast }) => upTo === 'commit' || (order <= upTo && isLast !== true))
      .sort((a, b) => a.order - b.order)[0]
  const writeBatches = async (upTo: number | 'commit') => {
    for (let batch = nextBatch(upTo); batch !== undefined; batch = nextBatch(upTo)) {
      const rows = batches.get(batch)!
      batches.delete(batch)
      await batch.write(writer, rows as never[])
    }
  }
  // One after another: a statement sees all that was added before it, however many ask side by side.
  let flushed = Promise.resolve()
  const flush = async (upTo: number | 'commit' = Infinity) => {
    if (nextBatch(upTo) !== undefined) flushed = flushed.catch(() => undefined).then(async () => writeBatches(upTo))
    await flushed
  }
  /** Raw statements answer rows for SELECT, and [rows, count] for the others. */
  const raw = async (sql: string, parameters: readonly unknown[] = []) => {
    const result: unknown = await manager.query(sql, [...parameters])
    const isCounted =
      Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number'
    return isCounted
      ? { rows: result[0] as never[], count: result[1] as number }
      : { rows: result as never[], count: (result as never[]).length }
  }

  const unit: OpenUnit = {
    desk,
    now,
    manager,
    committed,
    flush,
    add: (batch, row) => {
      const rows = batches.get(batch as Batch<never>)
      if (rows === undefined) batches.set(batch as Batch<never>, [row])
      else rows.push(row)
    },
    gather: async (gathering, key) => {
      let asked = gatherings.get(gathering as Gathering<never, unknown>)
      if (asked === undefined) {
        const keys = new Set<unknown>()
        const found = breath().then(async () => {
          gatherings.delete(gathering as Gathering<never, unknown>)
          await flush(gathering.sees)
          return gathering.read(writer, [...keys] as (typeof key)[])
        })
        gatherings.set(gathering as Gathering<never, unknown>, (asked = { keys, found: found as Promise<never> }))
      }
      asked.keys.add(key)
      return ((await asked.found) as (key: unknown) => never)(key)
    },
    query: async (sql, parameters) => {
      await flush()
      return (await raw(sql, parameters)).rows
    },
    execute: async (sql, parameters) => {
      await flush()
      return (await raw(sql, parameters)).count
    },
    find: async (entity, options) => {
      await flush()
      return manager.find(entity, options)
    },
    findOne: async (entity, where) => {
      await flush()
      return (await manager.findOneBy(entity, where)) ?? undefined
    },
    update: async (entity, where, patch) => {
      await flush()
      return (await manager.update(entity, where, patch)).affected ?? 0
    },
    lock: async (...words) => {
      for (const word of [...words].sort())
        await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${desk}/${word}`])
    },
    afterCommit: (run) => committed.push(run),
  }
  const writer: OpenUnit = {
    ...unit,
    query: async (sql, parameters) => (await raw(sql, parameters)).rows,
    execute: async (sql, parameters) => (await raw(sql, parameters)).count,
  }
  return unit
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
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered/.test(message ?? '')
  )
}
const tries = 4

export const createStore = (dataSource: DataSource, clock = { offset: 0 }): Store => {
  const readNow = (at: Date) => new Date(at.getTime() + clock.offset)

  const once = async <T>(desk: DeskId, isReadOnly: boolean, work: (unit: Unit) => Promise<T>): Promise<T> => {
    const runner = dataSource.createQueryRunner()
    try {
      await runner.startTransaction()
      const [begun] = (await runner.query(
        `select set_config('app.desk', $1, true), set_config('transaction_read_only', $2, true), now() as now`,
        [desk, isReadOnly ? 'on' : 'off'],
      )) as [{ now: Date }]
      const unit = openUnit(runner.manager, desk, readNow(begun.now))
      const result = await work(unit)
      await unit.flush('commit')
      await runner.commitTransaction()
      for (const run of unit.committed) run()
      return result
    } catch (error) {
      // A connection that broke cannot roll back, and has nothing to roll back: the first error is the one to tell.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined)
      throw error
    } finally {
      await runner.release()
    }
  }
  const repeatedly = async <T>(desk: DeskId, isReadOnly: boolean, work: (unit: Unit) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++)
      try {
        return await once(desk, isReadOnly, work)
      } catch (error) {
        if (attempt === tries || !mayTryAgain(error)) throw error
      }
  }

  return {
    clock,
    transaction: async (desk, work) => repeatedly(desk, false, work),
    read: async (desk, work) => repeatedly(desk, true, work),
    directory: async (sql, parameters = []) => {
      const result: unknown = await dataSource.query(sql, [...parameters])
      const [rows, count] = result as [unknown, unknown]
      return (Array.isArray(rows) && typeof count === 'number' ? rows : result) as never
    },
    now: async () => readNow(((await dataSource.query('select now() as now')) as [{ now: Date }])[0].now),
  }
}
