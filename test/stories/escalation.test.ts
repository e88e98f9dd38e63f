import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const minute = 60_000

describe('a missed deadline', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk(async (stage) => {
    ;({ network, desk, people } = stage)
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

  describe('further up', () => {
    const steps = async (typed: string, policy = 'standard') =>
      wordsOfAnswer(await people.ada.invokes('policy', { policy, steps: typed }))
    const called = (place: string) =>
      network.visible(place).map((post) => (post.content.mentions ?? []).map(({ id }) => id))

    test('each next supervisor is called who was not told yet, and nobody twice', async () => {
      for (const id of ['zoe', 'tom'])
        await people.ada.invokes('role', { user: network.user(id), role: 'supervisor' }, 'agents')
      await steps('0m next supervisor; 15m next supervisor; 30m next supervisor; 45m next supervisor')
      await desk.later(61 * minute)
      expect(called('supervisors')).toEqual([['sam']])
      for (let step = 0; step < 5; step++) await desk.later(15 * minute)
      expect(called('supervisors')).toEqual([['sam'], ['tom'], ['zoe']])
    })

    test('of one moment every place hears once, and calls by name whom no other place has called', async () => {
      await steps('0m supervisors; 0m next supervisor; 0m supervisors; 0m assignee; 0m tell Sam')
      await desk.later(61 * minute)
      expect(called('supervisors')).toEqual([['sam']])
      const room = network.visible(network.thread(network.card(1)!))
      const told = room.filter((post) => JSON.stringify(post.content.text).includes('deadline was missed'))
      expect(told.map((post) => post.content.mentions?.map(({ id }) => id))).toEqual([['bo']])
      expect(network.texts('dm.bo').filter((text) => text.includes('deadline was missed'))).toHaveLength(1)
    })

    test('a supervisor who has the ticket is told in its thread and alone, not in the supervisors’ place too', async () => {
      await people.sam.invokes('assign', { ticket: '1', user: network.user('sam') })
      await steps('0m supervisors')
      await desk.later(61 * minute)
      expect(called('supervisors').flat()).toEqual([])
      expect(network.texts('dm.sam').filter((text) => text.includes('deadline was missed'))).toHaveLength(1)
    })

    test('it is handed to a team, whose members are called', async () => {
      await people.sam.invokes('team', { team: 'Tier2', add: people.kim.user })
      await steps('30m team tier2')
      await desk.later(61 * minute)
      expect((await ticket()).assignee).not.toBeNull()
      await desk.later(30 * minute)
      expect((await ticket()).assignee).toBeNull()
      expect(called(network.thread(network.card(1)!)).filter((ids) => ids.includes('kim'))).toHaveLength(1)
      expect(wordsOfAnswer(await people.kim.invokes('next', {}))).toMatch(/#1 · .*assigned to you/)
    })

    test('a chain goes on with the steps of another policy, from when it gets there', async () => {
      expect(await steps('0m supervisors; 10m release', 'Critical')).toContain('Saved SLA policy Critical')
      expect(await steps('0m raise; 1h policy critical')).toContain('Saved SLA policy standard')
      await desk.later(61 * minute)
      expect(network.texts('supervisors')).toHaveLength(0)
      await desk.later(60 * minute)
      expect(network.texts('supervisors')).toHaveLength(1)
      expect((await ticket()).assignee).not.toBeNull()
      await desk.later(10 * minute)
      expect((await ticket()).assignee).toBeNull()
      await desk.later(600 * minute)
      expect(network.texts('supervisors')).toHaveLength(1)
    })

    test('a chain that would come back, and one that names what is not there, are refused', async () => {
      expect(await steps('1h policy standard')).toContain('lead back to')
      await steps('1h policy standard', 'Critical')
      expect(await steps('1h policy Critical')).toContain('lead back to')
      expect(await steps('1h policy Nowhere')).toContain('no SLA policy called Nowhere')
      expect(await steps('1h team Nowhere')).toContain('no team called Nowhere')
      expect(wordsOfAnswer(await people.ada.invokes('policy', { policy: 'standard', remove: 'yes' }))).toContain(
        'Critical continues with the steps of standard',
      )
    })
  })

  test('stops when somebody takes it on', async () => {
    await desk.later(61 * minute)
    const ping = network.visible('supervisors')[0]!
    expect(wordsOfAnswer(await people.sam.clicks('I’m on it', ping))).toContain('You’re on #1')
    await desk.later(600 * minute)
    expect((await ticket()).assignee).not.toBeNull()
    expect(network.texts('supervisors')).toHaveLength(1)
    expect(wordsOfAnswer(await people.sam.clicks('I’m on it', ping))).toContain('no active escalation')
  })

  test('stops when it is solved', async () => {
    await desk.later(61 * minute)
    await people.bo.invokes('status', { ticket: '1', status: 'solved' })
    await desk.later(600 * minute)
    expect(network.texts('supervisors')).toHaveLength(1)
  })

  test('before it, the assignee is reminded in the thread and alone', async () => {
    await desk.later(51 * minute)
    expect(network.texts('dm.bo').filter((text) => text.includes('is due soon'))).toHaveLength(1)
  })

  test('steps that cannot be read, or name nobody, are refused with an example', async () => {
    expect(wordsOfAnswer(await people.ada.invokes('policy', { steps: 'soon panic' }))).toContain('0m raise')
    expect(wordsOfAnswer(await people.ada.invokes('policy', { steps: '5m tell Nobody' }))).toContain(
      'Nobody isn’t an agent',
    )
  })

  test('one is reminded of a ticket when one wanted, alone and once', async () => {
    expect(wordsOfAnswer(await people.bo.invokes('remind', { ticket: '1', span: '20m', about: 'call Ana' }))).toContain(
      'Reminder set',
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
