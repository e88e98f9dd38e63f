import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const minute = 60_000

describe('a missed deadline', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeEach(async () => {
    network = fakeNetwork('chat')
    desk = await startDesk([network.platform])
    people = await openFor(network)
    await people.kim.says('hello', 'agents')
    await people.ada.invokes('policy', {
      policy: 'standard',
      first_response: '-',
      resolution: '1h',
      warn: '10m',
      steps: '0m raise; 0m supervisors; 15m tell Kim; 30m release; 1h supervisors',
    })
    await people.ana.says('help')
    await people.bo.invokes('claim', { ticket: '1' })
    await desk.settle()
  })
  afterEach(async () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
    await desk.stop()
  })
  const ticket = async () =>
    (
      await desk.rows<{ priority: string; assignee: string | null; overdue: boolean }>(
        'select priority, assignee, overdue from tickets',
      )
    )[0]!

  test('goes up step by step, each step once', async () => {
    await desk.later(61 * minute)
    expect(await ticket()).toMatchObject({ priority: 'high', overdue: true })
    expect(network.texts('supervisors')).toHaveLength(1)
    await desk.later(15 * minute)
    const mentioned = () =>
      network
        .visible(network.thread(network.card(1)!))
        .flatMap((post) => post.content.mentions ?? [])
        .map(({ id }) => id)
    expect(mentioned()).toContain('kim')
    await desk.later(15 * minute)
    expect((await ticket()).assignee).toBeNull()
    await desk.later(30 * minute)
    await desk.later(600 * minute)
    expect(network.texts('supervisors')).toHaveLength(2)
  })

  test('stops when somebody takes it on', async () => {
    await desk.later(61 * minute)
    const ping = network.visible('supervisors')[0]!
    expect(wordsOfAnswer(await people.sam.clicks('I’m on it', ping))).toContain('You took on #1')
    await desk.later(600 * minute)
    expect((await ticket()).assignee).not.toBeNull()
    expect(network.texts('supervisors')).toHaveLength(1)
    expect(wordsOfAnswer(await people.sam.clicks('I’m on it', ping))).toContain('Nothing escalates')
  })

  test('stops when it is solved', async () => {
    await desk.later(61 * minute)
    await people.bo.invokes('status', { ticket: '1', status: 'solved' })
    await desk.later(600 * minute)
    expect(network.texts('supervisors')).toHaveLength(1)
  })

  test('before it, the assignee is reminded in the thread and alone', async () => {
    await desk.later(51 * minute)
    expect(network.texts('dm.bo').filter((text) => text.includes('is due at'))).toHaveLength(1)
  })

  test('steps that cannot be read, or name nobody, are refused with an example', async () => {
    expect(wordsOfAnswer(await people.ada.invokes('policy', { steps: 'soon panic' }))).toContain('0m raise')
    expect(wordsOfAnswer(await people.ada.invokes('policy', { steps: '5m tell Nobody' }))).toContain(
      'Nobody is not an agent',
    )
  })

  test('one is reminded of a ticket when one wanted, alone and once', async () => {
    expect(wordsOfAnswer(await people.bo.invokes('remind', { ticket: '1', span: '20m', about: 'call Ana' }))).toContain(
      'I will remind you',
    )
    await desk.later(21 * minute)
    await desk.later(21 * minute)
    expect(network.texts('dm.bo').filter((text) => text.includes('call Ana'))).toHaveLength(1)
  })

  test('what comes back from waiting goes up in the queue', async () => {
    await people.carlos.says('older and calm')
    await network.person('dora').says('newest')
    await people.bo.invokes('status', { ticket: '3', status: 'pending', until: '10m' })
    await desk.later(11 * minute)
    expect(
      [...wordsOfAnswer(await people.bo.invokes('list', { filter: 'open' })).matchAll(/#(\d) ·/g)].map(
        ([, number]) => number,
      ),
    ).toEqual(['3', '1', '2'])
  })
})
