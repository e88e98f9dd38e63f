import { Client } from 'pg'
import { migrations } from '../../migrations'
import { tables } from '../../src/slices'
import { openDataSource } from '../../src/store/data-source'
import { firstDesk } from '../../src/workspaces/first-desk-rows'
import { migrate } from '../../src/store/migrate'
import { createStore } from '../../src/store/transaction'
import { waitingWork } from '../../src/store/waiting-work'
import { startDatabase, type Database } from '../database'
import { insertOpenTickets } from '../open-tickets'
import { median, type Bench, type Part } from '../part'

const promised = 5
const rounds = 5
const ticksPerRound = 200
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export const clocks: Part = {
  name: 'clocks',
  says: 'what a tick with nothing to do costs, with few and with many open clocks',
  run: async (bench) => {
    const [few, many] = bench.isShort ? [1000, 100_000] : [1000, 1_000_000]
    const database = await startDatabase(bench)
    const desks: Awaited<ReturnType<typeof openWith>>[] = []
    try {
      for (const count of [few, many]) desks.push(await openWith(bench, database, count))
      const samples: [number[], number[]] = [[], []]
      for (let round = 0; round <= rounds; round++)
        for (const [index, desk] of desks.entries()) {
          const taken = await desk.tick()
          // The first one warms up.
          if (round > 0) samples[index]!.push(taken)
        }
      return [
        {
          what: `an idle tick, ${many} open clocks`,
          unit: 'ms',
          samples: samples[1],
          baseline: { what: `${few} open clocks`, samples: samples[0] },
          aim: { atMost: 1.2 },
          promised,
        },
      ]
    } finally {
      for (const desk of desks) await desk.close()
      await database.stop()
    }
  },
}

/** A database with so many open clocks, two of each ticket, none of them due. */
const openWith = async (bench: Bench, database: Database, count: number) => {
  const url = await database.fresh(`clocks_${count}`)
  const dataSource = await openDataSource({ url, pool: 2, entities: tables, log: quiet })
  await migrate({ dataSource, migrations, log: quiet })
  const store = createStore(dataSource)
  const desk = await firstDesk(store, { name: 'Desk', locale: 'en', zone: 'UTC', queue: 'Support' })
  const client = new Client({ connectionString: url })
  await client.connect()
  const progress = (done: number) => bench.progress(`${done * 2} of ${count} clocks`)
  const dueAt = `now() + interval '1 hour' + n * interval '1 second'`
  await insertOpenTickets(client, {
    desk,
    count: count / 2,
    platform: 'elsewhere',
    dueAt,
    unassigned: 2,
    rooms: false,
    progress,
  })
  await client.end()
  return {
    /** Milliseconds, there and back, the median of many. */
    tick: async () => {
      const taken: number[] = []
      for (let index = 0; index < ticksPerRound; index++) {
        const from = performance.now()
        const { isDue } = await waitingWork(store)
        if (isDue) throw new Error('something is due already')
        taken.push(performance.now() - from)
      }
      return median(taken)
    },
    close: async () => dataSource.destroy(),
  }
}
