import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { DataSource } from 'typeorm'
import type { Log } from '../platform'
import { DatabaseFault } from './database-fault'

export type Sql = (text: string, params?: unknown[]) => Promise<unknown>

export interface Migration {
  /** Such as `0001-foundations`. */
  readonly name: string
  /** SQL, or a function for what SQL alone cannot do. `sql` resolves with the rows. */
  readonly up: string | ((sql: Sql) => Promise<void>)
}

export interface MigrateOptions {
  readonly dataSource: DataSource
  /** In order. */
  readonly migrations: readonly Migration[]
  readonly log: Log
}

/**
 * Brings the database to the last migration, each in its own transaction. Any number of processes may call it at once:
 * one works, the others wait. Throws DatabaseFault when what ran before is not what is listed now.
 *
 * TypeORM's runner is not used: it takes no lock (3 of 4 simultaneous starts failed), keeps no checksum, and cannot lift
 * FORCE ROW LEVEL SECURITY around each migration, without which the owner's data migrations update nothing, silently.
 */
export async function migrate({ dataSource, migrations, log }: MigrateOptions): Promise<{ applied: string[] }> {
  const runner = dataSource.createQueryRunner()
  const client = (await runner.connect()) as PoolClient
  const query: Sql = async (text, values) =>
    // A big table takes as long as it takes; pg has no word for "never" here, this is its longest.
    (await client.query({ text, values, query_timeout: 2 ** 31 - 1 } as { text: string; values?: unknown[] })).rows
  let limit = '0'
  try {
    limit = ((await query('show statement_timeout')) as [{ statement_timeout: string }])[0].statement_timeout
    await query('set statement_timeout = 0')
    await lock(query, log)
    const { applied } = await runPending(query, migrations, log, asTransaction)
    return { applied }
  } finally {
    // A connection in doubt is thrown away, and its locks with it.
    const clean = await query('select pg_advisory_unlock_all()')
      .then(() => query(`select set_config('statement_timeout', $1, false)`, [limit]))
      .then(() => true)
      .catch(() => false)
    if (!clean) log.warn({}, 'the connection broke while migrating')
    await runner.release()
  }
}

/** The same within a transaction of the caller's, which keeps all of it or nothing; `sql` runs as the role that is to own the tables. */
export const migrateWithin = async (sql: Sql, migrations: readonly Migration[], log: Log): Promise<void> => {
  await runPending(sql, migrations, log, () => async (work) => work())
}

type Around = (work: () => Promise<void>) => Promise<void>

const runPending = async (
  sql: Sql,
  migrations: readonly Migration[],
  log: Log,
  around: (sql: Sql) => Around,
): Promise<{ applied: string[] }> => {
  const done = await recorded(sql)
  refuseDrift(done, migrations)
  const pending = migrations.slice(done.length)
  for (const [index, migration] of pending.entries()) {
    const count = `${index + 1} of ${pending.length}`
    await withProgress(log, migration.name, count, () => apply(sql, migration, done.length + index + 1, around(sql)))
  }
  return { applied: pending.map(({ name }) => name) }
}

const asTransaction =
  (sql: Sql): Around =>
  async (work) => {
    await sql('begin')
    try {
      await work()
      await sql('commit')
    } catch (error) {
      await sql('rollback').catch(() => undefined)
      throw error
    }
  }

const lockKey = 7_241_960_119

async function lock(sql: Sql, log: Log): Promise<void> {
  const [row] = (await sql('select pg_try_advisory_lock($1) as taken', [lockKey])) as { taken: boolean }[]
  if (row?.taken) return
  log.info({}, 'another process is migrating the database: waiting for it')
  await sql('select pg_advisory_lock($1)', [lockKey])
}

interface Recorded {
  readonly name: string
  readonly sha256: string
}

async function recorded(sql: Sql): Promise<readonly Recorded[]> {
  await sql(`create table if not exists migrations (
    position integer primary key,
    name text not null unique,
    sha256 text not null,
    applied_at timestamptz(3) not null default now()
  )`)
  return (await sql('select name, sha256 from migrations order by position')) as Recorded[]
}

/** A function is known by its name only: its compiled text differs from one compiler to the next. */
function checksum({ name, up }: Migration): string {
  return createHash('sha256')
    .update(typeof up === 'string' ? up : name)
    .digest('hex')
}

function refuseDrift(done: readonly Recorded[], migrations: readonly Migration[]): void {
  for (const [index, { name, sha256 }] of done.entries()) {
    const listed = migrations[index]
    if (!listed)
      throw new DatabaseFault(
        `The database is ahead of this program: it has the migration ${name}, which this release does not know. ` +
          'Start the newer release, or restore a backup from before it.',
      )
    if (listed.name !== name)
      throw new DatabaseFault(
        `Migration ${index + 1} of this database is ${name}, but here it is ${listed.name}. ` +
          'Migrations are only ever appended: put them back into the order in which they ran.',
      )
    if (checksum(listed) !== sha256)
      throw new DatabaseFault(
        `The migration ${name} was changed after it ran on this database. ` +
          'Put back its old text, and make the change in a new migration.',
      )
  }
}

async function apply(sql: Sql, migration: Migration, position: number, around: Around): Promise<void> {
  try {
    await around(async () => {
      await sql(`set local lock_timeout = '60s'`)
      const lifted = await liftForce(sql)
      await (typeof migration.up === 'string' ? sql(migration.up) : migration.up(sql))
      await restoreForce(sql, lifted)
      await sql('insert into migrations (position, name, sha256) values ($1, $2, $3)', [
        position,
        migration.name,
        checksum(migration),
      ])
    })
  } catch (error) {
    throw new DatabaseFault(
      `The migration ${migration.name} failed, and nothing of it was kept: ${(error as Error).message}`,
      { cause: error },
    )
  }
}

/** FORCE holds the tables' owner too: it would see no row, and update none without a word. Returns the tables lifted. */
async function liftForce(sql: Sql): Promise<readonly string[]> {
  const rows = (await sql(
    `select oid::regclass::text as name from pg_class
     where relforcerowsecurity and pg_has_role(relowner, 'member') order by oid`,
  )) as { name: string }[]
  for (const { name } of rows) await sql(`alter table ${name} no force row level security`)
  return rows.map(({ name }) => name)
}

/** Except where the migration dropped the table or took its row-level security away on purpose. */
async function restoreForce(sql: Sql, lifted: readonly string[]): Promise<void> {
  const rows = (await sql(
    `select oid::regclass::text as name from pg_class
     where oid = any (select to_regclass(name) from unnest($1::text[]) as name) and relrowsecurity`,
    [lifted],
  )) as { name: string }[]
  for (const { name } of rows) await sql(`alter table ${name} force row level security`)
}

async function withProgress(log: Log, name: string, count: string, work: () => Promise<void>): Promise<void> {
  const started = Date.now()
  const seconds = (): number => Math.round((Date.now() - started) / 100) / 10
  const timer = setInterval(
    () => log.info({ migration: name, seconds: seconds() }, 'still migrating the database'),
    5000,
  )
  try {
    await work()
    log.info({ migration: name, count, seconds: seconds() }, 'migrated the database')
  } finally {
    clearInterval(timer)
  }
}
