import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { readConfig } from '../../src/run/config'
import { createLog } from '../../src/run/log'
import { openServer } from '../../src/run/open-server'
import { openStore } from '../../src/run/open-store'
import { tables } from '../../src/slices'
import { firstDesk } from '../../src/workspaces/first-desk-rows'
import { words } from '../../src/core/words'
import { fillDesk, hasTickets } from './fill-desk'

const usage = `npm run seed -- [--tickets 10000] [--entries 50000] [--desk ID] [--anyway]
  Fills the desk of DATABASE_URL, or of the embedded database in DATA_DIR, with tickets to try things on.
  It stops when the desk has tickets already, unless --anyway is given. Stop the program first.`

const progress = (line: string) => void process.stderr.write(`${line}\n`)

const whole = (name: string, typed: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(typed)) throw new Error(`--${name} must be a number above 0.\n${usage}`)
  return Number(typed)
}

const main = async () => {
  const { values } = parseArgs({
    options: {
      tickets: { type: 'string', default: '10000' },
      entries: { type: 'string' },
      desk: { type: 'string' },
      anyway: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return progress(usage)
  const tickets = whole('tickets', values.tickets)
  const entries = values.entries === undefined ? tickets * 5 : whole('entries', values.entries)
  if (entries < tickets) throw new Error(`--entries must be at least --tickets: each ticket has one.\n${usage}`)
  const config = readConfig([])
  const log = createLog(config.log)
  const stops: (() => Promise<void>)[] = []
  try {
    const { store, url } = await openStore(openServer(config, log), config, tables, log, stops)
    const desk =
      values.desk ?? (await firstDesk(store, { ...config.desk, queue: words(config.desk.locale, 'queue.default') }))
    const client = new Client({ connectionString: url })
    await client.connect()
    stops.push(async () => client.end())
    if (!values.anyway && (await hasTickets(client, desk)))
      throw new Error(`The desk ${desk} has tickets already. To mix seeded ones with them for good, add --anyway.`)
    await fillDesk(client, desk, { tickets, entries }, progress)
    progress(`${tickets} tickets are in the desk ${desk}`)
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    progress(error instanceof Error ? error.message : String(error))
    process.exit(1)
  },
)
