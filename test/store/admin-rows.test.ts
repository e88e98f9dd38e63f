import { queueMemberSchema } from '../../src/queues/agent-rows'
import { queueSchema } from '../../src/queues/queue-rows'
import { teamSchema } from '../../src/people/team-rows'
import { tables } from '../../src/slices'
import { macroSchema } from '../../src/rules/rule-rows'
import { alike } from '../../src/store/columns'
import { openDataSource } from '../../src/store/data-source'
import { deskFor, firstDesk } from '../../src/workspaces/first-desk-rows'
import { newId } from '../../src/store/id'
import { statements } from '../../src/store/batches'
import { loadsEach } from '../../src/store/loader'
import { createStore, type Store, type Unit } from '../../src/store/transaction'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'

describe('a row that an admin sets', () => {
  let database: TestDatabase
  let store: Store
  let desk: string
  let other: string
  let close: () => Promise<void>

  beforeAll(async () => {
    database = await freshDatabase()
    const dataSource = await openDataSource({ url: database.url, pool: 2, entities: tables, log: keptLog() })
    store = createStore(dataSource)
    const facts = { name: 'Desk', locale: 'en', zone: 'UTC', queue: 'Support' } as const
    desk = await firstDesk(store, facts)
    other = await deskFor(store, { platform: 'slack', kind: 'workspace', id: 'T2' }, { ...facts, name: 'Other' })
    close = async () => dataSource.destroy()
  })
  afterAll(async () => {
    await close()
    await database.drop()
  })
  const names = (unit: Unit) =>
    unit.config('names', async () =>
      (await unit.find(queueSchema, { order: { position: 'ASC' } })).map(({ name }) => name),
    )
  const teams = (unit: Unit) => unit.find(teamSchema, { order: { name: 'ASC' } })

  test('is added once, and changed in what is given; what it is called by from elsewhere stays', async () => {
    const [id, later] = [newId(), newId()]
    await store.transaction(desk, async (unit) => {
      await unit.upsert(teamSchema, { id, name: 'Law', skills: ['contracts'] }, ['name'])
      await unit.upsert(teamSchema, { id: later, name: 'Law', skills: ['contracts', 'Latin'] }, ['name'])
      await unit.upsert(teamSchema, { id: later, name: 'Law' }, ['name'])
    })
    expect(await store.read(desk, teams)).toEqual([{ id, name: 'Law', skills: ['contracts', 'Latin'] }])
  })

  test('that is nothing but its key is added once, however often', async () => {
    await store.transaction(desk, async (unit) => {
      const [queue] = await unit.find(queueSchema)
      const person = newId()
      await unit.execute(`insert into people (id, name, created_at) values ($1, 'Ann', $2)`, [person, unit.now])
      await unit.upsert(queueMemberSchema, { queue: queue!.id, person })
      await unit.upsert(queueMemberSchema, { queue: queue!.id, person })
      expect(await unit.find(queueMemberSchema)).toEqual([{ queue: queue!.id, person }])
      expect(await unit.remove(queueMemberSchema, { queue: queue!.id })).toBe(1)
    })
  })

  test('of another desk is neither found nor changed nor removed, though nothing names the desk', async () => {
    await store.transaction(other, async (unit) => unit.upsert(macroSchema, { name: 'Bye', owner: null, actions: 'a' }))
    await store.transaction(desk, async (unit) => {
      expect(await unit.find(macroSchema)).toEqual([])
      expect(await unit.remove(macroSchema, { name: 'Bye' })).toBe(0)
      expect(await unit.update(macroSchema, { name: 'Bye' }, { actions: 'b' })).toBe(0)
      await unit.upsert(macroSchema, { name: 'Bye', owner: null, actions: 'c' })
      expect(await unit.remove(macroSchema, { name: alike('BÝE') })).toBe(1)
    })
    const kept = await store.read(other, async (unit) => unit.find(macroSchema))
    expect(kept).toEqual([{ name: 'Bye', owner: null, actions: 'a' }])
  })

  test('is seen changed by whoever kept it in memory: in this transaction and in those after it', async () => {
    const id = newId()
    const kept = async () => store.read(desk, names)
    expect(await kept()).toEqual(['Support'])
    await store.transaction(desk, async (unit) => {
      expect(await names(unit)).toEqual(['Support'])
      await unit.upsert(queueSchema, { id, name: 'Sales', position: 2 })
      expect(await names(unit)).toEqual(['Support', 'Sales'])
      await unit.update(queueSchema, { id }, { name: 'Deals' })
      expect(await names(unit)).toEqual(['Support', 'Deals'])
    })
    expect(await kept()).toEqual(['Support', 'Deals'])
    await store.transaction(desk, async (unit) => unit.remove(queueSchema, { id }))
    expect(await kept()).toEqual(['Support'])
  })

  test('makes what was read of its table before anybody asked be forgotten, and nothing else', async () => {
    const writes: ((unit: Unit) => Promise<unknown>)[] = [
      async (unit) => unit.upsert(macroSchema, { name: 'Hi', owner: null, actions: '' }),
      async (unit) => unit.update(macroSchema, { name: 'Hi' }, { actions: 'x' }),
      async (unit) => unit.remove(macroSchema, { name: 'Hi' }),
    ]
    const of = (table: string) => loadsEach<string, number>({ tables: [table], read: async () => 0 })
    const [macros, teams] = [of('macros'), of('teams')]
    for (const write of writes)
      await store.transaction(desk, async (unit) => {
        unit.keep(macros, 'all', 1)
        unit.keep(teams, 'all', 2)
        await write(unit)
        expect([unit.primed(macros, 'all')?.found, unit.primed(teams, 'all')?.found]).toEqual([undefined, 2])
      })
  })

  test('is found with what was added just before', async () => {
    const told = statements(11, ['macros'])
    await store.transaction(desk, async (unit) => {
      unit.add(told, { sql: `insert into macros (name, actions) values ('Soon', '')`, parameters: [] })
      expect(await unit.find(macroSchema)).toEqual([{ name: 'Soon', owner: null, actions: '' }])
    })
  })
})

describe('a statement by hand answers', () => {
  test('rows, the first of them, its first value, or the first column', async () => {
    const database = await freshDatabase()
    const dataSource = await openDataSource({ url: database.url, pool: 1, entities: tables, log: keptLog() })
    const store = createStore(dataSource)
    const desk = await firstDesk(store, { name: 'Desk', locale: 'en', zone: 'UTC', queue: 'Support' })
    try {
      await store.read(desk, async (unit) => {
        const two = `select n, n * 10 as tens from generate_series(1, 2) n`
        const none = `${two} where false`
        expect(await unit.rows(two)).toEqual([
          { n: 1, tens: 10 },
          { n: 2, tens: 20 },
        ])
        expect([await unit.first(two), await unit.first(none)]).toEqual([{ n: 1, tens: 10 }, undefined])
        expect([await unit.value(two), await unit.value(none)]).toEqual([1, undefined])
        expect([await unit.column(two), await unit.column(none)]).toEqual([[1, 2], []])
      })
    } finally {
      await dataSource.destroy()
      await database.drop()
    }
  })
})
