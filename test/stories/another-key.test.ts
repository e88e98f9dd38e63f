import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { giveUpSealed } from '../../src/audit/lost-key'
import { auditCommand } from '../../src/cli/audit-command'
import { withContext, type CommandContext } from '../../src/cli/context'
import { configCommand } from '../../src/cli/config-command'
import { readConfig } from '../../src/run/config'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { keptLog } from '../support/kept-log'
import { freshDatabase, type TestDatabase } from '../support/postgres'

jest.setTimeout(60_000)

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')

/** A desk that was sealed under one key, and whatever comes to it with another. */
describe('a desk whose master key is another one, or gone', () => {
  let network: FakeNetwork
  let database: TestDatabase
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taquilla-key-'))
    network = fakeNetwork('chat')
    database = await freshDatabase()
    const desk = await startDesk([network.platform], { database, env: { MASTER_KEY: key(1) } })
    await openFor(network)
    await desk.stop()
  })
  afterEach(async () => {
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  })
  const start = async (env: Record<string, string>): Promise<TestDesk> =>
    startDesk([network.platform], { database, env: { MASTER_KEY: '', DATA_DIR: folder, ...env } })
  const beside = async (
    env: Record<string, string>,
    run: (beside: CommandContext, print: (line: string) => void) => Promise<number>,
    mayBeLost = false,
  ) => {
    const lines: string[] = []
    const config = readConfig([], { DATABASE_URL: database.url, DATA_DIR: folder, ...env })
    const code = await withContext(async (each) => run(each, (line) => lines.push(line)), keptLog(), config, {
      mayBeLost,
    })
    return { code, told: lines.join('\n') }
  }

  test('is not opened with another one: the start says which variable holds it, and what to do', async () => {
    await expect(start({ MASTER_KEY: key(2) })).rejects.toThrow(/^MASTER_KEY is not the master key of this database/)
    await writeFile(join(folder, 'master.key'), `${key(3)}\n`)
    await expect(start({})).rejects.toThrow(`${join(folder, 'master.key')} is not the master key of this database`)
    // While keys are changed both stand, in any order.
    await (await start({ MASTER_KEY: `${key(2)},${key(1)}` })).stop()
  })

  test('is not opened without one: none is made that would open nothing', async () => {
    await expect(start({})).rejects.toThrow(`The master key is missing: there is no ${join(folder, 'master.key')}`)
    expect(await readdir(folder)).toEqual([])
  })

  test('of two that start together for the first time with different keys, one is refused', async () => {
    const other = await freshDatabase()
    const starts = [4, 5].map(async (byte) =>
      startDesk([fakeNetwork(`n${byte}`).platform], { database: other, env: { MASTER_KEY: key(byte) } }),
    )
    const ends = await Promise.allSettled(starts)
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const end of ends)
      if (end.status === 'fulfilled') await end.value.stop()
      else expect(String(end.reason)).toContain('MASTER_KEY is not the master key')
    await other.drop()
  })

  test('tells the truth on a command line: nothing is said to be made that is not', async () => {
    const file = join(folder, 'desk.yaml')
    await writeFile(file, 'queues:\n  - name: Support\n  - name: Billing\n')
    const wrong = beside({ MASTER_KEY: key(2) }, async (each, print) => configCommand(each, ['apply', file], print))
    await expect(wrong).rejects.toThrow(/^MASTER_KEY is not the master key/)
    const verify = beside({ MASTER_KEY: key(2) }, async (each, print) => auditCommand(each, ['verify'], print))
    await expect(verify).rejects.toThrow(/^MASTER_KEY is not the master key/)
    const right = await beside({ MASTER_KEY: key(1) }, async (each, print) =>
      configCommand(each, ['apply', file], print),
    )
    expect(right).toMatchObject({ code: 0, told: expect.stringContaining('made.') })
    const failing = { told: [] as string[] }
    const stopped = beside({ MASTER_KEY: key(1) }, async (each) => {
      await writeFile(file, 'queues:\n  - name: Support\n  - name: Shipping\n')
      const inDesk: CommandContext['inDesk'] = async (desk, work) =>
        each.inDesk(desk, async (tx) => {
          await work(tx)
          throw new Error('the commit failed')
        })
      return configCommand({ ...each, inDesk }, ['apply', file], (line) => failing.told.push(line))
    })
    await expect(stopped).rejects.toThrow('the commit failed')
    expect(failing.told).toEqual([])
  })

  test('is told of by the doctor when the key is exchanged while it runs', async () => {
    await writeFile(join(folder, 'master.key'), `${key(1)}\n`)
    const desk = await start({})
    const asked = async () => wordsOfAnswer(await network.person('ada').invokes('doctor', {}))
    expect(await asked()).not.toContain('MASTER_KEY')
    await writeFile(join(folder, 'master.key'), `${key(9)}\n`)
    expect(await asked()).toContain('MASTER_KEY')
    await desk.stop()
  })

  test('goes on when the old key is lost for good: the trail says where its new chain begins', async () => {
    const env = { MASTER_KEY: key(2) }
    const told: string[] = []
    const lose = async () =>
      beside(env, async (each) => giveUpSealed({ ...each, progress: (line) => told.push(line) }).then(() => 0), true)
    await lose()
    expect(told.join('\n')).toContain('begins a new chain')
    const desk = await start(env)
    await network.person('ada').invokes('role', { user: network.user('bo'), role: 'supervisor' })
    await desk.stop()
    const verify = async (...args: string[]) =>
      beside(env, async (each, print) => auditCommand(each, ['verify', ...args], print))
    const whole = await verify()
    expect(whole).toMatchObject({ code: 0, told: expect.stringMatching(/before the chain began, at #\d+/) })
    // A second time there is nothing to give up.
    await expect(lose()).rejects.toThrow('Nothing is lost')
  })
})

describe('a trail whose end was written down elsewhere', () => {
  const MASTER_KEY = key(1)
  const network = fakeNetwork('chat')
  let desk: TestDesk
  beforeAll(async () => {
    desk = await startDesk([network.platform], { env: { MASTER_KEY } })
    await openFor(network)
  })
  afterAll(async () => desk.stop())
  const verify = async (...args: string[]) => {
    const lines: string[] = []
    const config = readConfig([], { DATABASE_URL: desk.database.url, MASTER_KEY })
    const code = await withContext(
      async (beside) => auditCommand(beside, ['verify', ...args], (line) => lines.push(line)),
      keptLog(),
      config,
    )
    return { code, told: lines.join('\n') }
  }
  const superuser = async (...statements: string[]) => {
    await desk.rows('alter table audit disable trigger all')
    for (const each of statements) await desk.rows(each)
  }

  test('is found by that to have been put back to an older state', async () => {
    const head = /mac ([0-9a-f]{64})/.exec((await verify()).told)![1]!
    await network.person('ada').invokes('role', { user: network.user('bo'), role: 'supervisor' })
    expect(await verify('--head', head)).toMatchObject({ code: 0 })
    expect(await verify('--head', `57:${head}`)).toMatchObject({ code: 0 })
    expect(await verify('--head', '0'.repeat(64))).toMatchObject({ code: 1, told: expect.stringContaining('BROKEN') })
    await expect(verify('--head', 'yesterday')).rejects.toThrow('64 digits')
    await expect(verify('--haed', head)).rejects.toThrow('Did you mean --head?')
  })

  test.each([
    [
      'a row before the first',
      [`insert into audit (desk, seq, at, operation, outcome) select desk, 0, now(), 'role', 'ok' from desks`],
    ],
    [
      'a row far before the first',
      [`insert into audit (desk, seq, at, operation, outcome) select desk, -5, now(), 'role', 'ok' from desks`],
    ],
    ['rows without seals instead of all', ['update audit set mac = null', 'delete from audit_heads']],
    ['nothing at all', ['delete from audit', 'delete from audit_heads']],
    [
      'rows without seals, and no key either',
      ['update audit set mac = null', 'delete from audit_heads', `delete from data_keys where owner like 'audit %'`],
    ],
  ])('is not whole with %s', async (_, statements) => {
    await desk.rows(
      'create table kept_audit as table audit; create table kept_heads as table audit_heads; create table kept_keys as table data_keys',
    )
    await superuser(...statements)
    const { code, told } = await verify()
    expect(told).toMatch(/BROKEN|NOT SEALED/)
    expect(code).toBe(1)
    await superuser(
      'delete from audit; delete from audit_heads; delete from data_keys',
      'insert into audit table kept_audit; insert into audit_heads table kept_heads; insert into data_keys table kept_keys',
      'drop table kept_audit, kept_heads, kept_keys',
    )
    expect(await verify()).toMatchObject({ code: 0 })
  })

  test('does not become whole again by the next act', async () => {
    await superuser('update audit set mac = null', 'delete from audit_heads')
    await network.person('ada').invokes('role', { user: network.user('kim'), role: 'supervisor' })
    expect(await verify()).toMatchObject({ code: 1, told: expect.stringContaining('BROKEN') })
  })
})
