import { access, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { Secrets, Server } from './embedded-cluster'
import { EmbeddedFault, isServer, runAs } from './embedded-host'

/**
 * Small, quiet, durable, on loopback only, and on a socket in the cluster's folder, which nobody else may enter. No customer's
 * words in its log: no statements, no DETAIL lines.
 */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // Of the server's own working folder, the cluster.
  unix_socket_directories: platform() === 'win32' ? '' : '.',
  shared_buffers: '32MB',
  max_connections: '100',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  io_method: 'sync',
  jit: 'off',
  // A new desk's tables grow a hundredfold within a minute: until they are measured they are read whole.
  autovacuum_naptime: '10s',
  lc_messages: 'C',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
}

const lockKey = 7_241_960_118
const logOf = (server: Server): string => join(server.cluster, 'server.log')

/**
 * Gets the server running and takes its lock, whose holder is the owner of the folder. One that runs already was left by
 * a process that was killed: with the lock free it is adopted. Throws EmbeddedFault when the lock is held.
 */
export async function acquire(
  server: Server,
  secrets: Secrets,
  fixedPort?: number,
): Promise<{ owner: Client; port: number }> {
  const deadline = Date.now() + 120_000
  for (;;) {
    const port = await up(server, fixedPort)
    try {
      const owner = await connect(port, secrets)
      await takeLock(owner, server)
      return { owner, port }
    } catch (error) {
      if (error instanceof EmbeddedFault || !isPassing(error) || Date.now() > deadline) throw error
      await pause(50)
    }
  }
}

/** The port of the running server, started when there is none. */
async function up(server: Server, fixedPort?: number): Promise<number> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const running = await runningPort(server)
    if (running !== undefined) return running
    const port = fixedPort ?? (await choosePort(server))
    const fault = await start(server, port)
    if (fault === undefined) continue
    if ((await runningPort(server)) !== undefined) continue
    // After kill -9 of the server its children hold the shared memory until they notice.
    if (!/shared memory block|could not bind|could not create any TCP/.test(fault) || Date.now() > deadline)
      throw new EmbeddedFault(`PostgreSQL in ${server.home} does not start: ${fault}`)
    await pause(100)
  }
}

async function start(server: Server, port: number): Promise<string | undefined> {
  await rm(logOf(server), { force: true })
  const options = [`-p ${port}`, ...Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`)].join(' ')
  const args = ['start', '--pgdata', server.cluster, '--log', logOf(server), '--wait', '--timeout=120', '-o', options]
  const running = runAs(server.user, server.binaries.pgCtl, args)
  server.launched?.()
  const { code, output } = await running
  if (code === 0) return undefined
  const lines = await readFile(logOf(server), 'utf8').catch(() => '')
  return lines.trim().split('\n').slice(-8).join('\n') || output
}

/** As its pid file tells: lines are process id, folder, start time, port, … `undefined` when it does not run. */
export async function runningPort({ cluster }: Server): Promise<number | undefined> {
  const file = join(cluster, 'postmaster.pid')
  const read = async (): Promise<string[]> => (await readFile(file, 'utf8').catch(() => '')).split('\n')
  for (let tries = 0; tries < 40; tries++) {
    const [pid = '', , , port = ''] = await read()
    if (pid === '') {
      // Empty: it is just being written, or the machine lost power then.
      const present = await readFile(file).catch(() => undefined)
      if (!present) return undefined
    } else if (!(await isServer(Number(pid), cluster))) {
      break
    } else if (port !== '') {
      return Number(port)
    }
    await pause(50)
  }
  // Remnants whose number may belong to another program by now, which would keep PostgreSQL from starting.
  for (const name of await readdir(cluster))
    if (name === 'postmaster.pid' || name.startsWith('.s.PGSQL.')) await rm(join(cluster, name), { force: true })
  return undefined
}

/** Longer names of sockets are cut off: by macOS at 103 bytes, by Linux at 107. */
const longestSocket = 103

/**
 * The folder of the server's socket, over which a question takes two thirds of the time that it takes over loopback. Undefined
 * where there is none, or it cannot be named: on Windows, in a folder of a long name, of a server that an older version started.
 */
export async function socketFolder({ cluster }: Server, port: number): Promise<string | undefined> {
  const socket = join(cluster, `.s.PGSQL.${port}`)
  if (Buffer.byteLength(socket) > longestSocket) return undefined
  return access(socket).then(
    () => cluster,
    () => undefined,
  )
}

/** The port of last time if it is still free: other tools may have been pointed at it. */
async function choosePort({ cluster }: Server): Promise<number> {
  const last = await readFile(join(cluster, 'postmaster.opts'), 'utf8').catch(() => '')
  const [, port] = /"-p" "(\d+)"/.exec(last) ?? []
  return (port && (await freePort(Number(port)))) || ((await freePort(0)) as number)
}

function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

async function connect(port: number, { superPassword }: Secrets): Promise<Client> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: superPassword,
    database: 'postgres',
    ssl: false,
    keepAlive: true,
    application_name: `taquilla owner ${process.pid}`,
  })
  // A broken connection also emits `end`, which is what the owner listens to.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Waits a moment: the lock of a process that was killed just now is not free at once. */
async function takeLock(owner: Client, { home }: Server): Promise<void> {
  for (const deadline = Date.now() + 1500; ; await pause(50)) {
    const { rows } = await owner.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lockKey])
    if (rows[0]?.taken) return
    if (Date.now() > deadline) break
  }
  const { rows } = await owner.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and classid = $1 and objid = $2`,
    [Math.floor(lockKey / 2 ** 32), lockKey % 2 ** 32],
  )
  await owner.end()
  const holder = /\d+$/.exec(rows[0]?.name ?? '')?.[0]
  throw new EmbeddedFault(
    `${home} is in use by another process${holder ? ` (${holder})` : ''}. Stop that one, set DATA_DIR to another folder, ` +
      'or give both the same DATABASE_URL.',
  )
}

/** Starting, stopping, or gone between two of our steps. */
function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return (
    ['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03'].includes(code ?? '') || /terminated/.test(message ?? '')
  )
}

/** Makes the role and the database, where they are missing. */
export async function prepare(owner: Client, { password }: Secrets): Promise<void> {
  const has = async (text: string): Promise<boolean> => (await owner.query(text)).rows.length > 0
  if (!(await has(`select from pg_roles where rolname = 'taquilla'`)))
    await owner.query(
      `create role taquilla login nosuperuser nobypassrls createrole password ${owner.escapeLiteral(password)}`,
    )
  if (!(await has(`select from pg_database where datname = 'taquilla'`)))
    await owner.query('create database taquilla owner taquilla')
}

/** Stops the server, whoever is connected. */
export async function halt({ user, binaries, cluster }: Server): Promise<void> {
  const stop = (mode: string, seconds: number) =>
    runAs(user, binaries.pgCtl, ['stop', '--pgdata', cluster, `--mode=${mode}`, '--wait', `--timeout=${seconds}`])
  // `immediate` loses nothing: the next start replays the log.
  if ((await stop('fast', 2)).code !== 0) await stop('immediate', 2)
}
