import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditCommand } from '../../src/cli/audit-command'
import { withContext } from '../../src/cli/context'
import { readConfig } from '../../src/run/config'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'
import { keptLog } from '../support/kept-log'

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')

describe('who did what to the desk', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  /** `npm run audit -- …` on the desk's database. */
  const command = async (...args: string[]) => {
    const lines: string[] = []
    const config = readConfig([], { DATABASE_URL: desk.database.url, MASTER_KEY })
    const code = await withContext(
      async (beside) => auditCommand(beside, args, (line) => lines.push(line)),
      keptLog(),
      config,
    )
    return { code, told: lines.join('\n') }
  }
  const count = async () => Number((await desk.rows<{ count: string }>('select count(*) from audit'))[0]!.count)

  beforeAll(async () => {
    desk = await startDesk([network.platform], { env: { MASTER_KEY } })
    people = await openFor(network)
  })
  afterAll(async () => desk.stop())

  it('is read by an admin, newest first, by act and by person, page after page', async () => {
    await people.kim.invokes('role', { user: network.user('carlos'), role: 'admin' })
    const all = wordsOfAnswer(await people.ada.invokes('audit', {}))
    expect(all).toContain('kim · Role · refused')
    expect(all.indexOf('refused')).toBeLessThan(all.indexOf('supervisors'))
    expect(wordsOfAnswer(await people.ada.invokes('audit', { act: 'place' }))).not.toContain('· Role ·')
    expect(wordsOfAnswer(await people.ada.invokes('audit', { user: network.user('kim') }))).not.toContain('ada ·')

    for (let turn = 0; turn < 12; turn++) await people.ada.invokes('queue', { queue: `line ${turn}` })
    const first = await people.ada.invokes('audit', {})
    const older = JSON.stringify(first).match(/"before":"(\d+)"/)
    expect(older).not.toBeNull()
    const second = wordsOfAnswer(await people.ada.invokes('audit', { before: older![1]! }))
    expect(second).toContain('Channel purpose · supervisors')
    expect(wordsOfAnswer(first)).not.toContain('Channel purpose · supervisors')
  })

  it('is for admins alone', async () => {
    expect(wordsOfAnswer(await people.sam.invokes('audit', {}))).toContain('needs the ')
  })

  it('is a chain without a gap, however many write at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, turn) =>
        people.kim.invokes('place', { purpose: 'intake', turn: String(turn) }),
      ),
    )
    const { code, told } = await command('verify')
    expect(told).toMatch(new RegExp(`: ${await count()} rows, the last one #\\d+, mac [0-9a-f]{64}: whole$`))
    expect(code).toBe(0)
  })

  it('is found whole while it grows', async () => {
    const writing = Array.from({ length: 60 }, async () => people.kim.invokes('role', { user: network.user('carlos') }))
    for (let turn = 0; turn < 3; turn++) expect(await command('verify')).toMatchObject({ code: 0 })
    await Promise.all(writing)
  })

  it('goes into a file, a row a line, each with its seal', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'taquilla-trail-'))
    const file = join(folder, 'trail.jsonl')
    const { code, told } = await command('export', file)
    expect([code, told]).toEqual([0, `${await count()} rows are in ${file}.`])
    const rows = (await readFile(file, 'utf8')).trim().split('\n')
    expect(rows).toHaveLength(await count())
    expect(JSON.parse(rows[0]!)).toEqual({
      seq: 1,
      at: expect.any(String),
      person: expect.any(String),
      operation: 'role',
      outcome: expect.stringContaining('admin'),
      mac: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    await expect(command('export', file)).rejects.toThrow('cannot be written')
    await rm(folder, { recursive: true })
  })

  it('cannot be changed by the program, and shows when somebody else did', async () => {
    const change = async (sql: string) =>
      desk.program.store.transaction(desk.program.deskId, async (unit) => unit.execute(sql))
    await expect(change(`update audit set outcome = 'nothing'`)).rejects.toThrow('insert-only')
    await expect(change('delete from audit')).rejects.toThrow('insert-only')
    await expect(change('truncate audit')).rejects.toThrow('insert-only')

    await desk.rows('alter table audit disable trigger all')
    await desk.rows(
      `update audit set outcome = 'done' where outcome = 'refused' and seq = (select min(seq) from audit where outcome = 'refused')`,
    )
    const [{ seq } = { seq: '' }] = await desk.rows<{ seq: string }>(
      `select min(seq) as seq from audit where outcome = 'done'`,
    )
    const { code, told } = await command('verify')
    expect(code).toBe(1)
    expect(told).toContain(`BROKEN\n  #${seq} was altered`)
  })
})
