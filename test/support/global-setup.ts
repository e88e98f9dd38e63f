import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Migrations from '../../migrations'
import type * as DataSources from '../../src/store/data-source'
import { startEmbedded, type Embedded } from '../../src/store/embedded'
import type * as Migrating from '../../src/store/migrate'
import { keptCluster } from './kept-cluster'
import { keptLog } from './kept-log'
import { asSuperuser, clusterVariable, onDatabase, templateDatabase } from './postgres'

export interface TestCluster {
  readonly embedded: Embedded
  readonly folder: string
  readonly watch: ChildProcess | undefined
}
const prefix = 'taquilla-test-'
const log = keptLog()
const memory = '/dev/shm'
const enoughBytes = 4 * 2 ** 30
const whenOwnerEnds = `while kill -0 "$1" 2>/dev/null; do sleep 2; done
  kill -QUIT "$(head -n 1 "$2/postgres/cluster/postmaster.pid")"; sleep 1; rm -rf "$2"`

/**
 * One PostgreSQL for the whole run, and in it a template database with every migration: a copy of the one that the first run
 * made. It ends with the run, also with one that is killed.
 */
export default async function globalSetup(): Promise<void> {
  await sweepRemains()
  const folder = await mkdtemp(join(await roomFor(), prefix))
  // As root the server runs as another user, who must get here.
  await chmod(folder, 0o755)
  await writeFile(join(folder, 'owner.pid'), String(process.pid))
  const watch = watchOwner(folder)
  const kept = await keptCluster()
  const isKept = await kept.copyTo(folder)
  const start = async (): Promise<Embedded> => {
    const { url, superUrl, ...more } = await startEmbedded({ dataDir: folder, log })
    process.env[clusterVariable] = JSON.stringify({ url, superUrl })
    return { url, superUrl, ...more }
  }
  let embedded = await start()
  if (!isKept) {
    await makeTemplate(embedded)
    await embedded.stop()
    await kept.keep(folder)
    embedded = await start()
  }
  Object.assign(globalThis, { testCluster: { embedded, folder, watch } satisfies TestCluster })
}

async function makeTemplate({ url, superUrl }: Embedded): Promise<void> {
  // A killed process loses nothing by this, only a machine that loses its power would: no test pulls that plug.
  await asSuperuser('alter system set fsync = off')
  await asSuperuser('alter system set full_page_writes = off')
  await asSuperuser('select pg_reload_conf()')
  // Thousands of connections are opened by a password that nobody has to guess: hashed once and not 4096 times.
  for (const { username, password } of [new URL(url), new URL(superUrl)])
    await asSuperuser(`set scram_iterations = 1; alter role ${username} password '${password}'`)
  await asSuperuser(`create database ${templateDatabase} owner taquilla`)
  // Loaded here, because most runs need none of it.
  const { openDataSource } = require('../../src/store/data-source') as typeof DataSources
  const { migrate } = require('../../src/store/migrate') as typeof Migrating
  const { migrations } = require('../../migrations') as typeof Migrations
  const dataSource = await openDataSource({ url: onDatabase(url, templateDatabase), pool: 2, entities: [], log })
  await migrate({ dataSource, migrations, log })
  await dataSource.destroy()
}

/** A run that is killed stops nothing any more: this stops the server and removes its folder once the run is no more. */
function watchOwner(folder: string): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined
  const watch = spawn('/bin/sh', ['-c', whenOwnerEnds, 'watch', String(process.pid), folder], {
    detached: true,
    stdio: 'ignore',
  })
  watch.unref()
  return watch
}

/** In memory where there is enough of it: each test's database is a copy of a thousand files, for which a disk can take half a second. */
async function roomFor(): Promise<string> {
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }))
  return Math.min(bavail * bsize, freemem()) >= enoughBytes ? memory : tmpdir()
}

/** A run that was killed left its server running: adopt it, stop it, remove its folder. */
async function sweepRemains(): Promise<void> {
  for (const parent of [tmpdir(), memory])
    for (const name of await readdir(parent).catch(() => [])) {
      const folder = join(parent, name)
      const pid = name.startsWith(prefix) ? await readFile(join(folder, 'owner.pid'), 'utf8').catch(() => '') : ''
      if (pid === '' || isAlive(Number(pid))) continue
      await startEmbedded({ dataDir: folder, log }).then(
        (embedded) => embedded.stop(),
        () => undefined,
      )
      await rm(folder, { recursive: true, force: true })
    }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
