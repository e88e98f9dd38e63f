import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverUser } from '../../src/store/embedded-host'
import { openFor, startDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'
import { freshDatabase, type TestDatabase } from '../support/postgres'
import { eventually, rowsOf } from '../support/running-desk'

jest.setTimeout(60_000)

const bouncer = '/usr/sbin/pgbouncer'

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The real pgbouncer before this database, with nothing but the settings that it comes with. */
const pooled = async (database: TestDatabase, mode: 'session' | 'transaction' | 'statement', more = '') => {
  const folder = await mkdtemp(join(tmpdir(), 'taquilla-bouncer-'))
  const { uid, gid } = await serverUser()
  const direct = new URL(database.url)
  const name = direct.pathname.slice(1)
  const port = await freePort()
  const file = join(folder, 'pgbouncer.ini')
  const host = direct.searchParams.get('host') ?? direct.hostname
  await writeFile(join(folder, 'users.txt'), `"${direct.username}" "${direct.password}"\n`)
  await writeFile(
    file,
    `[databases]
${name} = host=${host} port=${direct.port} dbname=${name} user=${direct.username} password=${direct.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users.txt')}
pool_mode = ${mode}
${more}
`,
  )
  if (uid !== undefined && gid !== undefined) {
    await chmod(folder, 0o755)
    await chown(file, uid, gid)
  }
  const child: ChildProcess = spawn(bouncer, [file], { uid, gid, stdio: 'ignore' })
  const url = `postgres://${direct.username}@127.0.0.1:${port}/${name}`
  await eventually('the pooler is up', async () => rowsOf(url, 'select 1').catch(() => undefined))
  return {
    url,
    stop: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

if (!existsSync(bouncer))
  it.skip(`a pooler before the database: there is no ${bouncer} (Debian: pgbouncer)`, () => undefined)
else
  describe('a pooler before the database', () => {
    let database: TestDatabase
    beforeEach(async () => {
      database = await freshDatabase()
    })
    afterEach(async () => database.drop())

    it.each([
      ['', 'as it comes'],
      [
        'ignore_startup_parameters = statement_timeout, idle_in_transaction_session_timeout, options',
        'told to leave settings out',
      ],
    ])('that lends a connection for as long as it is asked serves a whole desk: %s', async (more) => {
      const pool = await pooled(database, 'session', more)
      const network = fakeNetwork('chat')
      const desk = await startDesk([network.platform], { database: { ...database, url: pool.url } })
      const { ana, bo } = await openFor(network)
      await Promise.all(
        Array.from({ length: 20 }, async (_, turn) => network.person(`p${turn}`).says(`printer ${turn}`)),
      )
      await ana.says('The VPN is down')
      await desk.settle()
      expect(wordsOfAnswer(await bo.invokes('search', { query: 'vpn' }))).toContain('VPN is down')
      // The limits of a connection hold, although it may not come with them.
      expect(await desk.program.store.directory('show statement_timeout')).toEqual([{ statement_timeout: '20s' }])
      expect(desk.log.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
      await desk.stop()
      await pool.stop()
    })

    it.each(['transaction', 'statement'] as const)(
      'in %s mode is refused at the start, with what to change',
      async (mode) => {
        const pool = await pooled(database, mode)
        const attempt = startDesk([fakeNetwork('chat').platform], { database: { ...database, url: pool.url } })
        await expect(attempt).rejects.toThrow(/DATABASE_URL leads to a connection pooler.*pool_mode = session/s)
        await pool.stop()
      },
    )
  })
