import type { PoolClient } from 'pg'
import type { DataSource, ObjectLiteral } from 'typeorm'
import { createConfigCache } from './config-cache'
import { named } from './statement'
import { lockAll, lockWords, openUnit, sendTo, type OpenUnit } from './unit'
import type { DeskId, Prelude, PreludeRows, Unit } from './unit-of-work'

export type { DeskId, Prelude, PreludeQuestion, PreludeRows, Unit, WriteSet } from './unit-of-work'

export interface Store {
  /** `work` gets the rows of each question of the prelude. */
  transaction<T>(desk: DeskId, work: (unit: Unit, found: PreludeRows) => Promise<T>, prelude?: Prelude): Promise<T>
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

/** Runs the work side by side, and throws the first error once all have ended: none may go on after a rollback. */
export const together = async <Item>(items: Iterable<Item>, work: (item: Item) => Promise<unknown>): Promise<void> => {
  const ends = await Promise.allSettled([...items].map(work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Answers of several questions that are asked together and so go out in one packet; throws once all have ended. */
export const pipelined = async <Asked extends readonly unknown[]>(...asked: Asked) => {
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

  const begin = async (client: PoolClient, desk: DeskId, isReadOnly: boolean, prelude: Prelude | undefined) => {
    const sent = [client.query('begin'), sendTo(client, beginning, [desk, isReadOnly ? 'on' : 'off'])]
    // Statements of their own: what is read must be what those left behind who had the locks before.
    const { locks = [], questions = [] } = prelude ?? {}
    if (locks.length > 0) sent.push(sendTo(client, lockAll, [lockWords(desk, locks)]))
    const asked = questions.map(async ({ sql, parameters }) => sendTo(client, sql, parameters(clock.offset)))
    const [[, begun], answers] = await pipelined(Promise.all(sent), Promise.all(asked))
    const { now, version } = begun!.rows[0] as { now: Date; version: number | null }
    return { now: readNow(now), version, opened: answers.map(({ rows }) => rows as never[]) }
  }

  const once = async <T>(
    desk: DeskId,
    isReadOnly: boolean,
    work: (unit: Unit, found: PreludeRows) => Promise<T>,
    prelude?: Prelude,
  ): Promise<T> => {
    const runner = dataSource.createQueryRunner()
    let client: PoolClient | undefined
    let unit: OpenUnit | undefined
    try {
      client = (await runner.connect()) as PoolClient
      const { now, version, opened } = await begin(client, desk, isReadOnly, prelude)
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
    work: (unit: Unit, found: PreludeRows) => Promise<T>,
    prelude?: Prelude,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++)
      try {
        return await once(desk, isReadOnly, work, prelude)
      } catch (error) {
        if (attempt === tries || !mayTryAgain(error)) throw error
      }
  }

  return {
    clock,
    transaction: async (desk, work, prelude) => repeatedly(desk, false, work, prelude),
    read: async (desk, work) => repeatedly(desk, true, work),
    directory: async (sql, parameters = []) => {
      const result: unknown = await dataSource.query(sql, [...parameters])
      const [rows, count] = result as [unknown, unknown]
      return (Array.isArray(rows) && typeof count === 'number' ? rows : result) as never
    },
    now: async () => readNow(((await dataSource.query('select now() as now')) as [{ now: Date }])[0].now),
  }
}
