import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { readConfig } from '../../src/run/config'
import type { Platform } from '../../src/platform'
import { startProgram, type Program } from '../../src/program'
import { fakeNetwork, type FakeNetwork } from './fake-network'
import { keptLog } from './kept-log'
import { columnTypes } from '../../src/store/data-source'
import { freshDatabase, type TestDatabase } from './postgres'

export interface TestDesk {
  readonly program: Program
  readonly database: TestDatabase
  readonly log: ReturnType<typeof keptLog>
  /** Lets the clock of the desk run ahead, and does what falls due by then. */
  later(ms: number): Promise<void>
  /** Sends everything that may be sent now, also what the sending itself sets free. */
  settle(): Promise<void>
  /** Lets the clock run until all is said, also what a network's pace holds back. */
  quiet(): Promise<void>
  /** Rows as the superuser sees them, behind row-level security. */
  rows<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

const quietWithinMs = 90_000
/** Query for the number due now, and the ms until the next message may go: when it is due and its lane is open. */
const whatIsAhead = `select
  (select count(*)::int from due where at <= now() + make_interval(secs => $1::float8 / 1000)) as "nowDue",
  (select ceil(1000 * extract(epoch from min(greatest(r.at, l.open_at, case when o.kind = 'show' then l.edits_open_at end))
      - now() - make_interval(secs => $1::float8 / 1000)))::float8
    from outbox_ready r join outbox o on o.desk = r.desk and o.id = r.id
    left join lanes l on l.desk = r.desk and l.lane = r.lane) as "nextMs"`

/** The whole program on a database of its own, its metronome nearly still: tests say when time passes. */
export const startDesk = async (
  platforms: readonly Platform[],
  { env = {}, database }: { env?: Record<string, string>; database?: TestDatabase } = {},
): Promise<TestDesk> => {
  const own = database ?? (await freshDatabase())
  const dataDir = await mkdtemp(join(tmpdir(), 'taquilla-desk-'))
  const log = keptLog()
  const config = readConfig([], {
    DATABASE_URL: own.url,
    DATA_DIR: dataDir,
    PORT: '0',
    TICK_MS: '60000',
    DESK_ZONE: 'UTC',
    // A database is opened by the key that it was first opened with, wherever its next process keeps its files.
    MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...env,
  })
  const program = await startProgram(config, platforms, log)
  await program.settled
  // Asked hundreds of times a story: a connection for each would take longer than the answers.
  const look = new Pool({ connectionString: own.superUrl, types: columnTypes, max: 1 })
  look.on('error', () => undefined)
  const settle = async () => {
    for (let turn = 0; turn < 10; turn++) {
      await program.courier.idle()
      await program.tick()
      // Work that the tick began is no longer due, and not done yet.
      await program.courier.idle()
      const { nowDue, nextMs } = await ahead()
      if (nowDue === 0 && (nextMs === null || nextMs > 0)) return
    }
  }
  const send = async () => {
    await program.courier.tick()
    await program.courier.idle()
  }
  const later = async (ms: number) => {
    program.store.clock.offset += ms
    await settle()
  }
  const ahead = async () =>
    (await look.query<{ nowDue: number; nextMs: number | null }>(whatIsAhead, [program.store.clock.offset])).rows[0]!
  const quiet = async () => {
    const until = program.store.clock.offset + quietWithinMs
    await settle()
    for (let isMoved = false; ;) {
      const { nowDue, nextMs } = await ahead()
      if (nextMs === null && !isMoved) return
      if (program.store.clock.offset > until) break
      // Where only a lane was closed, its courier is all that goes on with it.
      const isPace = nowDue === 0 && nextMs !== null && nextMs > 0
      // A message that may go at once and does not, waits for something that has its own time.
      if (nextMs !== null) program.store.clock.offset += nextMs > 0 ? nextMs : 1000
      if (isPace) await send()
      else await settle()
      isMoved = isPace
    }
    const left = await look.query('select kind, state, attempts, address, fault from outbox where settled_at is null')
    throw new Error(`the outbox never empties: ${JSON.stringify(left.rows)}`)
  }
  return {
    program,
    database: own,
    log,
    settle,
    later,
    quiet,
    rows: async <Row>(sql: string, parameters: unknown[] = []) => (await look.query(sql, parameters)).rows as Row[],
    stop: async () => {
      await program.stop()
      await look.end()
      await rm(dataDir, { recursive: true, force: true })
      if (database === undefined) await own.drop()
    },
  }
}

/** A desk over one fake network: channels help, agents, supervisors; bo and kim are agents, sam supervises, ada is the admin. */
export const openFor = async (network: FakeNetwork, sides: { customers?: FakeNetwork } = {}) => {
  const ada = network.person('ada')
  const customers = sides.customers ?? network
  const settle = async (purpose: string, on: FakeNetwork, place: string) =>
    ada.invokes('place', { purpose, place: on.place(place) }, 'agents')
  await settle('intake', customers, 'help')
  await settle('agents', network, 'agents')
  await settle('supervisors', network, 'supervisors')
  for (const [id, role] of [
    ['bo', 'agent'],
    ['kim', 'agent'],
    ['sam', 'supervisor'],
  ] as const)
    await ada.invokes('role', { user: network.user(id), role }, 'agents')
  return {
    ana: customers.person('ana'),
    carlos: customers.person('carlos'),
    bo: network.person('bo'),
    kim: network.person('kim'),
    sam: network.person('sam'),
    ada,
  }
}
export type People = Awaited<ReturnType<typeof openFor>>

/** Stage of a story: one network, the desk on it, and its people. */
export interface Stage {
  readonly network: FakeNetwork
  readonly desk: TestDesk
  readonly people: People
}
type Prepare = (stage: Stage) => unknown

const openStage = async (): Promise<Stage> => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform])
  return { network, desk, people: await openFor(network) }
}
const leave = async ({ desk }: Stage, mayFail = false) => {
  const errors = desk.log.lines.filter(({ level }) => level === 'error')
  await desk.stop()
  if (!mayFail) expect(errors).toEqual([])
}

/** Each story of this block has a stage of its own, and leaves no error in its desk's log, unless it `mayFail`. */
export const onItsOwnDesk = (prepare: Prepare, { mayFail = false } = {}): void => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
    await prepare(stage)
  })
  afterEach(async () => leave(stage, mayFail))
}

/** All stories of this block go on on one stage, and leave no error in its desk's log. */
export const onOneDesk = (prepare: Prepare): void => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
    await prepare(stage)
  })
  afterAll(async () => leave(stage))
}
