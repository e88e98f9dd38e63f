import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { type FakeNetwork } from '../support/fake-network'

const minute = 60_000
const hour = 60 * minute

describe('deadlines and who takes what, looked at again', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk((stage) => ({ network, desk, people } = stage), { mayFail: true })
  const errors = () => desk.log.lines.filter((line) => line.level === 'error')
  const dues = async (what: string) =>
    desk.rows<{ subject: string; at: Date }>('select subject, at from due where what = $1 order by subject', [what])

  test('a ticket that waits for somebody to come back is handed out at that moment, not at the next round', async () => {
    await people.ada.invokes('queue', { queue: 'Support', routing: 'round-robin' })
    await people.sam.invokes('away', {})
    await people.bo.invokes('away', { span: '3h' })
    await people.kim.invokes('away', { span: '1h' })
    await people.ana.says('help')
    await desk.settle()
    const [now] = await desk.rows<{ at: Date }>('select created_at as at from tickets')
    const [asked] = await dues('hand-out')
    const wait = asked!.at.getTime() - now!.at.getTime()
    expect(wait).toBeGreaterThan(50 * minute)
    expect(wait).toBeLessThanOrEqual(hour)
    await desk.later(hour)
    const [ticket] = await desk.rows<{ name: string }>(
      'select p.name from tickets t join people p on p.desk = t.desk and p.id = t.assignee',
    )
    expect(ticket!.name.toLowerCase()).toBe('kim')
    expect(errors()).toEqual([])
  })

  test('what falls due for a ticket that is gone is forgotten, and holds nothing up', async () => {
    const [{ desk: id }] = (await desk.rows<{ desk: string }>('select desk from numbers')) as [{ desk: string }]
    await desk.rows(
      `insert into due (desk, what, subject, at) values ($1, 'sla-breach', '999:resolution', now() - interval '1 hour')`,
      [id],
    )
    await people.ana.says('help')
    await desk.later(61 * minute)
    expect(network.texts('supervisors')).toHaveLength(1)
    expect((await dues('sla-breach')).map(({ subject }) => subject)).toEqual(['1:resolution'])
    expect(errors()).toEqual([])
  })

  test('of many that fall due together one that cannot be done waits alone, and is told of', async () => {
    for (const name of ['ana', 'carlos', 'dora', 'eva']) await network.person(name).says(`help ${name}`)
    await desk.settle()
    await desk.rows(`alter table escalations add constraint not_two check (ticket <> 2)`)
    await desk.later(61 * minute)
    expect(network.texts('supervisors')).toHaveLength(3)
    expect(errors().map(({ facts }) => (facts as { due: { subject: string } }).due.subject)).toEqual([
      '2:first-response',
    ])
    await desk.rows('alter table escalations drop constraint not_two')
    await desk.later(6 * minute)
    expect(network.texts('supervisors')).toHaveLength(4)
  })

  test('answered and reopened after a breach, the ticket is not announced again; the time that was left goes on', async () => {
    await people.ada.invokes('policy', { policy: 'standard', first_response: '-', resolution: '2h', warn: '10m' })
    await people.ana.says('help')
    await people.bo.invokes('claim', { ticket: '1' })
    await desk.later(121 * minute)
    expect(network.texts('supervisors')).toHaveLength(1)
    await people.bo.invokes('status', { ticket: '1', status: 'solved' })
    await people.bo.invokes('status', { ticket: '1', status: 'open' })
    await desk.later(300 * minute)
    expect(network.texts('supervisors')).toHaveLength(1)
    expect(errors()).toEqual([])
  })

  test('a policy that changes while the ticket rests holds when it goes on, with the time that was used', async () => {
    await people.ada.invokes('policy', { policy: 'standard', first_response: '-', resolution: '4h', warn: '10m' })
    await people.ana.says('help')
    await people.bo.invokes('claim', { ticket: '1' })
    await desk.later(hour)
    await people.bo.invokes('status', { ticket: '1', status: 'pending' })
    await people.ada.invokes('policy', { policy: 'standard', first_response: '-', resolution: '2h', warn: '10m' })
    await desk.later(10 * hour)
    expect(network.texts('supervisors')).toHaveLength(0)
    await people.bo.invokes('status', { ticket: '1', status: 'open' })
    await desk.later(59 * minute)
    expect(network.texts('supervisors')).toHaveLength(0)
    await desk.later(2 * minute)
    expect(network.texts('supervisors')).toHaveLength(1)
    expect(errors()).toEqual([])
  })

  test('an assignee who is silent while the ticket rests keeps it', async () => {
    await people.ada.invokes('queue', { queue: 'Support', silent: '30m' })
    await people.ana.says('help')
    await people.bo.invokes('claim', { ticket: '1' })
    await people.bo.invokes('status', { ticket: '1', status: 'pending' })
    await desk.later(2 * hour)
    expect((await desk.rows<{ assignee: string | null }>('select assignee from tickets'))[0]!.assignee).not.toBeNull()
    expect(errors()).toEqual([])
  })
})
