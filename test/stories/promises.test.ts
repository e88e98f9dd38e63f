import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const hour = 3_600_000

describe('what the desk promises', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
  })
  const clock = async (kind: string, ticket = 1) =>
    (
      await desk.rows<{ state: string; due: Date | null; policy: string; target: number }>(
        'select state, due_at as due, policy, target_ms as target from clocks where ticket = $1 and kind = $2',
        [ticket, kind],
      )
    )[0]

  test('of several policies the first that fits a ticket holds, and a tag moves it under another', async () => {
    await people.ada.invokes('policy', {
      policy: 'vip',
      first_response: '10m',
      resolution: '2h',
      filter: 'tag:vip',
      position: '1',
    })
    await people.ada.invokes('policy', { policy: 'standard', position: '2' })
    await people.ana.says('help')
    expect(await clock('resolution')).toMatchObject({ policy: 'standard', target: 24 * hour })
    await people.bo.invokes('tag', { ticket: '1', tags: 'vip' })
    expect(await clock('resolution')).toMatchObject({ policy: 'vip', target: 2 * hour })
    await people.bo.invokes('untag', { ticket: '1', tags: 'vip' })
    expect(await clock('resolution')).toMatchObject({ policy: 'standard', target: 24 * hour })
  })

  test('priorities have targets of their own, and a change of priority moves the clocks', async () => {
    await people.ada.invokes('policy', { policy: 'standard', resolution: '1h', priority: 'urgent' })
    await people.ana.says('help')
    await people.bo.invokes('priority', { ticket: '1', priority: 'urgent' })
    expect(await clock('resolution')).toMatchObject({ target: hour })
    expect(await clock('first-response')).toMatchObject({ target: hour })
  })

  test('after the first answer each turn of the customer waits for its own', async () => {
    await people.ada.invokes('policy', { policy: 'standard', next_response: '2h' })
    const first = await people.ana.says('help')
    await desk.settle()
    expect(await clock('next-response')).toBeUndefined()
    await people.bo.invokes('reply', { ticket: '1', text: 'what?' })
    await people.ana.says('this!', network.thread(first))
    expect(await clock('next-response')).toMatchObject({ state: 'running' })
    await people.bo.invokes('reply', { ticket: '1', text: 'ah' })
    expect(await clock('next-response')).toMatchObject({ state: 'achieved' })
    await people.ana.says('so?', network.thread(first))
    expect(await clock('next-response')).toMatchObject({ state: 'running' })
  })

  test('a changed policy moves the clocks of open tickets, not of solved ones', async () => {
    await people.ana.says('one')
    await people.carlos.says('two')
    await people.bo.invokes('status', { ticket: '2', status: 'solved' })
    expect(wordsOfAnswer(await people.ada.invokes('policy', { resolution: '3h' }))).toContain(
      '1 open ticket will be updated',
    )
    expect(wordsOfAnswer(await people.ada.invokes('policy', {}))).toContain('1 open ticket is still being updated')
    await desk.settle()
    expect(wordsOfAnswer(await people.ada.invokes('policy', {}))).not.toContain('still being updated')
    expect(await clock('resolution', 1)).toMatchObject({ target: 3 * hour })
    expect(await clock('resolution', 2)).toMatchObject({ target: 24 * hour, state: 'achieved' })
  })

  test('in a calendar’s hours nothing is due at night', async () => {
    await people.ada.invokes('calendar', {
      title: 'Office',
      week: 'mon-fri 09:00-17:00',
      zone: 'Europe/Madrid',
      country: 'ES-MD',
    })
    await people.ada.invokes('policy', { policy: 'standard', resolution: '40h', calendar: 'office' })
    await people.ana.says('help')
    const { due } = (await clock('resolution'))!
    const shown = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Madrid',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(due!)
    expect(shown).toMatch(/^(Mon|Tue|Wed|Thu|Fri),? (09|1[0-7]):/)
    expect(wordsOfAnswer(await people.bo.invokes('sla', { ticket: '1' }))).toMatch(
      /resolution: running\. Policy standard: .*Office.*Due: /,
    )
  })

  test('several warnings are told one after the other, each once, and then the breach', async () => {
    await people.ada.invokes('policy', { policy: 'standard', first_response: '-', resolution: '10h', warn: '50%, 1h' })
    await people.ana.says('help')
    await desk.settle()
    await people.bo.invokes('claim', { ticket: '1' })
    await desk.settle()
    const told = () =>
      network.texts(network.thread(network.card(1)!)).filter((text) => text.startsWith('⚠️') || text.startsWith('🔴'))
        .length
    await desk.later(5.1 * hour)
    expect(told()).toBe(1)
    await desk.later(4 * hour)
    expect(told()).toBe(2)
    await desk.later(2 * hour)
    expect(told()).toBe(3)
    await desk.later(20 * hour)
    expect(told()).toBe(3)
  })

  test('bad configuration is refused whole, with what is allowed', async () => {
    const faults = async (operation: string, input: Record<string, string>) =>
      wordsOfAnswer(await people.ada.invokes(operation, input))
    expect(await faults('policy', { policy: 'x', resolution: 'soon' })).toContain('30m, 2h or 1d')
    expect(await faults('policy', { policy: 'x', resolution: '1h', calendar: 'nowhere' })).toContain(
      'no calendar called nowhere',
    )
    expect(await faults('policy', { policy: 'x', resolution: '1h', filter: 'colour:red' })).toContain('colour:red')
    expect(await faults('policy', { policy: 'x', resolution: '1h', first_response: '1h', warn: '2h' })).toContain(
      'warning must come before',
    )
    expect(await faults('calendar', { title: 'x', week: 'mon 9-9' })).toContain('mon-fri')
    expect(await faults('calendar', { title: 'x', week: 'mon 9-18', zone: 'Mars/Base' })).toContain('Europe/Madrid')
    expect(await faults('calendar', { title: 'x', week: 'mon 9-18', country: 'XX' })).toContain('ES-MD')
    expect(await faults('policy', {})).toMatch(/^1\. standard for every ticket/)
    expect(await desk.rows('select name from calendars')).toEqual([])
  })
})
