import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { startChild, startDesk, whileRuns } from '../child'
import { startDatabase, type Database } from '../database'
import { insertOpenTickets } from '../open-tickets'
import type { Bench, Part } from '../part'

const rounds = 3
const promised = 5000
/** A network that no process runs: what is announced waits in the outbox, and nobody is busy with sending it. */
const platform = 'elsewhere'
const leadMs = 3000

export const reminders: Part = {
  name: 'reminders',
  says: '10,000 that fall due in one second: how long until all of them are done',
  run: async (bench) => {
    const count = bench.isShort ? 2000 : 10_000
    const database = await startDatabase(bench)
    const taken = {
      own: [] as number[],
      agenda: [] as number[],
      pgBoss: [] as number[],
      claimed: [] as number[],
      told: [] as number[],
    }
    try {
      for (let round = 1; round <= (bench.isShort ? 1 : rounds); round++) {
        taken.own.push((await drain(bench, database, `own_${round}`, count, 1, insertReminders)).told)
        taken.agenda.push(await drainBaseline(database, 'agenda', round, count))
        taken.pgBoss.push(await drainBaseline(database, 'pg-boss', round, count))
        const { claimed, told } = await drain(bench, database, `breaches_${round}`, count, 2, insertBreaches)
        taken.claimed.push(claimed)
        taken.told.push(told)
        bench.progress(`round ${round}: ${JSON.stringify(taken)}`)
      }
    } finally {
      await database.stop()
    }
    const what = `${count} personal reminders at once, until all are told`
    return [
      {
        what,
        unit: 'ms',
        samples: taken.own,
        baseline: { what: 'one Agenda job each', samples: taken.agenda },
        aim: { atMost: 1 / 50 },
      },
      { what, unit: 'ms', samples: taken.own, baseline: { what: 'one pg-boss job each', samples: taken.pgBoss } },
      {
        what: `${count} missed deadlines at once with escalation and cards, two processes, until all are claimed`,
        unit: 'ms',
        samples: taken.claimed,
        promised,
      },
      { what: '… until all are told of', unit: 'ms', samples: taken.told },
    ]
  },
}

type Insert = (client: Client, desk: string, count: number, at: Date) => Promise<void>

interface Drained {
  /** Milliseconds from the moment at which they are due until the last missed deadline is marked as such and committed. */
  readonly claimed: number
  /** … until nothing is left to do. */
  readonly told: number
}
const drain = async (
  bench: Bench,
  database: Database,
  name: string,
  count: number,
  processes: number,
  insert: Insert,
) => {
  const url = await database.fresh(name)
  const run = async (left: number): Promise<Drained> =>
    left === 0
      ? whileDue(url, count, insert)
      : whileRuns(await startOn(url, await bench.folder()), async () => run(left - 1))
  return run(processes)
}

const startOn = async (url: string, folder: string) =>
  startDesk(folder, { DATABASE_URL: url, MASTER_KEY: Buffer.alloc(32, 7).toString('base64') })

const whileDue = async (url: string, count: number, insert: Insert): Promise<Drained> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const desk = (await client.query<{ desk: string }>('select desk from numbers')).rows[0]!.desk
    const now = async () => (await client.query<{ now: Date }>('select now()')).rows[0]!.now.getTime()
    const later = new Date((await now()) + 24 * 3_600_000)
    await insert(client, desk, count, later)
    await client.query('analyze')
    const at = new Date((await now()) + leadMs)
    await client.query('update due set at = $2 where at = $1', [later, at])
    const passed = async (what: string): Promise<number> => {
      for (;;) {
        const { rows } = await client.query<{ left: number; ms: number }>(
          `select (select count(*)::int from (select 1 from due where at <= $1 and what like $2 limit 1) one) as left,
             1000 * extract(epoch from clock_timestamp() - $1)::float8 as ms`,
          [at, what],
        )
        if (rows[0]!.ms > 0 && rows[0]!.left === 0) return rows[0]!.ms
        await pause(20)
      }
    }
    return { claimed: await passed('sla-breach'), told: await passed('%') }
  } finally {
    await client.end()
  }
}

const insertBreaches: Insert = async (client, desk, count, at) =>
  insertOpenTickets(client, { desk, count, platform, dueAt: dueAt(at), unassigned: 2, rooms: true })

const insertReminders: Insert = async (client, desk, count, at) => {
  const inDays = `${dueAt(at)} + interval '10 days'`
  await insertOpenTickets(client, { desk, count, platform, dueAt: inDays, unassigned: 1, rooms: false })
  await client.query(
    `with asked as (
       insert into reminders (id, ticket, person, at, text) select gen_random_uuid(), number, md5('agent' || (number % 10 + 1))::uuid, ${dueAt(at)}, 'call back'
       from tickets returning id, ticket, at)
     insert into due (desk, what, subject, at) select current_desk(), 'remind', ticket || ':' || id, at from asked`,
  )
}
const dueAt = (at: Date) => `timestamptz '${at.toISOString()}'`

const drainBaseline = async (database: Database, which: 'agenda' | 'pg-boss', round: number, count: number) => {
  const url = await database.fresh(`${which.replace('-', '_')}_${round}`)
  const file = `bench/baselines/${which}-reminders.js`
  const child = await startChild({ file, line: /drained in \d+/, parameters: [String(count), url] })
  return Number(/drained in (\d+)/.exec(child.said())![1])
}
