import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isServer } from '../src/store/embedded-host'
import { lazily } from '../src/platform'

/** Leftovers: what the benchmark started and has not ended yet. */
export interface Leftovers {
  /** Processes. */
  readonly children: Set<number>
  /** Folders in which databases may run; those that are not kept are deleted. */
  readonly folders: Map<string, { readonly isKept: boolean }>
}

export const noLeftovers = (): Leftovers => ({ children: new Set(), folders: new Map() })

/** Ends what is left at once, database servers too, which nobody's death takes along. */
export const endAll = async ({ children, folders }: Leftovers): Promise<void> => {
  for (const pid of children) signal(pid, 'SIGKILL')
  children.clear()
  for (const [folder, { isKept }] of folders) {
    const inside = isKept ? await readdir(folder).catch(() => []) : []
    for (const home of [folder, ...inside.map((name) => join(folder, name))]) await endServer(home)
    if (!isKept) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

const patienceMs = 5000

const endServer = async (home: string): Promise<void> => {
  const cluster = join(home, 'postgres', 'cluster')
  const pidOf = async () =>
    Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0])
  const pid = await pidOf()
  if (!(pid > 0) || !(await isServer(pid, cluster))) return
  signal(pid, 'SIGINT')
  for (const until = Date.now() + patienceMs; Date.now() < until && (await isServer(pid, cluster));) await pause(50)
  if (await isServer(pid, cluster)) signal(pid, 'SIGQUIT')
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already.
  }
}

const running = new Set<number>()

/** A process of its own that outlives us: when its input ends, whatever ended us, it ends what we told it of. */
const cleaner = lazily(() => {
  const child = spawn(process.execPath, [join(__dirname, 'cleaner.js')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  child.stdin.on('error', () => undefined)
  return child
})

const tell = (...words: string[]): void => void cleaner().stdin.write(`${JSON.stringify(words)}\n`)

export const began = {
  child: (pid: number): void => {
    running.add(pid)
    tell('child', String(pid))
  },
  folder: (path: string, isKept: boolean): void => tell(isKept ? 'kept' : 'folder', path),
}
export const ended = (pid: number): void => {
  running.delete(pid)
  tell('gone', String(pid))
}

/** After a part that failed or hangs: without its processes it comes to its end. */
export const endChildren = async (): Promise<void> => endAll({ children: running, folders: new Map() })

/** Leaves it to the cleaner, and waits for it. Nothing may be started after it. */
export const endEverything = async (): Promise<void> => {
  const child = cleaner()
  const gone = once(child, 'exit')
  child.ref()
  child.stdin.end()
  await gone
}
