import { chmod, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openDataSource } from '../../src/store/data-source'
import { startEmbedded, type Embedded } from '../../src/store/embedded'
import { migrate, type Migration } from '../../src/store/migrate'
import { keptLog } from './kept-log'
import { asSuperuser, clusterVariable, onDatabase, templateDatabase } from './postgres'

export interface TestCluster {
  readonly embedded: Embedded
  readonly folder: string
}
const prefix = 'taquilla-test-'
const log = keptLog()
const memory = '/dev/shm'
const enoughBytes = 4 * 2 ** 30

/** One PostgreSQL for the whole run, and in it a template database with every migration. */
export default async function globalSetup(): Promise<void> {
  await sweepRemains()
  const folder = await mkdtemp(join(await roomFor(), prefix))
  // As root the server runs as another user, who must get here.
  await chmod(folder, 0o755)
  await writeFile(join(folder, 'owner.pid'), String(process.pid))
  const embedded = await startEmbedded({ dataDir: folder, log })
  process.env[clusterVariable] = JSON.stringify({ url: embedded.url, superUrl: embedded.superUrl })
  Object.assign(globalThis, { testCluster: { embedded, folder } satisfies TestCluster })

  // A killed process loses nothing by this, only a machine that loses its power would: no test pulls that plug.
  await asSuperuser('alter system set fsync = off')
  await asSuperuser('alter system set full_page_writes = off')
  await asSuperuser('select pg_reload_conf()')
  await asSuperuser(`create database ${templateDatabase} owner taquilla`)
  const dataSource = await openDataSource({
    url: onDatabase(embedded.url, templateDatabase),
    pool: 2,
    entities: [],
    log,
  })
  await migrate({ dataSource, migrations: listed(), log })
  await dataSource.destroy()
}

/** In memory where there is enough of it: each test's database is a copy of a thousand files, for which a disk can take half a second. */
async function roomFor(): Promise<string> {
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }))
  return Math.min(bavail * bsize, freemem()) >= enoughBytes ? memory : tmpdir()
}

function listed(): readonly Migration[] {
  const index = resolve(__dirname, '../../migrations/index.ts')
  return existsSync(index) ? (require(index) as { migrations: readonly Migration[] }).migrations : []
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
