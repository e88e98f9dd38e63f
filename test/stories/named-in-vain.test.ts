import { operations } from '../../src/slices'
import type { Input } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

type People = Awaited<ReturnType<typeof openFor>>
let network: FakeNetwork
let desk: TestDesk
let people: People
const card = () => network.thread(network.card(1)!)
const does = async (who: keyof People, operation: string, input: Input) =>
  wordsOfAnswer(await people[who].invokes(operation, input))

beforeAll(async () => {
  network = fakeNetwork('fake')
  desk = await startDesk([network.platform])
  people = await openFor(network)
  await people.ana.says('My money, please')
  await desk.settle()
})
afterAll(async () => desk.stop())

describe('what is named and does not exist is refused, and what may have been meant is told', () => {
  test('a canned reply: nothing is sent', async () => {
    await does('sam', 'canned', { canned: 'Refund', audience: 'everybody', text: 'It is on its way' })
    const told = await does('bo', 'reply', { ticket: '1', canned: 'refnd', text: 'hello' })
    expect(told).toContain('refnd')
    expect(told).toContain('Refund')
    await people.bo.says('!reply canned:nope hello', card())
    await desk.later(60_000)
    expect(
      await desk.rows(
        `select 1 from entries where audience = 'customer' and author is distinct from (select id from people where name = 'Ana')`,
      ),
    ).toEqual([])
  })

  test.each<[keyof People, string, Input, [string, Input], string]>([
    ['ada', 'rule', { rule: 'vpi' }, ['rule', { rule: 'vip', event: 'created', actions: 'tag vip' }], 'vip'],
    ['ada', 'policy', { policy: 'standrd' }, ['policy', { policy: 'standard', first_response: '1h' }], 'standard'],
    [
      'ada',
      'policy',
      { policy: 'standrd', remove: 'yes' },
      ['policy', { policy: 'standard', first_response: '1h' }],
      'standard',
    ],
    [
      'bo',
      'apply',
      { ticket: '1', macro: 'Close' },
      ['macro', { macro: 'Close VIP', audience: 'everybody', actions: 'tag vip' }],
      'Close VIP',
    ],
    ['bo', 'next', { queue: 'Biling' }, ['queue', { queue: 'Billing' }], 'Billing'],
    ['ada', 'place', { purpose: 'agents', queue: 'Biling' }, ['queue', { queue: 'Billing' }], 'Billing'],
    ['bo', 'assign', { ticket: '1', team: 'Tier 1' }, ['team', { team: 'Tier 2', skills: 'x' }], 'Tier 2'],
    ['ada', 'agent', { calendar: 'Madrd' }, ['calendar', { title: 'Madrid', week: 'mon-fri 09:00-18:00' }], 'Madrid'],
    ['bo', 'status', { ticket: '1', status: 'opne' }, ['queue', { queue: 'x' }], 'open'],
    ['ada', 'field', { name: 'categry' }, ['queue', { queue: 'x' }], 'category'],
    ['bo', 'customer', { customer: 'Anna' }, ['queue', { queue: 'x' }], 'Ana'],
    ['ada', 'team', { team: 'Tier 1', leave: 'Support' }, ['team', { team: 'Tier 2', skills: 'x' }], 'Tier 2'],
  ])('as %s: %s %j', async (who, operation, input, [made, there], near) => {
    await does('ada', made, there)
    const about = operation === 'agent' ? { ...input, user: network.user('bo') } : input
    const told = await does(who, operation, about)
    expect(told.split('\n').at(-1)).toContain(near)
  })

  test('a customer is not told what the team calls its queues', async () => {
    await does('ada', 'queue', { queue: 'VIP complaints' })
    expect(await does('ana', 'new', { queue: 'VIP complaint', text: 'x' })).not.toContain('VIP complaints')
  })
})

describe('a ticket that does not exist', () => {
  test('has no form: whoever asks is told so, whatever they want to do to it', async () => {
    const told: Record<string, string> = {}
    for (const { name } of operations.filter(({ input }) => 'ticket' in input.shape)) {
      const answer = await network.ask({
        kind: 'form',
        operation: name,
        input: { ticket: '500' },
        from: network.user('ada'),
        place: network.place('agents'),
      })
      told[name] = 'kind' in answer ? wordsOfAnswer(answer as never) : ''
    }
    for (const [name, words] of Object.entries(told)) expect(`${name}: ${words}`).toContain('#500')
  })
})
