import type { PoolClient } from 'pg'
import type { EntityManager, EntitySchema, ObjectLiteral } from 'typeorm'
import type { Config } from './config-cache'
import { changedTables, isConfiguration, writtenTables } from './written-tables'
import { columnsOf, nameOf } from './batches'
import { prepared, type Statement } from './statement'
import type { Batch, DeskId, Gathering, Unit } from './transaction'

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

/** When everything that can go on without the database has gone on. */
const breath = async () => Promise.resolve().then(async () => new Promise<void>((next) => process.nextTick(next)))

interface Foreseen {
  readonly tables: readonly string[]
  readonly value: unknown
  readonly asked: 'once' | 'again'
}

export interface UnitParts {
  readonly client: PoolClient
  readonly manager: EntityManager
  readonly desk: DeskId
  readonly now: Date
  readonly config: Config
}

export const openUnit = ({ client, manager, desk, now, config }: UnitParts): OpenUnit => {
  const batches = new Map<Batch<never>, unknown[]>()
  const added = new Map<Batch<never>, unknown[]>()
  const gatherings = new Map<Gathering<never, unknown>, { keys: Set<unknown>; found: Promise<never> }>()
  const foreseen = new Map<string, Foreseen>()
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
    for (let batch = next(upTo); batch !== undefined; batch = next(upTo)) writes.push(write(batch))
    return writes
  }
  const next = (upTo: number, isLast = false) =>
    [...batches.keys()]
      .filter(
        (batch) => batch.order <= upTo && (batch.isLast ?? false) === isLast && (isEnding || batch.isLate !== true),
      )
      .sort((a, b) => a.order - b.order)[0]
  const write = async (batch: Batch<never>): Promise<void> => {
    const rows = batches.get(batch)!
    batches.delete(batch)
    return batch.write(writer, rows as never[])
  }
  /** What takes a lock that all others of the desk want is written when nothing else is left to do. */
  const flushLast = async () => {
    for (let batch = next(Infinity, true); batch !== undefined; batch = next(Infinity, true)) {
      await Promise.all(flush())
      await write(batch)
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
  const forget = (written: readonly string[], tables: readonly string[] = written) => {
    if (written.some(isConfiguration)) config.isWritten()
    if (tables.length === 0) return
    for (const [key, known] of foreseen) if (known.tables.some((table) => tables.includes(table))) foreseen.delete(key)
  }
  const raw = async (sql: Statement, parameters: readonly unknown[] = []) => {
    forget(writtenTables(textOf(sql)))
    const { rows, rowCount } = await send(async () => sendTo(client, sql, parameters))
    return { rows: rows as never[], count: rowCount ?? 0 }
  }
  /** Rows that were added are about what nobody else has read; what is changed may be. */
  const straight = async (sql: Statement, parameters: readonly unknown[] = []) => {
    const text = textOf(sql)
    forget(writtenTables(text), changedTables(text))
    return ask(sql, parameters)
  }

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
    add: (batch, row) => {
      for (const rows of [batches, added]) {
        const known = rows.get(batch as Batch<never>)
        if (known === undefined) rows.set(batch as Batch<never>, [row])
        else known.push(row)
      }
    },
    added: (batch) => (added.get(batch as Batch<never>) ?? []) as never,
    config: async (name, read) => config.get(name, read),
    foresee: (key, tables, value, asked = 'once') => foreseen.set(key, { tables, value, asked }),
    forget: (key) => foreseen.delete(key),
    foreseen: (key) => {
      const known = foreseen.get(key)
      if (known?.asked === 'once') foreseen.delete(key)
      return known as never
    },
    gather: async (gathering, key) => {
      let asked = gatherings.get(gathering as Gathering<never, unknown>)
      if (asked === undefined) {
        const keys = new Set<unknown>()
        const found = breath().then(async () => {
          gatherings.delete(gathering as Gathering<never, unknown>)
          const writes = flush(gathering.sees)
          const [answer] = await Promise.all([gathering.read(writer, [...keys] as (typeof key)[]), ...writes])
          return answer
        })
        gatherings.set(gathering as Gathering<never, unknown>, (asked = { keys, found: found as Promise<never> }))
      }
      asked.keys.add(key)
      return ((await asked.found) as (key: unknown) => never)(key)
    },
    query: async (sql, parameters) => (await raw(sql, parameters)).rows,
    execute: async (sql, parameters) => (await raw(sql, parameters)).count,
    find: async (entity, options) => send(async () => manager.find(entity, options)),
    findOne: async (schema, where) => (await raw(oneOf(schema, Object.keys(where)), Object.values(where))).rows[0],
    update: async (entity, where, patch) => {
      forget([manager.connection.getMetadata(entity).tableName])
      return (await send(async () => manager.update(entity, where, patch))).affected ?? 0
    },
    lock: async (...words) => {
      await ask(lockAll, [lockWords(desk, words)])
    },
    afterCommit: (run) => committed.push(run),
  }
  const writer: Unit = {
    ...unit,
    query: async (sql, parameters) => (await straight(sql, parameters)).rows as never[],
    execute: async (sql, parameters) => (await straight(sql, parameters)).rowCount ?? 0,
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
