import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { freshDatabase, type TestDatabase } from '../support/postgres'
import { dataFolder, rowsOf } from '../support/running-desk'
import { faultRow, type Seen, type Turn } from './fault-row'
import { killSwitch, openRooms, untilSent } from './killed-desk'
import { ended, prepare, runWired } from './wired-desk'
import { wires, type Wire, type Wrong } from './wires'

const troubles: readonly Wrong[] = ['lost', 'dropped', { status: 500 }, { status: 401 }, { status: 403 }]
const isSecret = (name: string) => /TOKEN|SECRET|KEY|PASSWORD/.test(name)

/** Everything that is stored, as text. */
const dump = async (database: TestDatabase): Promise<readonly (readonly [string, string])[]> => {
  const tables = await rowsOf<{ name: string }>(
    database.superUrl,
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  return Promise.all(
    tables.map(async ({ name }) => {
      const rows = await rowsOf<{ row: string }>(database.superUrl, `select t::text as row from ${name} t`)
      return [`table ${name}`, rows.map(({ row }) => row).join('\n')] as const
    }),
  )
}

/** A desk of a network that fails in every way, at the most talkative level of its log. */
const secrets = async (
  network: Wire['name'],
  { count, random }: Turn,
  env: (canary: string) => NodeJS.ProcessEnv = () => ({}),
): Promise<Seen> => {
  const wire = await wires[network]()
  const database = await freshDatabase()
  const folder = await dataFolder()
  const masterKey = randomBytes(32).toString('base64')
  const desk = await runWired(
    wire,
    database,
    { DATA_DIR: folder.path, TICK_MS: '200', LOG_LEVEL: 'debug', MASTER_KEY: masterKey, ...env(masterKey) },
    killSwitch,
  )
  try {
    await prepare(wire, database.superUrl)
    const rooms = await openRooms(wire, database.superUrl)
    wire.wrong = () => (random() < 0.5 ? troubles[Math.floor(random() * troubles.length)] : undefined)
    for (let number = 0; number < count; number++) await wire.agentSays(rooms[number % rooms.length]!, `say-${number}.`)
    await rowsOf(
      database.superUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'taquilla'`,
    )
    await pause(1000)
    wire.wrong = undefined
    // Failed sends are put off for minutes: their tries by now have said all that they would.
    await untilSent(database.superUrl, 10_000)
    const canaries = new Map([
      ['the master key', masterKey],
      ['the database’s password', new URL(database.url).password],
      ...Object.entries(wire.env).filter(([name]) => isSecret(name)),
    ])
    const places = [['the log', desk.child.output()] as const, ...(await dump(database))]
    const faults = [...canaries].flatMap(([name, canary]) =>
      places.filter(([, text]) => text.includes(canary)).map(([place]) => `${name} is in ${place}`),
    )
    return { faults, figures: `${canaries.size} secrets in ${places.length} places` }
  } finally {
    await ended(desk)
    await wire.close()
    await database.drop()
    await folder.remove()
  }
}

for (const network of ['slack', 'discord', 'teams'] as const)
  faultRow(36, {
    part: network,
    what: 'secret canaries while sends and the database fail: none in logs, tables and errors',
    count: 60,
    run: async (turn) => secrets(network, turn),
    control: {
      off: 'the desk is called by its key',
      count: 5,
      run: async (turn) => secrets(network, turn, (key) => ({ DESK_NAME: key })),
    },
  })
