import { statements } from '../../src/store/batches'
import { openDataSource } from '../../src/store/data-source'
import { firstDesk } from '../../src/workspaces/first-desk-rows'
import { loadsRows } from '../../src/store/loader'
import { createStore, together, type Store, type Unit, type WriteSet } from '../../src/store/transaction'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'

describe('a transaction of one desk', () => {
  let database: TestDatabase
  let store: Store
  let desk: string
  let close: () => Promise<void>

  beforeEach(async () => {
    database = await freshDatabase()
    const dataSource = await openDataSource({ url: database.url, pool: 2, entities: [], log: keptLog() })
    store = createStore(dataSource)
    desk = await firstDesk(store, { name: 'Desk', locale: 'en', zone: 'UTC', queue: 'Support' })
    close = async () => dataSource.destroy()
  })
  afterEach(async () => {
    await close()
    await database.drop()
  })
  const added: WriteSet<string> = {
    order: 10,
    changes: [],
    write: async (unit, names) => {
      await unit.rows(
        `insert into queues (id, name) select gen_random_uuid(), name from unnest($1::text[]) as given(name) on conflict do nothing`,
        [names],
      )
    },
  }
  const told = statements(11, ['queues'])
  /** A statement whose answer nobody needs. */
  const says = (unit: Unit, sql: string, parameters: readonly unknown[] = []) => unit.add(told, { sql, parameters })
  const deadlock = `do $$ begin raise exception using errcode = 'deadlock_detected', message = 'as if'; end $$`
  const counting = () => {
    const statements: (readonly string[])[] = []
    const byName = loadsRows<string, { name: string }>({
      tables: ['queues'],
      sees: 10,
      read: async (unit, names) => {
        statements.push(names)
        return unit.rows('select name from queues where name = any($1)', [names])
      },
      keyOf: ({ name }) => name,
    })
    return { statements, byName }
  }

  test('what many ask for side by side is one statement, and each gets its own', async () => {
    const { statements, byName } = counting()
    const found = await store.transaction(desk, async (unit) => {
      const rows: Record<string, number> = {}
      await together(['Support', 'Sales', 'Support', 'Law'], async (name) => {
        unit.add(added, `${name} two`)
        rows[name] = (await unit.load(byName, name)).length
        rows[`${name} two`] = (await unit.load(byName, `${name} two`)).length
      })
      return rows
    })
    expect(found).toEqual({ Support: 1, Sales: 0, Law: 0, 'Support two': 1, 'Sales two': 1, 'Law two': 1 })
    expect(statements).toEqual([
      ['Support', 'Sales', 'Law'],
      ['Support two', 'Sales two', 'Law two'],
    ])
  })

  test('a read sees what was added before it, however many ask side by side', async () => {
    await store.transaction(desk, async (unit) =>
      together(
        Array.from({ length: 50 }, (_, index) => `queue ${index}`),
        async (name) => {
          unit.add(added, name)
          const [row] = await unit.rows<{ count: number }>('select count(*) as count from queues where name = $1', [
            name,
          ])
          expect(row!.count).toBe(1)
        },
      ),
    )
  })

  test('when one fails nothing of the others goes on after it', async () => {
    let ended = 0
    const failing = store.transaction(desk, async (unit) =>
      together([0, 1, 2], async (index) => {
        try {
          if (index === 0) throw new Error('no')
          for (let turn = 0; turn < 20; turn++) await unit.rows('select pg_sleep(0.002)')
        } finally {
          ended++
        }
      }),
    )
    await expect(failing).rejects.toThrow('no')
    expect(ended).toBe(3)
  })

  test('what nobody waits for is read by what comes after it, and keeps its order with what is added', async () => {
    const names = await store.transaction(desk, async (unit) => {
      unit.add(added, 'Sales')
      says(unit, 'update queues set name = $1 where name = $2', ['Law', 'Sales'])
      return unit.rows<{ name: string }>('select name from queues order by name')
    })
    expect(names).toEqual([{ name: 'Law' }, { name: 'Support' }])
  })

  test('what nobody waits for undoes everything when it fails, and says why', async () => {
    const work = store.transaction(desk, async (unit) => {
      unit.add(added, 'Sales')
      says(unit, 'update queues set name = $1', [null])
    })
    await expect(work).rejects.toMatchObject({ code: '23502' })
    const later = store.transaction(desk, async (unit) => {
      says(unit, 'update queues set name = $1', [null])
      await unit.rows('select 1')
    })
    await expect(later).rejects.toMatchObject({ code: '23502' })
    const left = await store.read(desk, async (unit) => unit.rows('select name from queues'))
    expect(left).toEqual([{ name: 'Support' }])
  })

  test('a deadlock in what nobody waits for is tried again as any other', async () => {
    let tries = 0
    await store.transaction(desk, async (unit) => {
      unit.add(added, 'Sales')
      if (++tries === 1) says(unit, deadlock)
    })
    expect(tries).toBe(2)
  })

  test('a deadlock in what was added is tried again, whatever was sent behind it', async () => {
    let tries = 0
    const failing: WriteSet<number> = {
      order: 11,
      changes: [],
      write: async (unit) => {
        const statements = [tries === 1 ? deadlock : 'select 1', 'select 1']
        await Promise.all(statements.map(async (sql) => unit.rows(sql)))
      },
    }
    const behind: WriteSet<number> = {
      order: 12,
      changes: [],
      write: async (unit) => void (await unit.execute('select 1')),
    }
    await store.transaction(desk, async (unit) => {
      tries++
      unit.add(failing, 1)
      unit.add(behind, 1)
    })
    expect(tries).toBe(2)
  })

  test('a deadlock in one of several that go side by side is tried again', async () => {
    let tries = 0
    await store.transaction(desk, async (unit) => {
      tries++
      await together(['first', 'second'], async (one) => {
        await unit.rows(one === 'second' && tries === 1 ? deadlock : 'select 1')
        await unit.rows('select 1')
      })
    })
    expect(tries).toBe(2)
  })
})
