import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'

/** Figures that Linux gives of a process. Throws elsewhere: there is no /proc to read. */
export interface Usage {
  /** Bytes held in memory, pages shared with others counted whole. */
  readonly rss: number
  /** Bytes, each shared page divided by its users: what adds up over several processes. */
  readonly pss: number
  /** Milliseconds of CPU since it started. */
  readonly cpuMs: number
}

/** Clock ticks are 100 a second on every Linux that Node runs on. */
const tickMs = 10

export const usageOf = async (pid: number): Promise<Usage> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0)
  const fields = (await statOf(pid)) ?? []
  return {
    rss: kilobytes('Rss') * 1024,
    pss: kilobytes('Pss') * 1024,
    cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
  }
}

/** The fields of /proc/<pid>/stat after the name, which may hold blanks: 0 is the state, 1 the parent. */
const statOf = async (pid: number): Promise<readonly string[] | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** A process and its children: PostgreSQL is one process for each connection. */
export const familyOf = async (parent: number): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const children: number[] = []
  for (const pid of pids) if (Number((await statOf(pid))?.[1]) === parent) children.push(pid)
  return [parent, ...children]
}

export interface Server {
  readonly pid: number
  /** Of the desk's database, since it was made. */
  transactions(): Promise<number>
  close(): Promise<void>
}

/** The embedded server of a data folder, as its own files name it. */
export const serverOf = async (folder: string): Promise<Server> => {
  const home = join(folder, 'postgres')
  const [pid, , , port] = (await readFile(join(home, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')
  const { superPassword } = JSON.parse(await readFile(join(home, 'secrets.json'), 'utf8')) as { superPassword: string }
  // On another database than the desk's, so that looking is not counted.
  const client = new Client({ connectionString: `postgres://postgres:${superPassword}@127.0.0.1:${port}/postgres` })
  await client.connect()
  return {
    pid: Number(pid),
    transactions: async () => {
      const { rows } = await client.query<{ count: string }>(
        `select xact_commit + xact_rollback as count from pg_stat_database where datname = 'taquilla'`,
      )
      return Number(rows[0]!.count)
    },
    close: async () => client.end(),
  }
}
