import { Client } from 'pg'
import type { DataSource } from 'typeorm'
import { DatabaseFault } from '../../src/store/database-fault'
import { openDataSource } from '../../src/store/data-source'
import { migrate, type Migration } from '../../src/store/migrate'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'

const counter: Migration = {
  name: '0001-counter',
  up: 'create table counter (runs integer); insert into counter values (0)',
}
const count: Migration = { name: '0002-count', up: 'update counter set runs = runs + 1' }

let database: TestDatabase
const open: DataSource[] = []
const log = keptLog()

const connect = async (): Promise<DataSource> => {
  const dataSource = await openDataSource({ url: database.url, pool: 2, entities: [], log })
  open.push(dataSource)
  return dataSource
}
const start = async (...migrations: Migration[]) => migrate({ dataSource: await connect(), migrations, log })
const runs = async (): Promise<number> =>
  (await (await connect()).query<{ runs: number }[]>('select runs from counter'))[0]?.runs ?? -1

beforeEach(async () => {
  database = await freshDatabase('empty')
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((dataSource) => dataSource.destroy()))
  await database.drop()
})

describe('the database when the program starts', () => {
  it('gets every migration, once, in order', async () => {
    expect(await start(counter, count)).toEqual({ applied: ['0001-counter', '0002-count'] })
    expect(await start(counter, count)).toEqual({ applied: [] })
    expect(await runs()).toBe(1)
  })

  it('gets each migration once when four processes start together', async () => {
    const slow: Migration = { name: '0003-slow', up: 'select pg_sleep(0.2); update counter set runs = runs + 10' }
    const applied = await Promise.all([1, 2, 3, 4].map(() => start(counter, count, slow)))
    expect(applied.flatMap((each) => each.applied).sort()).toEqual(['0001-counter', '0002-count', '0003-slow'])
    expect(await runs()).toBe(11)
  })

  it('keeps nothing of a migration that fails, and all of those before it', async () => {
    const broken: Migration = { name: '0002-broken', up: 'update counter set runs = 99; select nonsense' }
    await expect(start(counter, broken)).rejects.toThrow(/0002-broken failed, and nothing of it was kept: .*nonsense/)
    expect(await runs()).toBe(0)
    expect(await start(counter, count)).toEqual({ applied: ['0002-count'] })
  })

  it('runs a migration that is a function', async () => {
    const double: Migration = {
      name: '0002-double',
      up: async (sql) => {
        const [row] = (await sql('select runs from counter')) as { runs: number }[]
        await sql('update counter set runs = $1', [(row?.runs ?? 0) + 5])
      },
    }
    await start(counter, double)
    expect(await runs()).toBe(5)
  })
})

describe('the program refuses to start', () => {
  beforeEach(() => start(counter, count))

  it('when a migration was changed after it ran', async () => {
    await expect(start({ ...counter, up: 'create table counter (runs integer)' }, count)).rejects.toThrow(
      /0001-counter was changed after it ran/,
    )
  })
  it('when migrations changed places', async () => {
    await expect(start(count, counter)).rejects.toThrow(
      /Migration 1 of this database is 0001-counter, but here it is 0002/,
    )
  })
  it('when the database is ahead of it', async () => {
    await expect(start(counter)).rejects.toThrow(/ahead of this program: it has the migration 0002-count/)
  })
  it('as a fault that names its mend', async () => {
    await expect(start(counter)).rejects.toBeInstanceOf(DatabaseFault)
    expect(await runs()).toBe(1)
  })
})

describe('a data migration', () => {
  const guarded: Migration = {
    name: '0002-guarded',
    up: `create table notes (desk text, words text);
         insert into notes values ('a', 'old'), ('b', 'old');
         alter table notes enable row level security;
         alter table notes force row level security;
         create policy desk on notes using (desk = current_setting('app.desk', true))`,
  }
  const rewrite: Migration = { name: '0003-rewrite', up: `update notes set words = 'new'` }

  it('reaches the rows of every desk, and they are guarded again after it', async () => {
    await start(counter, guarded, rewrite)
    const client = new Client({ connectionString: database.superUrl })
    await client.connect()
    const { rows } = await client.query<{ words: string }>('select words from notes')
    await client.end()
    expect(rows.map(({ words }) => words)).toEqual(['new', 'new'])

    const asOwner = await (await connect()).query<unknown[]>('select * from notes')
    expect(asOwner).toEqual([])
  })

  it('would reach none of them without the lift (control)', async () => {
    await start(counter, guarded)
    const [, changed] = await (await connect()).query<[unknown[], number]>(rewrite.up as string)
    expect(changed).toBe(0)
  })

  it('may drop a guarded table', async () => {
    await start(counter, guarded, { name: '0003-drop', up: 'drop table notes' })
    await expect((await connect()).query('select * from notes')).rejects.toThrow(/does not exist/)
  })
})
