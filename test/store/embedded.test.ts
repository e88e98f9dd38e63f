import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startEmbedded } from '../../src/store/embedded'
import { copyCluster } from '../support/kept-cluster'
import { keptLog } from '../support/kept-log'
import { startChild, type Child } from '../support/process'

const root = process.getuid?.() === 0
let folder: string
/** Holds a cluster that was made once, for what begins with one that stands. */
let standing: string
const children: Child[] = []

const newFolder = async () => {
  const made = await mkdtemp(join(tmpdir(), 'taquilla-embedded-'))
  await chmod(made, 0o755)
  return made
}
const hasCluster = async (place = folder) => copyCluster(join(standing, 'postgres'), join(place, 'postgres'))

beforeAll(async () => {
  standing = await newFolder()
  await startEmbedded({ dataDir: standing, log: keptLog() }).then((embedded) => embedded.stop())
})
afterAll(async () => rm(standing, { recursive: true, force: true }))
beforeEach(async () => {
  folder = await newFolder()
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL')
    await child.ended
  }
  // Adopts whatever a test left running, and stops it.
  if (existsSync(join(folder, 'postgres/cluster/postmaster.pid')))
    await startEmbedded({ dataDir: folder, log: keptLog() }).then((embedded) => embedded.stop())
  await rm(folder, { recursive: true, force: true })
})

/** A process that owns the folder, with the urls it printed. */
async function owner(): Promise<{ child: Child; url: string; superUrl: string }> {
  const child = startChild('test/store/embedded-process.ts', [folder])
  children.push(child)
  const [, url = '', superUrl = ''] = (await child.line(/^(up|fault) /)).split(' ')
  return { child, url, superUrl }
}
async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
const postmaster = async (): Promise<number> =>
  Number((await readFile(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0])
const serverStart = async (url: string): Promise<string> =>
  (await query<{ at: string }>(url, 'select pg_postmaster_start_time()::text as at'))[0]?.at ?? ''

describe('a desk without DATABASE_URL', () => {
  it('has a database of its own, kept over a restart, on the same port', async () => {
    const first = await startEmbedded({ dataDir: folder, log: keptLog() })
    await query(first.url, 'create table kept as select 42 as answer')
    await first.stop()
    const second = await startEmbedded({ dataDir: folder, log: keptLog() })
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    expect(second.url).toBe(first.url)

    const began = Date.now()
    await second.stop()
    expect(Date.now() - began).toBeLessThan(3000)
  })

  it('is asked over a socket that nobody else may get to, and over loopback in a folder whose name is too long for one', async () => {
    await hasCluster()
    const near = await startEmbedded({ dataDir: folder, log: keptLog() })
    const cluster = join(folder, 'postgres/cluster')
    expect(new URL(near.url).searchParams.get('host')).toBe(cluster)
    expect(await query(near.url, 'select inet_client_addr() as address')).toEqual([{ address: null }])
    expect((await stat(cluster)).mode & 0o077).toBe(0)
    await near.stop()

    const deep = join(folder, 'a-name-of-a-folder-that-is-not-short'.repeat(3))
    await mkdir(deep)
    await hasCluster(deep)
    const far = await startEmbedded({ dataDir: deep, log: keptLog() })
    expect(await query(far.url, 'select host(inet_client_addr()) as address')).toEqual([{ address: '127.0.0.1' }])
    await far.stop()
  })

  it('works under a role that row-level security holds, with its password, on loopback', async () => {
    const { child, url } = await owner()
    const [role] = await query(
      url,
      `select rolsuper, rolbypassrls, rolcreaterole, current_setting('listen_addresses') as listen,
              current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit
       from pg_roles where rolname = current_user`,
    )
    expect(role).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: true,
      listen: '127.0.0.1',
      fsync: 'on',
      commit: 'on',
    })
    const wrong = new URL(url)
    wrong.password = 'guess'
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    expect((await stat(join(folder, 'postgres/secrets.json'))).mode & 0o077).toBe(0)
    child.kill('SIGTERM')
    expect(await child.ended).toBe(0)
  })
})

describe('kill -9', () => {
  beforeEach(async () => hasCluster())

  it('of the program leaves a server that the next start adopts', async () => {
    const first = await owner()
    await query(first.url, 'create table kept as select 42 as answer')
    const started = await serverStart(first.url)
    first.child.kill('SIGKILL')
    await first.child.ended

    const second = await owner()
    expect(await serverStart(second.url)).toBe(started)
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  it('of the server brings it back on the same port while the program goes on', async () => {
    const embedded = await startEmbedded({ dataDir: folder, log: keptLog() })
    await query(embedded.url, 'create table kept as select 42 as answer')
    const started = await serverStart(embedded.url)
    process.kill(await postmaster(), 'SIGKILL')
    for (;;) {
      const now = await serverStart(embedded.url).catch(() => started)
      if (now !== started) break
    }
    expect(await query(embedded.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    await embedded.stop()
  })

  it('of both is no hindrance to the next start', async () => {
    const first = await owner()
    await query(first.url, 'create table kept as select 42 as answer')
    const server = await postmaster()
    first.child.kill('SIGKILL')
    process.kill(server, 'SIGKILL')
    await first.child.ended
    const second = await owner()
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  it('and another program under the old process id is no hindrance either', async () => {
    const first = await owner()
    first.child.kill('SIGTERM')
    await first.child.ended
    const lines = [process.pid, join(folder, 'postgres/cluster'), 1, 5432, '', '127.0.0.1', '', 'ready']
    await writeFile(join(folder, 'postgres/cluster/postmaster.pid'), lines.join('\n'))
    const second = await owner()
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('a second program on the same folder', () => {
  it('says who has it, and leaves the first one alone', async () => {
    await hasCluster()
    const first = await owner()
    const second = startChild('test/store/embedded-process.ts', [folder])
    const line = await second.line(/^(up|fault) /)
    expect(line).toContain(`${join(folder, 'postgres')} is in use by another process (${first.child.pid})`)
    expect(line).toContain('DATA_DIR')
    expect(await second.ended).toBe(1)
    expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is told apart even when both make the folder at the same moment', async () => {
    const both = [1, 2].map(() => startChild('test/store/embedded-process.ts', [folder]))
    children.push(...both)
    const lines = await Promise.all(both.map((child) => child.line(/^(up|fault) /)))
    expect(lines.toSorted()).toEqual([
      expect.stringContaining('is in use by another process'),
      expect.stringMatching(/^up /),
    ])
  })
})

describe('a folder that PostgreSQL cannot get to', () => {
  const asRoot = root ? it : it.skip
  asRoot('is named, with what opens it', async () => {
    const closed = join(folder, 'closed')
    await mkdir(closed, { mode: 0o700 })
    await expect(startEmbedded({ dataDir: join(closed, 'data'), log: keptLog() })).rejects.toThrow(
      `because ${closed} is closed to other users. Open it (chmod o+x ${closed})`,
    )
  })

  it('is named when something else stands in its place', async () => {
    await writeFile(join(folder, 'postgres'), 'a file in the way')
    await expect(startEmbedded({ dataDir: folder, log: keptLog() })).rejects.toThrow(
      `${join(folder, 'postgres')} cannot be read`,
    )
    await rm(join(folder, 'postgres'))
  })
})
