import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const day = 86_400_000

/** Findings of a second pair of eyes in rules, macros and canned replies. */
describe('rules, looked at again', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
  })
  const rule = async (input: Record<string, string>) => wordsOfAnswer(await people.ada.invokes('rule', input))
  const canned = async (input: Record<string, string>, who = people.bo) =>
    wordsOfAnswer(await who.invokes('canned', input))
  const runs = async () =>
    (await desk.rows<{ runs: number }>('select runs::int as runs from rules order by position')).map((row) => row.runs)

  test('one action that cannot be done does not keep the others from being done, and the rule says so', async () => {
    await rule({ rule: 'both', event: 'created', actions: 'tag before; assign Kim; tag after; reply We saw it' })
    await people.ada.invokes('role', { user: network.user('kim'), role: 'customer' })
    const first = await people.ana.says('help')
    await desk.settle()
    expect(await desk.rows('select tag from ticket_tags order by tag')).toEqual([{ tag: 'after' }, { tag: 'before' }])
    expect(network.texts(network.thread(first))).toContain('We saw it')
    expect(await rule({})).toMatch(/#1: .*isn’t an agent/)
  })

  test('rules by time that undo each other run once each, not for ever', async () => {
    await rule({ rule: 'up', event: 'time', filter: 'age>1h priority:low,normal', actions: 'priority high' })
    await rule({ rule: 'down', event: 'time', filter: 'age>2h priority:high', actions: 'priority low' })
    await people.ana.says('help')
    for (let tick = 0; tick < 12; tick++) await desk.later(day / 48)
    expect(await runs()).toEqual([1, 1])
    await people.ana.says('still there?', network.thread(network.visible('help')[0]!))
    for (let tick = 0; tick < 6; tick++) await desk.later(day / 48)
    expect((await runs()).every((count) => count <= 2)).toBe(true)
  })

  test('tickets that a pattern does not fit do not keep those behind them from their rule', async () => {
    await people.ana.says('nothing of note')
    await desk.rows(
      `insert into tickets (desk, number, subject, status, priority, queue, requester, created_at, updated_at)
       select desk, 1000 + n, 'other', 'open', 'normal', queue, requester, created_at, updated_at from tickets, generate_series(1, 250) n where number = 1`,
    )
    await desk.rows(
      `insert into tickets (desk, number, subject, status, priority, queue, requester, created_at, updated_at)
       select desk, 9000, 'certificate expires', 'open', 'normal', queue, requester, created_at, updated_at from tickets where number = 1`,
    )
    await rule({ rule: 'certs', event: 'time', filter: 'age>1h subject:/cert(ificate)? exp/', actions: 'tag cert' })
    for (let tick = 0; tick < 3; tick++) await desk.later(day / 12)
    expect(await desk.rows('select ticket::int as ticket from ticket_tags')).toEqual([{ ticket: 9000 }])
  })

  test('what customers are called is never read as a placeholder', async () => {
    await rule({ rule: 'hello', event: 'created', actions: 'reply Hello {customer}: {subject}' })
    const eve = network.person('{agent} {desk}')
    const first = await eve.says('{customer} {number} {nonsense}')
    await desk.settle()
    expect(network.texts(network.thread(first)).join()).toContain(
      'Hello {agent} {desk}: {customer} {number} {nonsense}',
    )
  })

  test('a rule that closes does so from any status, and a macro too', async () => {
    await rule({ rule: 'spam', event: 'created', filter: 'casino', actions: 'tag spam; close' })
    await rule({ rule: 'away', event: 'created', filter: 'hours', actions: 'reply "We are closed; back at 9"; close' })
    await people.ana.says('casino')
    const asked = await people.carlos.says('your hours?')
    await desk.settle()
    expect(await desk.rows('select status from tickets order by number')).toEqual([
      { status: 'closed' },
      { status: 'closed' },
    ])
    expect(network.texts(network.thread(asked))).toContain('We are closed; back at 9')
    await people.bo.invokes('macro', { macro: 'bin', actions: 'close' })
    await desk.later(300_000)
    await people.ana.says('something else')
    await desk.settle()
    await people.bo.invokes('apply', { ticket: '3', macro: 'bin' })
    expect(await desk.rows('select status from tickets where number = 3')).toEqual([{ status: 'closed' }])
  })

  test('what a rule or a macro names must be there when it is saved', async () => {
    for (const actions of ['assign Nobody', 'queue Nowhere', 'team None', 'status soon', 'close; team None']) {
      expect(await rule({ rule: 'x', event: 'created', actions })).not.toContain('saved')
      await people.bo.invokes('macro', { macro: 'x', actions })
    }
    expect(await desk.rows('select 1 from rules')).toEqual([])
    expect(await desk.rows('select 1 from macros')).toEqual([])
  })

  test('a test of a rule writes nothing but that it was asked', async () => {
    await people.ana.says('vpn')
    await rule({
      rule: 'vpn',
      event: 'created',
      filter: 'vpn',
      actions: 'priority urgent; reply x; close; webhook https://example.com',
    })
    const count = async () =>
      desk.rows(`select (select count(*) from entries) as entries, (select count(*) from outbox) as outbox, (select count(*) from webhooks) as webhooks,
        (select max(updated_at) from tickets) as at, (select sum(runs) from rules) as runs`)
    await desk.settle()
    const before = await count()
    await people.sam.invokes('rules-test', { rule: 'vpn' })
    expect(await count()).toEqual(before)
  })

  describe('canned replies', () => {
    test('are filled in, shown first in a form, and sent as they are where there is none', async () => {
      expect(await canned({ canned: 'Refund', text: 'Dear {customer}, #{number} is refunded. {agent}' })).toContain(
        'Refund',
      )
      const first = await people.ana.says('My money')
      await desk.settle()
      const answer = await people.bo.invokes('reply', { ticket: '1', canned: 'refund' })
      if (answer.kind !== 'form') throw new Error(wordsOfAnswer(answer))
      const text = answer.form.fields.find(({ name }) => name === 'text')!.value
      expect(text).toBe('Dear Ana, #1 is refunded. Bo')
      await people.bo.says('!reply canned:refund', network.thread(network.card(1)!))
      await desk.settle()
      expect(network.texts(network.thread(first)).join()).toContain('Dear Ana, #1 is refunded. Bo')
    })

    test('with a placeholder that nothing stands for are refused, and so is a rule that names none there is', async () => {
      expect(await canned({ canned: 'Bad', text: 'Dear {custmer}' })).toContain('{custmer}')
      expect(await rule({ rule: 'x', event: 'created', actions: 'canned Missing' })).toContain(
        'no canned reply called Missing',
      )
      await canned({ canned: 'Mine', text: 'my own' })
      expect(await rule({ rule: 'x', event: 'created', actions: 'canned Mine' })).toContain(
        'no canned reply called Mine',
      )
      await canned({ canned: 'All', audience: 'everybody', text: 'Hello {customer}' }, people.sam)
      await rule({ rule: 'x', event: 'created', actions: 'canned all' })
      const first = await people.ana.says('help')
      await desk.settle()
      expect(network.texts(network.thread(first))).toContain('Hello Ana')
    })

    test('are one’s own unless a supervisor shares them; what one uses most comes first', async () => {
      await canned({ canned: 'A', text: 'a' })
      await canned({ canned: 'B', text: 'b' })
      expect(await canned({ canned: 'B' }, people.kim)).toContain('no canned reply called B')
      expect(await canned({ canned: 'B', text: 'mine' }, people.kim)).toContain('already in use')
      expect(await canned({ canned: 'C', audience: 'everybody', text: 'c' })).toContain(
        'This needs the supervisor role',
      )
      await people.ana.says('help')
      await desk.settle()
      await people.bo.says('!reply canned:B', network.thread(network.card(1)!))
      expect(await canned({})).toMatch(/B \(only yours\): b[^]*A \(only yours/)
      expect(await canned({ canned: 'B', remove: 'yes' })).toContain('Deleted')
      expect(await canned({})).not.toMatch(/B \(only yours/)
    })
  })
})
