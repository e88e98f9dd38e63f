import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbedded } from '../../src/store/embedded'
import { runWaves, slowly, toldOnce, untilAtWork } from '../support/deadline-waves'
import { keptLog } from '../support/kept-log'
import { freshDatabase } from '../support/postgres'
import { dataFolder } from '../support/running-desk'

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
    const [waves, count] = [20, 40]
    const killed = { claiming: 0, telling: 0 }
    const seen = await onFresh(async (database) =>
      runWaves({
        database,
        processes: [{}, {}],
        waves,
        count,
        sends: true,
        prepare: slowly,
        trouble: async (wave, { killAndStart }) => {
          const step = wave % 2 === 0 ? 'claiming' : 'telling'
          const statement = step === 'claiming' ? "d.what = 'sla-breach'" : 'insert into entries'
          await untilAtWork(database.superUrl, statement)
          await Promise.all([killAndStart(0), killAndStart(1)])
          killed[step]++
        },
      }),
    )
    expect(killed).toEqual({ claiming: 10, telling: 10 })
    expect(seen.marked).toEqual({ 1: waves * count })
    expect(seen.announced).toEqual(toldOnce(waves * count))
    expect(seen.posted).toEqual(toldOnce(waves * count))
  }, 900_000)

  test.each([
    // As if what is told did not leave the directory with the same commit.
    [
      'told twice',
      'delete',
      'insert into spoiled values (old.subject) on conflict do nothing; if found then insert into due values (old.*); end if',
    ],
    // As if what was claimed were only remembered by the process that took it.
    ['missed', 'insert', 'delete from due where desk = new.desk and what = new.what and subject = new.subject'],
  ])(
    'is seen when some are %s (control)',
    async (_, moment, act) => {
      const row = moment === 'delete' ? 'old' : 'new'
      const seen = await onFresh(async (database) =>
        runWaves({
          database,
          processes: [{}],
          waves: 1,
          count: 40,
          sends: false,
          prepare: `create table spoiled (subject text primary key);
          create function spoil() returns trigger language plpgsql security definer as $$ begin ${act}; return null; end $$;
          create trigger spoils after ${moment} on due for each row
          when (${row}.what = 'sla-breached' and pg_trigger_depth() = 0 and split_part(${row}.subject, ':', 1)::bigint % 10 = 0)
          execute function spoil()`,
        }),
      )
      expect(seen.announced).not.toEqual(toldOnce(40))
      expect(seen.marked).not.toEqual({ 1: 40 })
    },
    120_000,
  )

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
    const superUrl = embedded.superDataUrl
    const postmaster = () => readFileSync(join(folder.path, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]!
    try {
      const seen = await runWaves({
        database: { url: embedded.url, superUrl },
        processes: [{}, {}],
        waves: 3,
        count: 100,
        sends: true,
        prepare: slowly,
        trouble: async (wave) => {
          await untilAtWork(superUrl, wave % 2 === 0 ? "d.what = 'sla-breach'" : 'insert into entries')
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
