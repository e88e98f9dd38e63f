import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { readConfig } from '../../src/run/config'
import type { Log } from '../../src/platform'
import { openServer } from '../../src/run/open-server'
import { openStore } from '../../src/run/open-store'
import { tables } from '../../src/slices'
import { firstDesk } from '../../src/workspaces/first-desk-rows'
import type { DeskId, Store } from '../../src/store/transaction'
import type { Bench } from '../part'
import { fillDesk, hasTickets } from './fill-desk'

/** A desk of so many tickets on an embedded database, and a connection of its own to what the program uses. */
export interface SeededDesk {
  readonly store: Store
  readonly desk: DeskId
  /** As the program's role, row-level security set to the desk once and for all: what one would write by hand. */
  readonly byHand: Client
}

const entriesEach = 5
const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** Seeds it where no part has yet. */
export const onSeededDesk = async <T>(
  bench: Bench,
  tickets: number,
  work: (seeded: SeededDesk) => Promise<T>,
): Promise<T> => {
  const folder = join(await bench.kept(), String(tickets))
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const config = readConfig([], { DATA_DIR: folder })
  const stops: (() => Promise<void>)[] = []
  try {
    const { store, url } = await openStore(openServer(config, quiet), config, tables, quiet, stops)
    const desk = await firstDesk(store, { ...config.desk, queue: 'Support' })
    const byHand = new Client({ connectionString: url })
    await byHand.connect()
    stops.push(async () => byHand.end())
    if (!(await hasTickets(byHand, desk)))
      await fillDesk(byHand, desk, { tickets, entries: tickets * entriesEach }, bench.progress)
    await byHand.query(`select set_config('app.desk', $1, false)`, [desk])
    return await work({ store, desk, byHand })
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}
