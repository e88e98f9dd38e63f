import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbedded } from '../../src/store/embedded'
import { runWaves, toldOnce } from '../support/deadline-waves'
import { keptLog } from '../support/kept-log'
import { freshDatabase } from '../support/postgres'
import { dataFolder } from '../support/running-desk'
import { randomFrom } from '../support/random'

const hour = 3_600_000
const shifted = (env: NodeJS.ProcessEnv) => ({
  ...env,
  NODE_OPTIONS: `--require ${join(__dirname, '../support/shift-clock.js')}`,
})
const onFresh = async <T>(run: (database: Awaited<ReturnType<typeof freshDatabase>>) => Promise<T>): Promise<T> => {
  const database = await freshDatabase()
  try {
    return await run(database)
  } finally {
    await database.drop()
  }
}

describe('deadlines that fall due at once', () => {
  test('10,000 in one second, two processes: each is announced once, and all are claimed in time', async () => {
    const count = 10_000
    const seen = await onFresh(async (database) =>
      runWaves({ database, processes: [{}, {}], waves: 1, count, sends: false }),
    )
    process.stdout.write(`10,000 deadlines: claimed in ${seen.claimedMs[0]} ms, told in ${seen.toldMs[0]} ms\n`)
    expect(seen.claimedMs[0]).toBeLessThan(5000)
    expect(seen.marked).toEqual({ 1: count })
    expect(seen.announced).toEqual(toldOnce(count))
  }, 600_000)

  test('20 kills in mid-sweep: none is missed, none is told twice', async () => {
    const random = randomFrom('deadlines killed')
    const [waves, count] = [20, 40]
    const seen = await onFresh(async (database) =>
      runWaves({
        database,
        processes: [{}, {}],
        waves,
        count,
        sends: true,
        trouble: async (_, { killAndStart }) => {
          // From before they are due to after most were done.
          await new Promise((resolve) => setTimeout(resolve, 800 + random() * 800))
          await killAndStart(random() < 0.5 ? 0 : 1)
        },
      }),
    )
    expect(seen.marked).toEqual({ 1: waves * count })
    expect(seen.announced).toEqual(toldOnce(waves * count))
    expect(seen.posted).toEqual(toldOnce(waves * count))
  }, 900_000)

  test.each([
    ['an hour ahead', hour],
    ['an hour behind', -hour],
    ['a day ahead', 24 * hour],
    ['a day behind', -24 * hour],
  ])(
    'with a process %s, the database’s clock rules',
    async (_, shift) => {
      const seen = await onFresh(async (database) =>
        runWaves({
          database,
          processes: [shifted({ CLOCK_SHIFT: String(shift) }), {}],
          waves: 2,
          count: 50,
          sends: true,
        }),
      )
      expect(seen.marked).toEqual({ 1: 100 })
      expect(seen.posted).toEqual(toldOnce(100))
      // Not at the wrong time either: what is due in an hour was not done now, nor what is due now left for later.
      for (const ms of seen.claimedMs) expect(ms).toBeLessThan(30_000)
    },
    300_000,
  )

  test('a process whose clock jumps to and fro while it works', async () => {
    const jumps = [hour, -hour, 24 * hour, -24 * hour, 0]
    const seen = await onFresh(async (database) =>
      runWaves({
        database,
        processes: [shifted({ CLOCK_JUMPS: jumps.join(',') })],
        waves: jumps.length,
        count: 40,
        sends: true,
        trouble: async (_, { running }) => running[0]!.child.kill('SIGUSR2'),
      }),
    )
    expect(seen.marked).toEqual({ 1: 40 * jumps.length })
    expect(seen.posted).toEqual(toldOnce(40 * jumps.length))
    for (const ms of seen.claimedMs) expect(ms).toBeLessThan(30_000)
  }, 300_000)

  test('the database is shut down at once in the middle, three times', async () => {
    const folder = await dataFolder()
    const embedded = await startEmbedded({ dataDir: folder.path, log: keptLog() })
    const superUrl = embedded.superUrl.replace(/\/postgres$/, '/taquilla')
    const postmaster = () => readFileSync(join(folder.path, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]!
    const random = randomFrom('deadlines without a database')
    try {
      const seen = await runWaves({
        database: { url: embedded.url, superUrl },
        processes: [{}, {}],
        waves: 3,
        count: 100,
        sends: true,
        trouble: async () => {
          await new Promise((resolve) => setTimeout(resolve, 1000 + random() * 600))
          execFileSync('kill', ['-QUIT', postmaster()])
        },
      })
      expect(seen.marked).toEqual({ 1: 300 })
      expect(seen.announced).toEqual(toldOnce(300))
      expect(seen.posted).toEqual(toldOnce(300))
    } finally {
      await embedded.stop()
      await folder.remove()
    }
  }, 600_000)
})
