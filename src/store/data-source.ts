import { types, type ClientBase, type CustomTypesConfig } from 'pg'
import { DataSource, type EntitySchema } from 'typeorm'
import { type Log, defined } from '../platform'
import { DatabaseFault } from './database-fault'
import { watchedClient } from './watched-client'

/** Of whatever rows. */
export type Table = EntitySchema<object>

export interface DataSourceOptions {
  readonly url: string
  /** Connections at most. */
  readonly pool: number
  readonly entities: readonly Table[]
  readonly log: Log
  /** The one role that may connect although row-level security does not hold it. */
  readonly allowSuperuser?: string
}

const int8 = types.builtins.INT8

/** timestamptz as Date, as pg does it; bigint as number: ours count tickets and milliseconds, far below 2^53. */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    id === int8 ? Number : types.getTypeParser(id, format as 'text')) as CustomTypesConfig['getTypeParser'],
}

/** So many connections stay open while nothing is asked. */
const kept = 4

/**
 * Opens the connections that are kept: a new one costs several round trips, which the first of many messages at once would
 * wait for.
 */
export const warmUp = async (dataSource: DataSource, pool: number): Promise<void> => {
  const runners = Array.from({ length: Math.min(pool, kept) }, () => dataSource.createQueryRunner())
  await Promise.allSettled(runners.map(async (runner) => runner.connect()))
  await Promise.allSettled(runners.map(async (runner) => runner.release()))
}

/**
 * Connects. Every statement has 20 s; a connection that broke without a word is noticed within 25 s. Throws DatabaseFault
 * when it cannot connect, when the server is too old, or when the role is one that row-level security does not hold.
 */
export async function openDataSource({
  url,
  pool,
  entities,
  log,
  allowSuperuser,
}: DataSourceOptions): Promise<DataSource> {
  const options: DataSourceOptions = {
    url,
    pool,
    entities,
    log,
    ...defined({ allowSuperuser }),
  }
  const dataSource = await withSettings(options).catch((error: unknown) => {
    throw new DatabaseFault(
      `Cannot connect to PostgreSQL at ${place(url)}: ${(error as Error).message || String(error)}. Check DATABASE_URL.`,
      { cause: error },
    )
  })
  try {
    await refuseOldServer(dataSource)
    await refuseSuperuser(dataSource, allowSuperuser, log)
    // With one connection alone there is nobody else to whom it could be given.
    if (pool > 1) await refusePooler(dataSource)
  } catch (error) {
    await dataSource.destroy()
    throw error
  }
  return dataSource
}

/** Of every connection. Milliseconds where it is a time. */
const sessionSettings = {
  // A search for a word such as "the" would have a NOTICE sent each time.
  client_min_messages: 'warning',
  statement_timeout: 20_000,
  idle_in_transaction_session_timeout: 60_000,
} as const

/** As they come with the connection; where a pooler refuses them or leaves them out, each connection says them first. */
const withSettings = async (options: DataSourceOptions): Promise<DataSource> => {
  try {
    const dataSource = await connected(options, false)
    const [row] = await dataSource.query<[{ limit: string }]>(`select current_setting('statement_timeout') as limit`)
    if (row.limit !== '0') return dataSource
    await dataSource.destroy()
  } catch (error) {
    if (!/unsupported startup parameter/.test((error as Error).message)) throw error
  }
  return connected(options, true)
}

/** `saysSettings`: says them as its first statement, where they may not come with the connection. */
const connected = async (
  { url, pool, entities, log }: DataSourceOptions,
  saysSettings: boolean,
): Promise<DataSource> => {
  let isClosing = false
  const { client_min_messages, ...timeouts } = sessionSettings
  const said = Object.entries(sessionSettings).map(([name, value]) => `set ${name} = '${value}'`)
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    poolSize: pool,
    applicationName: 'taquilla',
    connectTimeoutMS: 5000,
    entities: [...entities],
    logging: false,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    // Its own server may end sooner than the last of the connections that are being closed.
    poolErrorHandler: (error: unknown) => {
      if (!isClosing) log.warn({ error }, 'a database connection broke')
    },
    extra: {
      types: columnTypes,
      Client: watchedClient(),
      // Statements that a transaction sends without waiting for answers go out without waiting for them.
      pipeline: true,
      min: Math.min(pool, kept),
      ...(saysSettings && { onConnect: async (client: ClientBase) => client.query(said.join('; ')) }),
      ...(!saysSettings && { options: `-c client_min_messages=${client_min_messages}`, ...timeouts }),
      // The server's own limit comes first; this one is for a server that does not answer at all.
      query_timeout: 25_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
  })
  await dataSource.initialize()
  const destroy = dataSource.destroy.bind(dataSource)
  dataSource.destroy = async () => {
    isClosing = true
    await destroy()
  }
  return dataSource
}

/**
 * A pooler that gives a connection to somebody else after each transaction loses prepared statements, and gives away the
 * locks by which processes know of each other: a third of the messages would fail. Whether it does shows when another
 * transaction is begun meanwhile: it gets the very server that the first connection had. Throws DatabaseFault.
 */
const refusePooler = async (dataSource: DataSource): Promise<void> => {
  const [one, other] = [dataSource.createQueryRunner(), dataSource.createQueryRunner()]
  const serverOf = async (runner: typeof one) =>
    ((await runner.query('select pg_backend_pid() as pid')) as [{ pid: number }])[0].pid
  const isKept = async () => {
    const first = await serverOf(one)
    await one.query('prepare taquilla_probe as select 1')
    await other.query('begin')
    const second = await serverOf(other)
    await one.query('execute taquilla_probe')
    const isSame = first !== second && first === (await serverOf(one))
    await other.query('rollback')
    await one.query('deallocate taquilla_probe')
    return isSame
  }
  let cause: unknown
  try {
    if (await isKept()) return
  } catch (error) {
    cause = error
  } finally {
    await Promise.all([one, other].map(async (runner) => runner.query('rollback').catch(() => undefined)))
    await Promise.all([one.release(), other.release()])
  }
  const said = cause === undefined ? '' : ` (It said: ${(cause as Error).message}.)`
  throw new DatabaseFault(
    'DATABASE_URL leads to a connection pooler that takes connections away between transactions (transaction or statement mode). ' +
      'This program needs one of its own for as long as it asks: set pool_mode = session for its database in the pooler, or connect to PostgreSQL itself.' +
      said,
    { cause },
  )
}

/** Host and database, without who and how. */
function place(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

async function refuseOldServer(dataSource: DataSource): Promise<void> {
  const [server] = await dataSource.query<{ number: string; called: string }[]>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as called`,
  )
  const fault = tooOld(Number(server!.number), server!.called)
  if (fault !== undefined) throw new DatabaseFault(fault)
}

/** Of PostgreSQL's `server_version_num`: 160004 is 16.4. A role can be granted without inheriting it since 16. */
export const tooOld = (number: number, called: string): string | undefined =>
  number >= 160_000
    ? undefined
    : `DATABASE_URL leads to PostgreSQL ${called}; 16 is the oldest that has what this program needs. ` +
      `Upgrade the server, or leave DATABASE_URL out to use the PostgreSQL 18 that comes with the program.`

async function refuseSuperuser(dataSource: DataSource, allowed: string | undefined, log: Log): Promise<void> {
  const [role] = await dataSource.query<{ name: string; database: string }[]>(
    `select rolname as name, current_database() as database
     from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)`,
  )
  if (!role) return
  if (role.name === allowed)
    return log.warn(
      { role: role.name },
      'row-level security does not hold this role: DATABASE_ALLOW_SUPERUSER allows it',
    )
  throw new DatabaseFault(
    `The role "${role.name}" in DATABASE_URL is a superuser or bypasses row-level security, which keeps desks apart. ` +
      `Make a role for this program, and put it into DATABASE_URL:\n` +
      `  CREATE ROLE taquilla LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE PASSWORD '…';\n` +
      `  ALTER DATABASE "${role.database}" OWNER TO taquilla;\n` +
      `Or allow this one by its name: DATABASE_ALLOW_SUPERUSER=${role.name}`,
  )
}
