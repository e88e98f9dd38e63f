import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { PoolClient } from 'pg'
import { EntitySchema } from 'typeorm'
import { openDataSource, tooOld } from '../../src/store/data-source'
import { keptLog } from '../support/kept-log'
import { asSuperuser, freshDatabase, testCluster, type TestDatabase } from '../support/postgres'

const log = keptLog()
let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase('empty')
})
afterAll(() => database.drop())

describe('the database', () => {
  it('gives times as Date and big numbers as numbers, raw and by entity', async () => {
    interface Row {
      id: number
      at: Date
    }
    const rows = new EntitySchema<Row>({
      name: 'row',
      tableName: 'rows',
      columns: { id: { type: 'bigint', primary: true }, at: { type: 'timestamptz' } },
    })
    const dataSource = await openDataSource({ url: database.url, pool: 2, entities: [rows as EntitySchema], log })
    await dataSource.query('create table rows (id bigint primary key, at timestamptz(3) not null)')
    const row: Row = { id: 2 ** 52, at: new Date('2026-03-29T01:30:00.123Z') }
    await dataSource.getRepository(rows).insert(row)
    expect(await dataSource.getRepository(rows).find()).toEqual([row])
    expect(await dataSource.query('select * from rows')).toEqual([row])
    await dataSource.destroy()
  })

  it('has no notice sent, such as one for each search for a word that everybody uses', async () => {
    const dataSource = await openDataSource({ url: database.url, pool: 1, entities: [], log })
    expect(await dataSource.query('show client_min_messages')).toEqual([{ client_min_messages: 'warning' }])
    await dataSource.destroy()
  })

  it('is asked in one packet what is asked before the program waits again, also by promises that go on', async () => {
    const dataSource = await openDataSource({ url: database.url, pool: 1, entities: [], log })
    const runner = dataSource.createQueryRunner()
    const client = (await runner.connect()) as PoolClient
    const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
    const [one, several] = [jest.spyOn(stream, '_write'), jest.spyOn(stream, '_writev')]
    const ask = async (number: number, promises: number) => {
      for (let left = promises; left > 0; left--) await Promise.resolve()
      return (await client.query<{ number: number }>('select $1::int as number', [number])).rows[0]!.number
    }
    expect(await Promise.all([ask(1, 0), ask(2, 3), ask(3, 9)])).toEqual([1, 2, 3])
    expect(one.mock.calls.length + several.mock.calls.length).toBe(1)
    await runner.release()
    await dataSource.destroy()
  })

  it('says where it looked when nobody answers there', async () => {
    const url = 'postgres://someone:hush@127.0.0.1:1/desk'
    const attempt = openDataSource({ url, pool: 2, entities: [], log })
    await expect(attempt).rejects.toThrow(/Cannot connect to PostgreSQL at 127.0.0.1:1\/desk: .*Check DATABASE_URL/)
    await expect(attempt).rejects.not.toThrow(/hush/)
  })

  it('goes on after it broke every connection', async () => {
    const dataSource = await openDataSource({ url: database.url, pool: 3, entities: [], log })
    await Promise.all([1, 2, 3].map(() => dataSource.query('select pg_sleep(0.05)')))
    await asSuperuser(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = '${new URL(database.url).pathname.slice(1)}' and pid <> pg_backend_pid()`,
    )
    // Each of the three may break under one question.
    const again = async (tries: number): Promise<unknown> =>
      dataSource.query('select 1 as one').catch((error: unknown) => {
        if (tries === 0) throw error
        return again(tries - 1)
      })
    expect(await again(3)).toEqual([{ one: 1 }])
    await dataSource.destroy()
  })
})

describe('a role that row-level security does not hold', () => {
  it('is refused, with the SQL that makes a proper one', async () => {
    const attempt = openDataSource({ url: testCluster().superUrl, pool: 2, entities: [], log })
    await expect(attempt).rejects.toThrow(/"postgres" in DATABASE_URL is a superuser or bypasses/)
    await expect(attempt).rejects.toThrow(/CREATE ROLE taquilla LOGIN NOSUPERUSER NOBYPASSRLS/)
  })

  it('is refused when it only bypasses', async () => {
    const role = `bypass_${randomBytes(4).toString('hex')}`
    await asSuperuser(`create role ${role} login bypassrls password 'x'`)
    const url = new URL(testCluster().superUrl)
    url.username = role
    url.password = 'x'
    await expect(openDataSource({ url: url.href, pool: 2, entities: [], log })).rejects.toThrow(new RegExp(role))
    await asSuperuser(`drop role ${role}`)
  })

  it('may connect when it is allowed by its name, and only by its name', async () => {
    const { superUrl } = testCluster()
    const allowed = await openDataSource({ url: superUrl, pool: 2, entities: [], log, allowSuperuser: 'postgres' })
    await allowed.destroy()
    await expect(
      openDataSource({ url: superUrl, pool: 2, entities: [], log, allowSuperuser: 'another' }),
    ).rejects.toThrow(/DATABASE_ALLOW_SUPERUSER=postgres/)
  })
})

describe('a server of a version that lacks what is needed', () => {
  it('is refused by its version, with the oldest that will do', () => {
    expect(tooOld(150_018, '15.18 (Debian 15.18-0+deb12u1)')).toMatch(/PostgreSQL 15\.18 .*; 16 is the oldest/)
    expect(tooOld(160_000, '16.0')).toBeUndefined()
    expect(tooOld(180_004, '18.4')).toBeUndefined()
  })
})
