import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { laneOf, laneRows, nextAfter, type LaneState } from '../../src/delivery/lane-rows'
import { nextRow } from '../../src/delivery/lease-rows'
import { outboxRows } from '../../src/delivery/outbox-rows'
import { openDataSource } from '../../src/store/data-source'
import { firstDesk } from '../../src/workspaces/first-desk-rows'
import { createStore, type PreludeQuestion, type Store, type Unit } from '../../src/store/transaction'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'

describe('a lane that another process sends in', () => {
  const [one, other] = [randomUUID(), randomUUID()]
  const leaseMs = 60_000
  let database: TestDatabase
  let store: Store
  let desk: string
  let close: () => Promise<void>

  beforeAll(async () => {
    database = await freshDatabase()
    const dataSource = await openDataSource({ url: database.url, pool: 4, entities: [], log: keptLog() })
    store = createStore(dataSource)
    desk = await firstDesk(store, { name: 'Desk', locale: 'en', zone: 'UTC', queue: 'Support' })
    close = async () => dataSource.destroy()
  })
  afterAll(async () => {
    await close()
    await database.drop()
  })
  const ask = async (unit: Unit, { sql, parameters }: PreludeQuestion) => (await unit.rows(sql, parameters(0)))[0]
  const takes = async (owner: string, lane: string) =>
    store.transaction(desk, async (unit) => ask(unit, laneOf({ desk, lane, owner, leaseMs })))

  test('is left to it, until it gives it back', async () => {
    expect(await takes(one, 'chat:help')).toBeDefined()
    expect(await takes(other, 'chat:help')).toBeUndefined()
    expect(await takes(one, 'chat:help')).toBeDefined()
    await store.transaction(desk, async (unit) => laneRows(unit).release('chat:help', one))
    expect(await takes(other, 'chat:help')).toBeDefined()
  })

  /** Answers when the next is due. */
  const leaves = async (process: string, lane: string) => {
    const left = await store.transaction(desk, async (unit) =>
      laneRows(unit).leave({ lane, owner: process, state: undefined }),
    )
    return left.nextAt
  }
  const somethingWaits = async (lane: string, inMs: number) =>
    store.transaction(desk, async (unit) => {
      const notBefore = new Date(unit.now.getTime() + inMs)
      outboxRows(unit, () => undefined).add({
        key: randomUUID(),
        kind: 'say',
        conversation: 'place:chat:somewhere',
        platform: 'chat',
        lane,
        address: { place: 'somewhere' },
        ticket: null,
        entry: null,
        content: { say: { text: [] } },
        notBefore,
        waitsFor: null,
      })
      return notBefore
    })

  test('is given back with what is written down of the last send', async () => {
    await takes(one, 'chat:empty')
    expect(await leaves(one, 'chat:empty')).toBeUndefined()
    expect(await takes(other, 'chat:empty')).toBeDefined()
  })

  test('stays its while something in it is due', async () => {
    const due = await somethingWaits('chat:busy', -1000)
    await takes(one, 'chat:busy')
    expect(await leaves(one, 'chat:busy')).toEqual(due)
    expect(await takes(other, 'chat:busy')).toBeUndefined()
  })

  test('is given back until what waits in it is due', async () => {
    const due = await somethingWaits('chat:later', 3_600_000)
    await takes(one, 'chat:later')
    expect(await leaves(one, 'chat:later')).toEqual(due)
    expect(await takes(other, 'chat:later')).toBeDefined()
  })

  test('is not taken from another who has it meanwhile', async () => {
    await takes(one, 'chat:taken')
    await leaves(one, 'chat:taken')
    await takes(other, 'chat:taken')
    await leaves(one, 'chat:taken')
    expect(await takes(one, 'chat:taken')).toBeUndefined()
  })

  test('that is new is open at once, to the millisecond', async () => {
    for (let lane = 0; lane < 20; lane++)
      await store.transaction(desk, async (unit) => {
        const taken = (await ask(unit, laneOf({ desk, lane: `chat:new-${lane}`, owner: one, leaseMs }))) as LaneState
        expect(taken.openAt.getTime()).toBeLessThanOrEqual(unit.now.getTime())
      })
  })

  test('is not waited for while it writes down what it sent: two that did so would wait for one another', async () => {
    // Each has more to send, so none gives its lane back.
    for (const lane of ['chat:first', 'chat:second']) await somethingWaits(lane, -1000)
    await takes(one, 'chat:first')
    await takes(other, 'chat:second')
    const sent = (process: string, own: string, foreign: string) =>
      store.transaction(desk, async (unit) => {
        laneRows(unit).leave({
          lane: own,
          owner: process,
          state: openFrom(unit.now),
        })
        // An answer to this says that what was sent before is done.
        await ask(unit, nextAfter({ desk, lane: own }))
        await bothWrote.wait()
        return ask(unit, laneOf({ desk, lane: foreign, owner: process, leaseMs }))
      })
    const bothWrote = meeting(2)
    expect(
      await Promise.all([sent(one, 'chat:first', 'chat:second'), sent(other, 'chat:second', 'chat:first')]),
    ).toEqual([undefined, undefined])
    expect(bothWrote.met()).toBe(2)
  })

  /** Rooms and slots of a desk that has been at work, measured: of an empty one the planner guesses. */
  const fillRooms = async () => {
    const client = new Client({ connectionString: database.superUrl })
    await client.connect()
    // Without their tickets.
    await client.query('set session_replication_role = replica')
    await client.query(
      `insert into rooms (desk, id, ticket, side, platform, place, lane, created_at)
       select $1, gen_random_uuid(), n, 'agents', 'chat', 'room ' || n, 'chat:help', now() from generate_series(1, 2000) n`,
      [desk],
    )
    await client.query(
      `insert into slots (desk, id, kind, about, platform, place, lane)
       select $1, gen_random_uuid(), 'ticket-card', n, 'chat', 'agents', 'chat:agents' from generate_series(1, 2000) n`,
      [desk],
    )
    await client.query('analyze rooms, slots')
    await client.end()
  }

  test('has its next row found without reading all rooms and slots of the desk', async () => {
    await fillRooms()
    const { sql, parameters } = nextRow({ desk, lane: 'chat:help', owner: one, leaseMs })
    const plan = await store.transaction(desk, async (unit) =>
      unit.rows<{ 'QUERY PLAN': string }>(`explain ${typeof sql === 'string' ? sql : sql.text}`, parameters(0)),
    )
    const lines = plan.map((line) => line['QUERY PLAN'])
    const looks = lines.flatMap((line, at) => (/ on (rooms|slots) x/.test(line) ? [lines[at + 1]] : []))
    expect(looks).toEqual(Array(3).fill(expect.stringMatching(/Index Cond: .*\bid = /)))
  })
})

const openFrom = (now: Date) => ({ openAt: now, recent: [], editsOpenAt: now, edited: [] })

/** Lets so many go on together. A transaction that is run again comes once more, and waits for nobody. */
const meeting = (count: number) => {
  let here = 0
  let open = () => {}
  const all = new Promise<void>((resolve) => (open = resolve))
  return {
    met: () => here,
    wait: async () => {
      if (++here >= count) open()
      await all
    },
  }
}
