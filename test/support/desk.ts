import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { readConfig } from '../../src/config'
import type { Platform } from '../../src/platform'
import { startProgram, type Program } from '../../src/program'
import type { FakeNetwork } from './fake-network'
import { keptLog } from './kept-log'
import { columnTypes } from '../../src/store/data-source'
import { rowsOf } from './running-desk'
import { freshDatabase, type TestDatabase } from './postgres'

export interface TestDesk {
  readonly program: Program
  readonly database: TestDatabase
  readonly log: ReturnType<typeof keptLog>
  /** Lets the clock of the desk run ahead, and does what falls due by then. */
  later(ms: number): Promise<void>
  /** Sends everything that may be sent now, also what the sending itself sets free. */
  settle(): Promise<void>
  /** Rows as the superuser sees them, behind row-level security. */
  rows<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

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
    ...env,
  })
  const program = await startProgram(config, platforms, log)
  await program.settled
  const look = new Client({ connectionString: own.superUrl, types: columnTypes })
  let isUp = true
  const down = () => void (isUp = false)
  look.on('error', down).on('end', down)
  await look.connect()
  const isQuiet = async () => {
    const ready = 'select from outbox_ready where at <= now() + make_interval(secs => $1) limit 1'
    return (await look.query(ready, [program.store.clock.offset / 1000])).rowCount === 0
  }
  const settle = async () => {
    for (let turn = 0; turn < 10; turn++) {
      await program.courier.idle()
      await program.tick()
      if (turn > 0 && (await isQuiet())) return
    }
  }
  return {
    program,
    database: own,
    log,
    settle,
    later: async (ms) => {
      program.store.clock.offset += ms
      await program.tick()
      await settle()
    },
    // Asked hundreds of times a story: a connection for each would take longer than the answers.
    rows: async <Row>(sql: string, parameters: unknown[] = []) =>
      isUp ? ((await look.query(sql, parameters)).rows as Row[]) : rowsOf<Row>(own.superUrl, sql, parameters),
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
