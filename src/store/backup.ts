import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { Client } from 'pg'
import { OperatorFault, type Log } from '../platform'
import { migrateWithin, type Migration, type Sql } from './migrate'

/** A backup cannot be written, or read back. The message says why. */
export class BackupFault extends OperatorFault {
  override readonly name = 'BackupFault'
}

/*
 * A gzipped text of lines: the header; for each table `{"table": …}` and its rows, each as PostgreSQL prints it in JSON, so
 * that no value passes through JavaScript; and `{"end": rows}`, without which the file is a torso.
 */
interface Header {
  readonly taquilla: 1
  readonly at: string
  /** The names of those that had run: rows are put back into the tables of that time, and migrated from there. */
  readonly migrations: readonly string[]
  /** Position of each counter: beyond what its rows show where the last of them were taken away. Older backups have none. */
  readonly sequences?: Readonly<Record<string, string>>
}
interface Table {
  readonly table: string
  readonly columns: readonly string[]
}

export interface Progress {
  (table: string, rows: number): void
}

/** Tables that are made anew by themselves. */
const leftOut = ['migrations', 'agenda_jobs']

const connect = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url, application_name: 'taquilla backup' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

const tablesOf = async (client: Client): Promise<(Table & { readonly isHeavy: boolean })[]> => {
  const { rows } = await client.query<{ table: string; columns: string[]; isHeavy: boolean }>(
    `select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns, bool_or(a.atttypid = 'bytea'::regtype) as "isHeavy"
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       and c.relname <> all($1) group by c.relname order by c.relname`,
    [leftOut],
  )
  return rows
}

/**
 * Writes everything to `file`, as it stands at one moment, whether or not the program runs. `superUrl`: a role that row-level
 * security does not hold. Answers the number of rows.
 */
export const writeBackup = async (superUrl: string, file: string, progress: Progress): Promise<number> => {
  const client = await connect(superUrl)
  const part = `${file}.part`
  let count = 0
  async function* lines() {
    await client.query('begin isolation level repeatable read read only')
    const { rows: done } = await client.query<{ name: string }>('select name from migrations order by position')
    const header: Header = {
      taquilla: 1,
      at: new Date().toISOString(),
      migrations: done.map(({ name }) => name),
      sequences: await sequencesOf(client),
    }
    yield `${JSON.stringify(header)}\n`
    for (const { table, columns, isHeavy } of await tablesOf(client)) {
      yield `${JSON.stringify({ table, columns })}\n`
      let rows = 0
      for await (const line of rowsOf(client, table, columns, isHeavy)) {
        rows++
        yield `${line}\n`
      }
      count += rows
      progress(table, rows)
    }
    await client.query('commit')
    yield `${JSON.stringify({ end: count })}\n`
  }
  try {
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(part, { mode: 0o600 }))
    await rename(part, file)
    return count
  } catch (error) {
    await rm(part, { force: true })
    throw new BackupFault(`${file} could not be written: ${(error as Error).message}`, { cause: error })
  } finally {
    await client.end()
  }
}

const sequencesOf = async (client: Client): Promise<Record<string, string>> => {
  const { rows } = await client.query<{ name: string; last: string }>(
    `select sequencename as name, last_value::text as last from pg_sequences where schemaname = 'public' and last_value is not null`,
  )
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]))
}

async function* rowsOf(client: Client, table: string, columns: readonly string[], isHeavy: boolean) {
  const list = columns.map(quoted).join(', ')
  await client.query(
    `declare backup no scroll cursor for select row_to_json(r)::text as line from (select ${list} from ${quoted(table)}) r`,
  )
  for (;;) {
    // Files are whole in their rows.
    const { rows } = await client.query<{ line: string }>(`fetch ${isHeavy ? 4 : 1000} from backup`)
    if (rows.length === 0) break
    for (const { line } of rows) yield line
  }
  await client.query('close backup')
}

export interface Restore {
  readonly superUrl: string
  /** The program's own, whose the tables will be. */
  readonly role: string
  readonly migrations: readonly Migration[]
  readonly log: Log
  readonly file: string
  /** Drops whatever is in the database. */
  readonly force: boolean
  readonly progress: Progress
}

/** Puts a backup into the database, which must be empty unless told. All of it, or nothing. Answers the number of rows. */
export const readBackup = async (restore: Restore): Promise<number> => {
  const { superUrl, role, migrations, log, file, force, progress } = restore
  await refuseTorso(file)
  const lines = linesOf(file)
  const header = await readHeader(lines, file)
  const known = migrations.slice(0, header.migrations.length)
  if (header.migrations.some((name, index) => known[index]?.name !== name))
    throw new BackupFault(`${file} is of another release, whose tables this one does not know: restore with that one.`)
  const client = await connect(superUrl)
  const sql: Sql = async (text, values) => (await client.query(text, values)).rows as unknown
  const migrateAs = async (list: readonly Migration[]) => {
    await client.query(`set local role ${quoted(role)}`)
    await migrateWithin(sql, list, log)
    await client.query('reset role')
  }
  try {
    // One transaction from the old desk to the new one: killed at any moment, the old one is still there.
    await client.query('begin')
    if (!force) await refuseContent(client)
    await emptySchema(client)
    await migrateAs(known)
    // References are checked when everything is there; what may only be added to may be filled.
    await client.query(`set local session_replication_role = replica`)
    const count = await load(client, lines, progress)
    await client.query(`set local session_replication_role = origin`)
    await advanceTo(client, header.sequences ?? {})
    await migrateAs(migrations)
    await client.query('commit')
    // Until its tables are measured the first searches would read them whole.
    await client.query('analyze').catch((error: unknown) => log.warn({ error }, 'the tables could not be measured'))
    return count
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error instanceof BackupFault
      ? error
      : new BackupFault(`${file} could not be restored: ${(error as Error).message}`, { cause: error })
  } finally {
    await client.end()
  }
}

/** As `initdb` makes it: without the right to use it whoever does not own it finds no table in it, and searches run as another role. */
const emptySchema = async (client: Client) => {
  await client.query('drop schema public cascade')
  await client.query('create schema public authorization pg_database_owner')
  await client.query('grant usage on schema public to public')
  await client.query(`comment on schema public is 'standard public schema'`)
}

const linesOf = (file: string): AsyncIterator<string> => {
  const input = createReadStream(file)
  const text = input.pipe(createGunzip())
  input.on('error', (error) => text.destroy(error))
  return createInterface({ input: text, crlfDelay: Infinity })[Symbol.asyncIterator]()
}

/** The line that begins a table's rows. */
const tableOf = (line: string): Table | undefined => {
  if (!line.startsWith('{"table":')) return undefined
  const mark = JSON.parse(line) as Partial<Table>
  return Array.isArray(mark.columns) && Object.keys(mark).length === 2 ? (mark as Table) : undefined
}
const endOf = (line: string): number | undefined => {
  const count = /^\{"end":(\d+)\}$/.exec(line)?.[1]
  return count === undefined ? undefined : Number(count)
}

/** Read through once before anything is touched: half a backup must not replace a desk. */
const refuseTorso = async (file: string) => {
  let last = ''
  let rows = -2
  try {
    const lines = linesOf(file)
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      last = next.value
      if (tableOf(last) === undefined) rows++
    }
  } catch (error) {
    throw new BackupFault(`${file} is no whole backup: ${(error as Error).message}`, { cause: error })
  }
  if (endOf(last) !== rows) throw new BackupFault(`${file} is no whole backup: rows or its end are missing.`)
}

const readHeader = async (lines: AsyncIterator<string>, file: string): Promise<Header> => {
  try {
    const header = JSON.parse(String((await lines.next()).value)) as Header
    if (header.taquilla === 1 && Array.isArray(header.migrations)) return header
  } catch {
    // Told below.
  }
  throw new BackupFault(`${file} is no backup of this program.`)
}

const refuseContent = async (client: Client) => {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('public.desks') is not null as there`)
  if (rows[0]?.there !== true) return
  const { rows: tickets } = await client.query('select from tickets limit 1')
  const { rows: people } = await client.query('select from people limit 1')
  if (tickets.length + people.length > 0)
    throw new BackupFault('There is a desk in this database. Restore into an empty one, or replace it with --force.')
}

const load = async (client: Client, lines: AsyncIterator<string>, progress: Progress): Promise<number> => {
  let table: Table | undefined
  let batch: string[] = []
  let size = 0
  let rows = 0
  let count = 0
  const flush = async () => {
    if (table === undefined || batch.length === 0) return
    const list = table.columns.map(quoted).join(', ')
    await client.query(
      `insert into ${quoted(table.table)} (${list}) overriding system value
       select ${list} from json_populate_recordset(null::${quoted(table.table)}, $1::json)`,
      [`[${batch.join(',')}]`],
    )
    batch = []
    size = 0
  }
  const finish = async () => {
    await flush()
    if (table === undefined) return
    await advance(client, table)
    progress(table.table, rows)
    rows = 0
  }
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    const line = next.value
    if (endOf(line) !== undefined) break
    const begun = tableOf(line)
    if (begun !== undefined) {
      await finish()
      table = begun
      continue
    }
    batch.push(line)
    size += line.length
    rows++
    count++
    if (batch.length === 1000 || size > 4_000_000) await flush()
  }
  await finish()
  return count
}

/** The next number of a counted column comes after those that were put back. */
const advance = async (client: Client, { table }: Table) => {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attidentity <> ''`,
    [quoted(table)],
  )
  for (const { name } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest(max(${quoted(name)}), 1), max(${quoted(name)}) is not null) from ${quoted(table)}`,
      [quoted(table), name],
    )
}

const advanceTo = async (client: Client, sequences: Readonly<Record<string, string>>) => {
  for (const [name, last] of Object.entries(sequences))
    await client.query(
      `select setval(s.oid, greatest($2::bigint, coalesce(pg_sequence_last_value(s.oid), 1)))
       from pg_class s where s.relkind = 'S' and s.relname = $1 and s.relnamespace = 'public'::regnamespace`,
      [name, last],
    )
}
