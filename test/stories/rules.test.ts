import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('what the desk does by itself', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
  })
  const rule = async (input: Record<string, string>) => wordsOfAnswer(await people.ada.invokes('rule', input))
  const ticket = async (number = 1) =>
    (
      await desk.rows<{ priority: string; status: string; tags: string[] }>(
        `select priority, status, array(select tag from ticket_tags g where g.ticket = t.number order by tag) as tags from tickets t where number = $1`,
        [number],
      )
    )[0]!

  test('a new ticket that fits gets what the rule says, in order, and stop means stop', async () => {
    await rule({
      rule: 'vpn',
      event: 'created',
      filter: 'vpn',
      actions: 'priority high; tag vpn; reply We know, {customer}: see #{number}',
      stop: 'yes',
      position: '1',
    })
    await rule({ rule: 'all', event: 'created', actions: 'tag seen', position: '2' })
    const first = await people.ana.says('The VPN is down')
    await people.carlos.says('Printer')
    await desk.settle()
    expect(await ticket(1)).toMatchObject({ priority: 'high', tags: ['vpn'] })
    expect(await ticket(2)).toMatchObject({ priority: 'normal', tags: ['seen'] })
    expect(network.texts(network.thread(first))).toContain('We know, Ana: see #1')
  })

  test('rules that undo each other do not run for ever', async () => {
    await rule({ rule: 'up', event: 'updated', filter: 'priority:low', actions: 'priority high' })
    await rule({ rule: 'down', event: 'updated', filter: 'priority:high', actions: 'priority low' })
    await people.ana.says('help')
    await people.bo.invokes('tag', { ticket: '1', tags: 'x' })
    await people.bo.invokes('priority', { ticket: '1', priority: 'high' })
    await desk.settle()
    expect(['low', 'high']).toContain((await ticket()).priority)
    expect(await desk.rows('select 1 from entries')).toHaveLength(4)
  })

  test('as time passes, once for each ticket until it changes', async () => {
    await rule({
      rule: 'nudge',
      event: 'time',
      filter: 'status:pending idle>1d',
      actions: 'note Still waiting for {customer}',
    })
    await people.ana.says('help')
    await people.bo.invokes('status', { ticket: '1', status: 'pending' })
    const nudges = async () => (await desk.rows(`select 1 from entries where kind = 'note'`)).length
    await desk.later(23 * 3_600_000)
    expect(await nudges()).toBe(0)
    await desk.later(2 * 3_600_000)
    await desk.later(2 * 3_600_000)
    expect(await nudges()).toBe(1)
  })

  test('a rule that cannot be carried out says so, and the customer’s words are kept all the same', async () => {
    await rule({ rule: 'broken', event: 'created', actions: 'assign Kim' })
    await people.ada.invokes('role', { user: network.user('kim'), role: 'customer' })
    await people.ana.says('help')
    expect(await rule({})).toMatch(/#1: .*isn’t an agent/)
    expect(await ticket()).toBeDefined()
  })

  test('a test tells what a rule would do, and does nothing', async () => {
    await people.ana.says('The VPN is down')
    await people.carlos.says('Printer')
    await rule({ rule: 'vpn', event: 'created', filter: 'vpn', actions: 'priority urgent' })
    expect(wordsOfAnswer(await people.sam.invokes('rules-test', { rule: 'vpn' }))).toMatch(
      /matches 1 of the 2[^]*#1 The VPN/,
    )
    expect((await ticket()).priority).toBe('normal')
  })

  test('a macro does several things at once, or none of them', async () => {
    await people.ana.says('help')
    await people.bo.invokes('macro', {
      macro: 'Refund',
      actions: 'tag refund; reply Your refund is on its way, {customer}. {agent}; status solved',
    })
    await people.bo.invokes('macro', { macro: 'Broken', actions: 'tag broken; assign Kim' })
    await people.ada.invokes('role', { user: network.user('kim'), role: 'customer' })
    expect(wordsOfAnswer(await people.bo.invokes('apply', { ticket: '1', macro: 'broken' }))).toContain(
      'Kim isn’t an agent',
    )
    expect((await ticket()).tags).toEqual([])
    await people.ada.invokes('role', { user: network.user('kim'), role: 'agent' })
    expect(wordsOfAnswer(await people.kim.invokes('apply', { ticket: '1', macro: 'refund' }))).toContain(
      'no macro called refund',
    )
    expect(wordsOfAnswer(await people.bo.invokes('apply', { ticket: '1', macro: 'refund' }))).toContain(
      'Applied macro Refund to #1',
    )
    expect(await ticket()).toMatchObject({ status: 'solved', tags: ['refund'] })
  })

  test('what cannot be read is refused whole, with what is allowed', async () => {
    expect(await rule({ rule: 'x', event: 'created', actions: 'dance' })).toContain('priority high')
    expect(await rule({ rule: 'x', event: 'created', filter: 'colour:red', actions: 'tag x' })).toContain('colour:red')
    expect(await rule({ rule: 'x', actions: 'tag x' })).toContain('Missing: trigger')
    expect(await rule({})).toContain('There are no rules')
  })
})
