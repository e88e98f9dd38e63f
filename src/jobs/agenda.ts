import { setTimeout as pause } from 'node:timers/promises'
import type * as mongoBackend from '@agendajs/mongo-backend'
import type * as postgresBackend from '@agendajs/postgres-backend'
import type * as agendaModule from 'agenda'
import type { Agenda, AgendaBackend, Job } from 'agenda'
import type * as mongodb from 'mongodb'
import { Pool } from 'pg'
import { lazily, OperatorFault, type Log } from '../platform'
import type { Scheduler } from './scheduler'

export { agendaSchema } from './agenda-schema'

export type SchedulerBackend =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'mongodb'; readonly url: string }

const agendas = lazily(() => require('agenda') as typeof agendaModule)
const onPostgres = lazily(() => require('@agendajs/postgres-backend') as typeof postgresBackend)
const onMongo = lazily(() => require('@agendajs/mongo-backend') as typeof mongoBackend)
const mongo = lazily(() => require('mongodb') as typeof mongodb)

/** A lock older than this is a dead process's. Short, because a metronome that was killed must beat again soon. */
const lockLifetimeMs = 4000
const touchEveryMs = 1000
const slowMs = 10_000
const graceMs = 10_000
const farewellMs = 1000
const mongoPatienceMs = 4000
const over = async (runs: Iterable<Promise<void>>) => Promise.allSettled(runs).then(() => true)

interface Beat {
  readonly name: string
  readonly ms: number
  readonly run: () => Promise<void>
}

/** The Scheduler on Agenda. Its table for PostgreSQL is `agendaSchema`, which a migration makes. */
export function createScheduler(backend: SchedulerBackend, log: Log): Scheduler {
  const beats: Beat[] = []
  const busy = new Set<string>()
  let stopping = false
  let close: (() => Promise<void>) | undefined
  let reach: (() => Promise<unknown>) | undefined
  let closed: Promise<void> | undefined
  let connecting: Promise<Connection> | undefined
  const underWay = new Set<Promise<void>>()
  const connect = async () =>
    (connecting ??= backend.kind === 'postgres' ? openPostgres(backend.url, log) : openMongo(backend.url))

  return {
    async connect() {
      await connect()
    },
    every(name, ms, run) {
      if (close) throw new Error(`the job ${name} came after the scheduler's start`)
      beats.push({ name, ms, run })
    },
    async start() {
      const connection = await connect()
      const quieted = quiet(connection.backend, log)
      const warnOfOutage = outageLog(log, () => stopping)
      const groups = byPace(beats).map((paced) => open(quieted, paced, warnOfOutage))
      reach = async () => groups[0]?.agenda.queryJobs({ limit: 1 })
      close = async () => {
        await Promise.all(groups.map(async (group) => group.stop()))
        await connection.close()
      }
      await Promise.all(groups.map(async (group) => group.start()))
    },
    async reached() {
      if (reach === undefined) throw new Error('it has not started')
      await reach()
    },
    async stop() {
      stopping = true
      // One that was connected and never started has its connection alone.
      await (closed ??= close?.() ?? connecting?.then(async (open) => open.close()).catch(() => undefined))
    },
  }

  function open(backend: AgendaBackend, paced: readonly Beat[], warnOfOutage: (error: Error) => void) {
    const agenda = new (agendas().Agenda)({
      backend,
      processEvery: scanEvery(paced),
      defaultLockLifetime: lockLifetimeMs,
      defaultConcurrency: 1,
    })
    const settled = followJobs(agenda)
    let planning: NodeJS.Timeout | undefined
    agenda.on('error', warnOfOutage)
    for (const beat of paced)
      // oxlint-disable-next-line typescript/no-misused-promises -- the overload for promises is Agenda's second
      agenda.define(beat.name, (job: Job) => {
        const run = runBeat(beat, job).finally(() => underWay.delete(run))
        underWay.add(run)
        return run
      })
    return {
      agenda,
      start: async () => {
        await agenda.start()
        await Promise.all(paced.map((beat) => plan(agenda, beat)))
        if (stopping) return
        // Again and again: a clock that was set back, or another release, may have put the next run far off.
        planning = setInterval(() => {
          if (!stopping) Promise.all(paced.map((beat) => plan(agenda, beat))).catch(warnOfOutage)
        }, planEvery(paced))
      },
      stop: async () => {
        clearInterval(planning)
        // Agenda would wait for a database that is away for longer than anybody waits for us.
        await Promise.race([agenda.stop(false), pause(farewellMs, undefined, { ref: false })])
        if (!(await Promise.race([over(underWay), pause(graceMs, false, { ref: false })])))
          log.warn({ jobs: [...busy] }, 'jobs are still running: not waiting for them')
        await Promise.race([settled(), pause(farewellMs, undefined, { ref: false })])
      },
    }
  }

  async function runBeat({ name, run }: Beat, job: Job): Promise<void> {
    // A process that was asleep longer than its lock lives gets the job twice from Agenda.
    if (stopping || busy.has(name)) return
    busy.add(name)
    // Keeps the lock alive while it works, so that nobody takes the job for dead.
    let touched: Promise<void> = Promise.resolve()
    const alive = setInterval(() => {
      touched = job.touch().catch(() => undefined)
    }, touchEveryMs)
    try {
      await run()
    } catch (error) {
      log.error({ error, job: name }, 'a job failed: it runs again in its time')
    } finally {
      clearInterval(alive)
      // Not over Agenda's release of the lock, on another connection.
      await touched
      busy.delete(name)
    }
  }
}

/** Agenda asks for each of its jobs at every scan: those of minutes and hours are not asked for at every tick. */
const byPace = (beats: readonly Beat[]): readonly (readonly Beat[])[] =>
  [beats.filter(({ ms }) => ms < slowMs), beats.filter(({ ms }) => ms >= slowMs)].filter(({ length }) => length > 0)

/** As often as the quickest job needs, and seldom enough not to be a load of its own. */
const scanEvery = (beats: readonly Beat[]): number => Math.min(5000, Math.max(100, quickest(beats)))
const planEvery = (beats: readonly Beat[]): number => Math.min(30_000, Math.max(5000, quickest(beats)))
const quickest = (beats: readonly Beat[]): number => Math.min(...beats.map(({ ms }) => ms))

/** Single jobs upsert by name: replicas share one. */
async function plan(agenda: Agenda, { name, ms }: Beat): Promise<void> {
  const job = await agenda.every(ms, name)
  // Agenda keeps the run that was planned, however far off.
  if (job.attrs.nextRunAt && job.attrs.nextRunAt.getTime() > Date.now() + ms) await job.schedule(new Date()).save()
}

/** Resolves with true when no run is left whose state is not saved. */
function followJobs(agenda: Agenda): () => Promise<true> {
  let open = 0
  let wake: (() => void) | undefined
  agenda.on('start', () => void open++)
  agenda.on('complete', () => {
    open--
    wake?.()
  })
  return async () => {
    while (open > 0) await new Promise<void>((resolve) => (wake = resolve))
    return true
  }
}

/** With the database away every scan fails: one line at its start and one each 30 s say enough. */
function outageLog(log: Log, isStopping: () => boolean): (error: Error) => void {
  let last = 0
  return (error) => {
    if (isStopping() || Date.now() - last < 30_000) return
    last = Date.now()
    log.warn({ error }, 'the scheduler cannot reach its database: it goes on trying')
  }
}

/** Agenda calls `unlockJob` without waiting for it: a failure there would end the process as an unhandled rejection. */
function quiet(backend: AgendaBackend, log: Log): AgendaBackend {
  const { repository } = backend
  const unlock = repository.unlockJob.bind(repository)
  repository.unlockJob = (job) =>
    unlock(job).catch((error: unknown) => log.warn({ error, job: job.name }, 'a job stays locked for a moment'))
  return backend
}

interface Connection {
  readonly backend: AgendaBackend
  close(): Promise<void>
}

/** Connected before Agenda sees it: Agenda's own first connection has no catch. */
async function openPostgres(url: string, log: Log): Promise<Connection> {
  let isClosing = false
  const pool = new Pool({
    connectionString: url,
    max: 2,
    application_name: 'taquilla jobs',
    connectionTimeoutMillis: 5000,
    // Said and not asked for with the connection: a pooler refuses what it does not know.
    // oxlint-disable-next-line typescript/no-misused-promises -- it is waited for, which its types do not know
    onConnect: async (client) => void (await client.query('set statement_timeout = 10000')),
    query_timeout: 15_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  // Without it a restart of the database ends the process.
  pool.on('error', (error) => {
    if (!isClosing) log.warn({ error }, 'a database connection of the scheduler broke')
  })
  try {
    await pool.query('select 1 from agenda_jobs limit 1')
  } catch (error) {
    await pool.end()
    throw error
  }
  // Without notifications: recurring jobs need only the scan, and each run would cost three NOTIFYs.
  const backend = new (onPostgres().PostgresBackend)({ pool, ensureSchema: false, disableNotifications: true })
  return {
    backend,
    close: async () => {
      isClosing = true
      await pool.end()
    },
  }
}

async function openMongo(url: string): Promise<Connection> {
  let client: mongodb.MongoClient | undefined
  try {
    client = new (mongo().MongoClient)(url, { serverSelectionTimeoutMS: mongoPatienceMs, appName: 'taquilla jobs' })
    await client.connect()
    // A connection alone proves no password.
    await client.db().command({ ping: 1 })
  } catch (error) {
    await client?.close().catch(() => undefined)
    throw new OperatorFault(
      `Cannot use the MongoDB at ${hostsOf(url)}: ${(error as Error).message}. Check AGENDA_MONGODB_URL, or leave it out: then jobs are kept in PostgreSQL.`,
      { cause: error },
    )
  }
  const open = client
  const backend = new (onMongo().MongoBackend)({ mongo: open.db(), collection: 'agenda_jobs', ensureIndex: true })
  return { backend, close: () => open.close() }
}

/** Hosts in a URL, without its credentials and options. */
const hostsOf = (url: string): string => /^[^:]+:\/\/(?:.*@)?([^/?]*)/.exec(url)?.[1] ?? ''
