import type { PoolClient } from 'pg'
import type { EntityManager, EntitySchema, ObjectLiteral } from 'typeorm'
import type { Config } from './config-cache'
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

/** What the server says of every statement behind one that failed. */
const aborted = '25P02'

export interface UnitParts {
  readonly client: PoolClient
  readonly manager: EntityManager
  readonly desk: DeskId
  readonly now: Date
  readonly config: Config
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
  /** What takes a lock that all others of the desk want is written when nothing else is left to do. */
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
    const { rows, rowCount } = await send(async () => sendTo(client, sql, parameters))
    return { rows: rows as never[], count: rowCount ?? 0 }
  }
  const loads = createLoads(async (loader, keys) => {
    const writes = flush(loader.sees)
    const [found] = await Promise.all([loader.read(writer, keys), ...writes])
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
    query: async (sql, parameters) => (await raw(sql, parameters)).rows,
    execute: async (sql, parameters) => (await raw(sql, parameters)).count,
    find: async (entity, options) => send(async () => manager.find(entity, options)),
    findOne: async (schema, where) => (await raw(oneOf(schema, Object.keys(where)), Object.values(where))).rows[0],
    update: async (entity, where, patch) => {
      isWritten([manager.connection.getMetadata(entity).tableName])
      return (await send(async () => manager.update(entity, where, patch))).affected ?? 0
    },
    lock: async (...words) => {
      await ask(lockAll, [lockWords(desk, words)])
    },
    afterCommit: (run) => committed.push(run),
  }
  /** Unit that write sets and loaders send their statements by: they name the tables that these change. */
  const writer: Unit = {
    ...unit,
    query: async (sql, parameters) => (await ask(sql, parameters)).rows as never[],
    execute: async (sql, parameters) => (await ask(sql, parameters)).rowCount ?? 0,
  }
  return unit
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
