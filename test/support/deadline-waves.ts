import { Client } from 'pg'
import { insertOpenTickets } from '../../bench/open-tickets'
import { plain, type RichText } from '../../src/platform'
import { dataFolder, eventually, rowsOf, runDesk, type RunningDesk } from './running-desk'

export interface Waves {
  /** As the role that row-level security holds, and as the superuser. */
  readonly database: { readonly url: string; readonly superUrl: string }
  /** The environment of each process. */
  readonly processes: readonly NodeJS.ProcessEnv[]
  readonly waves: number
  /** Deadlines that fall due in the same second, in each wave. */
  readonly count: number
  /** Causes what goes wrong while a wave is being done. */
  readonly trouble?: (wave: number, desks: Desks) => Promise<void>
  /** SQL that the superuser runs before the first wave. */
  readonly prepare?: string
  /** Everything is also sent, and looked for on the network. */
  readonly sends: boolean
}
export interface Desks {
  readonly running: RunningDesk[]
  /** Ends a process as a power cut would, and starts it again. */
  killAndStart(index: number): Promise<void>
}
export interface Outcome {
  /** From the moment at which they were due until the last was marked as missed for good, of each wave. */
  readonly claimedMs: readonly number[]
  /** … and until all were told of: what is said is in the outbox. */
  readonly toldMs: readonly number[]
  /** Tickets by how often each was marked overdue. */
  readonly marked: Readonly<Record<string, number>>
  /** Tickets that the desk meant to announce, and that the network shows. */
  readonly announced: ToldIn
  readonly posted: ToldIn
}
export type ToldIn = Readonly<Record<'agents' | 'supervisors', Told>>
export interface Told {
  /** Number of tickets that the posts of a place are about, by their own count. */
  readonly tickets: number
  /** Tickets that two of its posts name. */
  readonly twice: readonly number[]
}

/** Deadlines that fall due at once on several processes of one database, and what became of each of them. */
export const runWaves = async ({
  database,
  processes,
  waves,
  count,
  trouble,
  prepare,
  sends,
}: Waves): Promise<Outcome> => {
  const folder = await dataFolder()
  const running: RunningDesk[] = []
  const start = async (index: number) => {
    running[index] = await runDesk({
      DATABASE_URL: database.url,
      DATA_DIR: folder.path,
      PLAYGROUND: 'on',
      TICK_MS: '200',
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      ...processes[index],
    })
  }
  const end = async (index: number) => {
    running[index]!.child.kill('SIGKILL')
    await running[index]!.child.ended
  }
  const desks = { running, killAndStart: async (index: number) => end(index).then(async () => start(index)) }
  try {
    for (const index of processes.keys()) await start(index)
    const [row] = await rowsOf<{ desk: string }>(database.superUrl, 'select desk from numbers')
    if (prepare !== undefined) await rowsOf(database.superUrl, prepare)
    const claimedMs: number[] = []
    const toldMs: number[] = []
    for (let wave = 0; wave < waves; wave++) {
      const later = new Date((await databaseTime(database.superUrl)) + 24 * 3_600_000)
      await insertWave(database.url, row!.desk, count, later)
      const at = new Date((await databaseTime(database.superUrl)) + 1000)
      await rowsOf(database.superUrl, 'update due set at = $2 where at = $1', [later, at])
      const claimed = untilNoneIsDue(database.superUrl, at, 'sla-breach')
      const told = untilNoneIsDue(database.superUrl, at)
      await trouble?.(wave, desks)
      claimedMs.push(await claimed)
      toldMs.push(await told)
    }
    if (sends) await untilAllIsSent(database.superUrl)
    return {
      claimedMs,
      toldMs,
      marked: await marked(database.superUrl),
      announced: await toldIn(async (place) => saidIn(database.superUrl, place)),
      posted: await toldIn(async (place) => (sends ? postsIn(running[0]!, place) : [])),
    }
  } finally {
    for (const index of running.keys()) await end(index)
    await folder.remove()
  }
}

/** Long enough to end a process in the middle of what it does. */
export const slowly = ['clocks', 'entries']
  .map(
    (
      table,
    ) => `create function sleep_on_${table}() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return null; end $$;
      create trigger sleeps after insert or update on ${table} for each statement execute function sleep_on_${table}();`,
  )
  .join('\n')

/** Until some process is at work on a statement that this is part of, and goes on slowly. */
export const untilAtWork = async (url: string, statement: string) =>
  eventually(
    `${statement} is under way`,
    async () => {
      const sleeping = await rowsOf(
        url,
        `select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database() and position($1 in query) > 0`,
        [statement],
      )
      return sleeping.length > 0
    },
    60_000,
  )

const insertWave = async (url: string, desk: string, count: number, at: Date) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const dueAt = `timestamptz '${at.toISOString()}'`
    await insertOpenTickets(client, { desk, count, platform: 'playground', dueAt, unassigned: 1, rooms: false })
  } finally {
    await client.end()
  }
}

const databaseTime = async (url: string): Promise<number> =>
  (await rowsOf<{ at: Date }>(url, 'select now() as at'))[0]!.at.getTime()

const untilNoneIsDue = async (url: string, at: Date, what = '%'): Promise<number> =>
  eventually(
    `nothing is due (${what})`,
    async () => {
      // The database may just be starting again.
      const [row] = await rowsOf<{ left: number; ms: number }>(
        url,
        `select (select count(*) from due where at <= $1 and what like $2)::int as left, 1000 * extract(epoch from now() - $1)::float8 as ms`,
        [at, what],
      ).catch(() => [])
      return row !== undefined && row.ms >= 0 && row.left === 0 && Math.max(1, row.ms)
    },
    180_000,
  )

const untilAllIsSent = async (url: string) =>
  eventually(
    'everything is sent',
    async () => {
      const [row] = await rowsOf<{ left: number }>(
        url,
        `select count(*)::int as left from outbox where state in ('pending', 'sending') and kind = 'say'`,
      )
      return row!.left === 0
    },
    600_000,
  )

const postsIn = async ({ api }: RunningDesk, place: string): Promise<string[]> =>
  (await api.posts(place)).map(({ text }) => text)
const saidIn = async (url: string, place: string): Promise<string[]> => {
  const rows = await rowsOf<{ content: { say: { text: RichText } } }>(
    url,
    `select content from outbox where kind = 'say' and conversation = 'place:playground:' || $1`,
    [place],
  )
  return rows.map(({ content }) => plain(content.say.text))
}

const toldIn = async (read: (place: string) => Promise<readonly string[]>): Promise<ToldIn> => ({
  agents: told(await read('agents')),
  supervisors: told(await read('supervisors')),
})
/** One post tells of one ticket, or of as many as it counts. */
const told = (texts: readonly string[]): Told => {
  const posts = texts.filter((text) => text.includes('overdue'))
  const named = posts.flatMap((text) => [
    ...new Set([...text.matchAll(/#(\d+) ·/g)].map(([, number]) => Number(number))),
  ])
  return {
    tickets: posts.map((text) => Number(/(\d+) tickets are overdue/.exec(text)?.[1] ?? 1)).reduce((a, b) => a + b, 0),
    twice: named.filter((number, index) => named.indexOf(number) !== index),
  }
}
export const toldOnce = (tickets: number): ToldIn => {
  const once = { tickets, twice: [] }
  return { agents: once, supervisors: once }
}

/** Number of things that occur once, twice, … */
const timesEach = (things: readonly string[]): Record<string, number> => {
  const times = new Map<string, number>()
  for (const thing of things) times.set(thing, (times.get(thing) ?? 0) + 1)
  const how: Record<string, number> = {}
  for (const time of times.values()) how[time] = (how[time] ?? 0) + 1
  return how
}

const marked = async (url: string) =>
  timesEach(
    (await rowsOf<{ ticket: string }>(url, `select ticket from entries where data->>'field' = 'overdue'`)).map(
      ({ ticket }) => String(ticket),
    ),
  )
