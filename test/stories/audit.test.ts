import { verifyTrail } from '../../src/audit/audit-rows'
import { openMasterKeys } from '../../src/store/master-keys'
import { createVault } from '../../src/store/vault'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'
import { keptLog } from '../support/kept-log'

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')

describe('who did what to the desk', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  const verify = async () => {
    const vault = createVault(await openMasterKeys(MASTER_KEY, '', keptLog()))
    const { store, deskId } = desk.program
    return store.transaction(deskId, async (unit) => verifyTrail(unit, vault, () => undefined))
  }

  beforeAll(async () => {
    desk = await startDesk([network.platform], { env: { MASTER_KEY } })
    people = await openFor(network)
  })
  afterAll(async () => desk.stop())

  it('is read by an admin, newest first, by act and by person, page after page', async () => {
    await people.kim.invokes('role', { user: network.user('carlos'), role: 'admin' })
    const all = wordsOfAnswer(await people.ada.invokes('audit', {}))
    expect(all).toContain('kim · role · refused')
    expect(all.indexOf('refused')).toBeLessThan(all.indexOf('supervisors'))
    expect(wordsOfAnswer(await people.ada.invokes('audit', { act: 'place' }))).not.toContain('· role ·')
    expect(wordsOfAnswer(await people.ada.invokes('audit', { user: network.user('kim') }))).not.toContain('ada ·')

    for (let turn = 0; turn < 12; turn++) await people.ada.invokes('queue', { queue: `line ${turn}` })
    const first = await people.ada.invokes('audit', {})
    const older = JSON.stringify(first).match(/"before":"(\d+)"/)
    expect(older).not.toBeNull()
    const second = wordsOfAnswer(await people.ada.invokes('audit', { before: older![1]! }))
    expect(second).toContain('place · supervisors')
    expect(wordsOfAnswer(first)).not.toContain('place · supervisors')
  })

  it('is for admins alone', async () => {
    expect(wordsOfAnswer(await people.sam.invokes('audit', {}))).toContain('can do that')
  })

  it('is a chain without a gap, however many write at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, turn) =>
        people.kim.invokes('place', { purpose: 'intake', turn: String(turn) }),
      ),
    )
    const { rows, faults } = await verify()
    expect(faults).toEqual([])
    expect(rows).toBe(Number((await desk.rows<{ count: string }>('select count(*) from audit'))[0]!.count))
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
    expect((await verify()).faults).toEqual([{ seq: expect.any(Number), what: 'altered' }])
  })
})
