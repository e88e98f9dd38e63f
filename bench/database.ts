import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { startEmbedded } from '../src/store/embedded'
import type { Bench } from './part'
import { familyOf, usageOf } from './processes'

/** One PostgreSQL for a whole part: what is compared shares it. */
export interface Database {
  /** Of an empty database of its own, for the role that row-level security holds. */
  fresh(name: string): Promise<string>
  /** As the superuser, behind row-level security. */
  rows<Row>(url: string, sql: string): Promise<Row[]>
  /** Plans from now on by what is in the tables: the first automatic ANALYZE would come after a minute, in the middle of a round. */
  analyze(url: string): Promise<void>
  /** Milliseconds of CPU that its processes have used. */
  cpuMs(): Promise<number>
  stop(): Promise<void>
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export const startDatabase = async (bench: Bench): Promise<Database> => {
  const folder = await bench.folder()
  const embedded = await startEmbedded({ dataDir: folder, log: quiet })
  const [pid] = (await readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')
  const on = (url: string, name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
  const rows = async <Row>(url: string, sql: string): Promise<Row[]> => {
    const client = new Client({ connectionString: on(embedded.superUrl, new URL(url).pathname.slice(1)) })
    await client.connect()
    try {
      return (await client.query(sql)).rows as Row[]
    } finally {
      await client.end()
    }
  }
  return {
    rows,
    fresh: async (name) => {
      await rows(embedded.superUrl, `create database ${name} owner taquilla`)
      return on(embedded.url, name)
    },
    analyze: async (url) => void (await rows(url, 'analyze')),
    cpuMs: async () => {
      const family = await familyOf(Number(pid))
      const used = await Promise.all(
        family.map(async (one) =>
          usageOf(one).then(
            ({ cpuMs }) => cpuMs,
            () => 0,
          ),
        ),
      )
      return used.reduce((total, ms) => total + ms, 0)
    },
    stop: async () => embedded.stop(),
  }
}
