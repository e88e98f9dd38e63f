import type { PoolClient, QueryResult } from 'pg'
import type { EntityManager, EntitySchema, ObjectLiteral } from 'typeorm'
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js'
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js'
import type { DeskConfig } from './config-cache'
import { createLoads } from './loads'
import { isConfiguration, writtenTables } from './written-tables'
import { columnsOf, nameOf } from './batches'
import { prepared, type Statement } from './statement'
import type { DeskId, Unit, WriteSet } from './unit-of-work'

/** A unit of its own transaction, before its end. */
export interface OpenUnit extends Unit {
  /** Writes what was added and commits, in one round trip. Throws when anything was not written. */
  commit(): Promise<void>
  readonly committed: readonly (() => void)[]
  /** Why the first of its statements that failed did so: whatever failed after it did so because of it. */
  firstFault(): Error | undefined
}

export const sendTo = async (client: PoolClient, sql: Statement, parameters: readonly unknown[] = []) =>
  client.query(typeof sql === 'string' ? { text: sql, values: [...parameters] } : { ...sql, values: [...parameters] })

const textOf = (sql: Statement): string => (typeof sql === 'string' ? sql : sql.text)

/** Code that the server gives every statement behind one that failed. */
const aborted = '25P02'

export interface UnitParts {
  readonly client: PoolClient
  readonly manager: EntityManager
  readonly desk: DeskId
  readonly now: Date
  readonly config: DeskConfig
}

export const openUnit = ({ client, manager, desk, now, config }: UnitParts): OpenUnit => {
  const waiting = new Map<WriteSet<never>, unknown[]>()
  const added = new Map<WriteSet<never>, unknown[]>()
  const committed: (() => void)[] = []
  let fault: Error | undefined
  let isEnding = false

  /** Of statements under way together whoever waits may hear first of one behind the first: that the transaction is aborted. */
  const note = (error: Error & { readonly code?: string }): never => {
    if (error.code !== aborted) fault ??= error
    throw error
  }
  const ask = async (sql: Statement, parameters?: readonly unknown[]) => sendTo(client, sql, parameters).catch(note)

  /** Sends the rows that were added; what is sent after it sees them, because a connection keeps its order. */
  const flush = (upTo = Infinity): Promise<void>[] => {
    const writes: Promise<void>[] = []
    for (let set = next(upTo); set !== undefined; set = next(upTo)) writes.push(write(set))
    return writes
  }
  const next = (upTo: number, isLast = false) =>
    [...waiting.keys()]
      .filter((set) => set.order <= upTo && (set.isLast ?? false) === isLast && (isEnding || set.isLate !== true))
      .sort((a, b) => a.order - b.order)[0]
  const write = async (set: WriteSet<never>): Promise<void> => {
    const rows = waiting.get(set)!
    waiting.delete(set)
    loads.forget(set.changes)
    return set.write(writer, rows as never[])
  }
  /** Writes what takes a lock that all others of the desk want, when nothing else is left to do. */
  const flushLast = async () => {
    for (let set = next(Infinity, true); set !== undefined; set = next(Infinity, true)) {
      await Promise.all(flush())
      await write(set)
    }
  }
  /** After a failed write everything behind it fails too: the first error is the one that says why. */
  const send = async <T>(last: () => Promise<T>): Promise<T> => {
    const writes = flush()
    const answer = last().catch(note)
    answer.catch(() => undefined)
    await Promise.all(writes)
    return answer
  }
  const isWritten = (tables: readonly string[]) => {
    if (tables.some(isConfiguration)) config.isWritten()
    loads.forget(tables)
  }
  const raw = async (sql: Statement, parameters: readonly unknown[] = []) => {
    isWritten(writtenTables(textOf(sql)))
    return send(async () => sendTo(client, sql, parameters))
  }
  /** By the entity manager, which writes to the table of this schema alone. */
  const writes = async <T, E extends ObjectLiteral>(schema: EntitySchema<E>, write: () => Promise<T>): Promise<T> => {
    isWritten([schema.options.tableName!])
    return send(write)
  }
  const loads = createLoads(async (loader, keys) => {
    const sent = flush(loader.sees)
    const [found] = await Promise.all([loader.read(writer, keys), ...sent])
    return found
  })

  const unit: OpenUnit = {
    desk,
    now,
    committed,
    commit: async () => {
      isEnding = true
      await flushLast()
      const { command } = await send(async () => client.query('commit'))
      if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`)
    },
    firstFault: () => fault,
    add: (set, row) => {
      for (const rows of [waiting, added]) {
        const known = rows.get(set as WriteSet<never>)
        if (known === undefined) rows.set(set as WriteSet<never>, [row])
        else known.push(row)
      }
    },
    added: (set) => (added.get(set as WriteSet<never>) ?? []) as never,
    config: async (name, read) => config.get(name, read),
    ...loads.ofUnit,
    ...asks(raw),
    findOne: async (schema, where) => (await raw(oneOf(schema, Object.keys(where)), Object.values(where))).rows[0],
    find: async (schema, options) => send(async () => manager.find(schema, options)),
    upsert: async (schema, row, by) => {
      await writes(schema, async () => upsertOf(manager, schema, row, by).execute())
    },
    update: async (schema, where, patch) =>
      (await writes(schema, async () => manager.update(schema, where, patch))).affected ?? 0,
    remove: async (schema, where) => (await writes(schema, async () => manager.delete(schema, where))).affected ?? 0,
    lock: async (...words) => {
      await ask(lockAll, [lockWords(desk, words)])
    },
    afterCommit: (run) => committed.push(run),
  }
  /** Unit that write sets and loaders send their statements by: they name the tables that these change. */
  const writer: Unit = {
    ...unit,
    ...asks(ask),
  }
  return unit
}

type Ask = (sql: Statement, parameters?: readonly unknown[]) => Promise<QueryResult>
const asks = (ask: Ask): Pick<Unit, 'rows' | 'first' | 'value' | 'column' | 'execute'> => ({
  rows: async (sql, parameters) => (await ask(sql, parameters)).rows as never[],
  first: async (sql, parameters) => (await ask(sql, parameters)).rows[0] as never,
  value: async (sql, parameters) => firstColumn((await ask(sql, parameters)).rows[0]) as never,
  column: async (sql, parameters) => (await ask(sql, parameters)).rows.map(firstColumn) as never[],
  execute: async (sql, parameters) => (await ask(sql, parameters)).rowCount ?? 0,
})
const firstColumn = (row: ObjectLiteral | undefined): unknown => row && Object.values(row)[0]

/** Not `manager.upsert`: it writes the key too, and so locks the row against those that refer to it. */
const upsertOf = <E extends ObjectLiteral>(
  manager: EntityManager,
  schema: EntitySchema<E>,
  row: QueryDeepPartialEntity<E>,
  by: readonly (keyof E & string)[] | undefined,
) => {
  const { columns } = manager.connection.getMetadata(schema)
  const isOfDesk = (column: ColumnMetadata) => column.databaseName === 'desk'
  const isKey = (column: ColumnMetadata) => by?.includes(column.propertyName) ?? column.isPrimary
  const changed = columns.filter(
    (column) => !column.isPrimary && !isKey(column) && column.isUpdate && column.getEntityValue(row) !== undefined,
  )
  const insert = manager.createQueryBuilder().insert().into(schema).values(row).updateEntity(false)
  if (changed.length === 0) return insert.orIgnore()
  return insert.orUpdate(
    changed.map(({ databaseName }) => databaseName),
    columns.filter((column) => isOfDesk(column) || isKey(column)).map(({ databaseName }) => databaseName),
  )
}

/** The row that has these fields. */
const oneOf = <E extends ObjectLiteral>(schema: EntitySchema<E>, fields: readonly string[]): Statement => {
  const condition = fields.map((field, index) => `t.${nameOf(schema, field)} = $${index + 1}`).join(' and ')
  return prepared(`select ${columnsOf(schema, 't')} from ${schema.options.tableName} t where ${condition} limit 1`)
}

/** In one order everywhere, so that two who want the same never wait for each other. */
export const lockWords = (desk: DeskId, words: readonly string[]): string[] =>
  [...new Set(words)].sort().map((word) => `${desk}/${word}`)

export const lockAll: Statement = {
  name: 'lock',
  text: 'select pg_advisory_xact_lock(hashtextextended(word, 0)) from unnest($1::text[]) word',
}
