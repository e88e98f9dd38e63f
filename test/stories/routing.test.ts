import type { Input } from '../../src/platform'
import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('who takes the tickets', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.sam.invokes('agent', { user: network.user('sam'), capacity: '1' })
    await people.sam.invokes('away', {})
  })
  const owners = async () =>
    (
      await desk.rows<{ name: string | null }>(
        'select initcap(p.name) as name from tickets t left join people p on p.id = t.assignee order by t.number',
      )
    ).map(({ name }) => name)
  const arrive = async (count: number, from = 0) => {
    for (let index = from; index < from + count; index++) await network.person(`customer${index}`).says(`help ${index}`)
  }

  test('agents pick themselves unless the queue hands out', async () => {
    await arrive(2)
    await desk.settle()
    expect(await owners()).toEqual([null, null])
    expect(wordsOfAnswer(await people.bo.invokes('next', {}))).toMatch(/#1 · .*assigned to you/)
    await people.bo.invokes('priority', { ticket: '2', priority: 'low' })
    await arrive(1, 5)
    expect(wordsOfAnswer(await people.kim.invokes('next', {}))).toMatch(/#3 · .*assigned to you/)
    expect(wordsOfAnswer(await people.kim.invokes('next', { queue: 'nowhere' }))).toContain('no queue called nowhere')
  })

  test('handed out in turn, what waits first; the full are left alone, and who has room again gets more', async () => {
    await arrive(1)
    await people.ada.invokes('queue', { queue: 'Support', routing: 'round-robin' })
    for (const agent of [people.bo, people.kim]) await people.sam.invokes('agent', { user: agent.user, capacity: '2' })
    await arrive(4, 1)
    await desk.settle()
    expect((await owners()).filter((name) => name === 'Bo')).toHaveLength(2)
    expect((await owners()).filter((name) => name === 'Kim')).toHaveLength(2)
    expect((await owners()).at(-1)).toBeNull()
    await people.bo.invokes('status', { ticket: '1', status: 'solved' })
    await people.kim.invokes('status', { ticket: '2', status: 'solved' })
    await desk.settle()
    expect((await owners()).at(-1)).not.toBeNull()
  })

  test('nothing comes to who is away, and what waited comes when they are back', async () => {
    await people.ada.invokes('queue', { queue: 'Support', routing: 'least-loaded' })
    await people.bo.invokes('away', {})
    await people.kim.invokes('away', { span: '1h' })
    await arrive(1)
    await desk.settle()
    expect(await owners()).toEqual([null])
    await desk.later(61 * 60_000)
    expect(await owners()).toEqual(['Kim'])
    await people.bo.invokes('back', {})
    await arrive(1, 1)
    await desk.settle()
    expect(await owners()).toEqual(['Kim', 'Bo'])
  })

  test('a skill that a tag asks for, and a queue’s own members', async () => {
    await people.sam.invokes('agent', { user: people.kim.user, skills: 'french', join: 'Support' })
    await people.ada.invokes('queue', { queue: 'Support', routing: 'round-robin' })
    await arrive(2)
    await desk.settle()
    expect(await owners()).toEqual(['Kim', 'Kim'])
  })

  describe('in teams', () => {
    const team = async (input: Input) => wordsOfAnswer(await people.sam.invokes('team', input))
    const card = (number: number) => network.card(number)!.content.card!.blocks

    test('a queue that a team serves hands its tickets to the team’s members', async () => {
      expect(await team({ team: 'Network', add: people.kim.user, join: 'Support', skills: 'vpn' })).toContain('kim')
      await people.ada.invokes('queue', { queue: 'Support', routing: 'round-robin' })
      await arrive(2)
      await desk.settle()
      expect(await owners()).toEqual(['Kim', 'Kim'])
      await team({ team: 'Network', drop: people.kim.user, add: people.bo.user })
      await arrive(1, 2)
      await desk.settle()
      expect(await owners()).toEqual(['Kim', 'Kim', 'Bo'])
      expect(await team({})).toMatch(/Network: bo; queues: Support; skills: vpn/)
    })

    test('a ticket given to a team is handed out within it, and told to its members alone', async () => {
      await team({ team: 'Network', add: people.kim.user })
      await people.ada.invokes('queue', { queue: 'Support', routing: 'round-robin' })
      await people.kim.invokes('away', {})
      await people.kim.says('good night', 'agents')
      await arrive(1)
      await desk.settle()
      expect(await owners()).toEqual(['Bo'])
      await people.bo.says(`!assign Network`, network.thread(network.card(1)!))
      await desk.settle()
      expect(await owners()).toEqual([null])
      expect(card(1)).toContainEqual(
        expect.objectContaining({
          kind: 'fields',
          fields: expect.arrayContaining([{ label: 'Team', value: 'Network' }]),
        }),
      )
      const told = network.visible(network.thread(network.card(1)!)).find((post) => post.content.mentions?.length)!
      expect(told.content.mentions!.map(({ id }) => id)).toEqual(['kim'])
      await people.kim.invokes('back', {})
      await desk.settle()
      expect(await owners()).toEqual(['Kim'])
    })

    test('members take what is meant for their team, others do not get it by chance; lists and rules know teams', async () => {
      await team({ team: 'Billing', add: people.kim.user })
      await people.ada.invokes('rule', { rule: 'bills', event: 'created', filter: 'invoice', actions: 'team billing' })
      await people.ana.says('My invoice is wrong')
      await people.carlos.says('Printer')
      await desk.settle()
      expect(wordsOfAnswer(await people.bo.invokes('next', {}))).toMatch(/#2 · .*assigned to you/)
      expect(wordsOfAnswer(await people.bo.invokes('next', {}))).toContain('No tickets are waiting')
      expect(wordsOfAnswer(await people.kim.invokes('list', { filter: 'team:billing' }))).toMatch(/#1 ·/)
      expect(wordsOfAnswer(await people.kim.invokes('list', { filter: 'team:none' }))).not.toMatch(/#1 ·/)
      expect(await team({ team: 'Billing', remove: 'yes' })).toContain('1 open ticket')
      expect(wordsOfAnswer(await people.kim.invokes('next', {}))).toMatch(/#1 · .*assigned to you/)
      expect(wordsOfAnswer(await people.kim.invokes('assign', { ticket: '1', team: '-' }))).toContain(
        'no longer assigned to a team',
      )
      expect(await team({ team: 'Billing', remove: 'yes' })).toContain('Deleted')
      expect(wordsOfAnswer(await people.kim.invokes('assign', { ticket: '1', team: 'Billing' }))).toContain(
        'no team called Billing',
      )
    })

    test('only agents belong to a team, and only supervisors change one', async () => {
      await people.ana.says('help')
      expect(await team({ team: 'Billing', add: network.user('ana') })).toContain('Ana isn’t an agent')
      expect(wordsOfAnswer(await people.bo.invokes('team', { team: 'Mine' }))).toContain(
        'This needs the supervisor role',
      )
      expect(await team({})).toContain('There are no teams')
    })
  })

  describe('when a shift ends', () => {
    const hour = 3_600_000
    const hours = (from: number, to: number) => {
      const clock = (at: number) => new Date(start + at * hour).toISOString().slice(11, 16)
      return `mon-sun ${clock(from)}-${clock(to)}`
    }
    let start: number

    beforeEach(async () => {
      // At six in the morning, whatever the time is now.
      const now = (await desk.rows<{ now: Date }>('select now() as now'))[0]!.now.getTime()
      start = Math.ceil(now / (24 * hour)) * 24 * hour + 6 * hour
      await desk.later(start - now)
      await people.ada.invokes('calendar', { title: 'Early', week: hours(0, 4), zone: 'UTC' })
      await people.sam.invokes('agent', { user: people.bo.user, calendar: 'Early' })
      await arrive(2)
      await people.bo.invokes('claim', { ticket: '1' })
      await people.kim.invokes('claim', { ticket: '2' })
    })
    const thread = (number: number) => network.texts(network.thread(network.card(number)!))
    const told = (number: number) => thread(number).filter((text) => text.includes('shift has ended'))

    test('tickets stay with whoever has them, unless the queue wants them back: then its room is told, and nobody called', async () => {
      await desk.later(5 * hour)
      expect(await owners()).toEqual(['Bo', 'Kim'])
      expect(wordsOfAnswer(await people.ada.invokes('queue', { queue: 'Support', off_shift: 'return' }))).toContain(
        'go back to the queue',
      )
      await desk.later(20 * hour)
      expect(await owners()).toEqual(['Bo', 'Kim'])
      await desk.later(4 * hour)
      expect(await owners()).toEqual([null, 'Kim'])
      expect(told(1)).toEqual([expect.stringContaining('Bo’s shift has ended')])
      expect(told(2)).toEqual([])
      expect(network.texts('dm.bo').filter((text) => text.includes('shift has ended'))).toEqual([])
    })

    test('in a queue that hands out, somebody who is there gets it', async () => {
      await people.ada.invokes('queue', { queue: 'Support', routing: 'least-loaded', off_shift: 'return' })
      await desk.later(1)
      await desk.later(5 * hour)
      await desk.settle()
      expect(await owners()).toEqual(['Kim', 'Kim'])
    })

    test('what is pending or on hold stays, and what is claimed afterwards stays until the next shift ends', async () => {
      await people.ada.invokes('queue', { queue: 'Support', off_shift: 'return' })
      await desk.later(1)
      await people.bo.invokes('status', { ticket: '1', status: 'pending' })
      await desk.later(5 * hour)
      expect(await owners()).toEqual(['Bo', 'Kim'])
      expect(told(1)).toEqual([])
      await people.bo.invokes('status', { ticket: '1', status: 'open' })
      await desk.later(20 * hour)
      expect(await owners()).toEqual(['Bo', 'Kim'])
      await desk.later(4 * hour)
      expect(await owners()).toEqual([null, 'Kim'])
    })

    test('other hours count at once, and a break is no end', async () => {
      await people.ada.invokes('queue', { queue: 'Support', off_shift: 'return' })
      await people.ada.invokes('calendar', {
        title: 'Early',
        week: `${hours(0, 4)},${hours(5, 9).replace('mon-sun ', '')}`,
        zone: 'UTC',
      })
      await desk.later(4.5 * hour)
      expect(await owners()).toEqual(['Bo', 'Kim'])
      await desk.later(5 * hour)
      expect(await owners()).toEqual([null, 'Kim'])
    })
  })

  test('an assignee who is silent loses the ticket; one who answers keeps it', async () => {
    await people.ada.invokes('queue', { queue: 'Support', silent: '30m', take_back: '0' })
    await arrive(2)
    await people.bo.invokes('claim', { ticket: '1' })
    await people.kim.invokes('claim', { ticket: '2' })
    await people.kim.invokes('reply', { ticket: '2', text: 'on it' })
    await desk.settle()
    await desk.later(31 * 60_000)
    expect(await owners()).toEqual([null, 'Kim'])
    const thread = network.texts(network.thread(network.card(1)!))
    expect(thread.filter((text) => text.includes('didn’t answer in time'))).toHaveLength(1)
  })

  test('whoever takes a ticket that was released is waited for as the first was, and in another queue as that one says', async () => {
    await people.ada.invokes('queue', { queue: 'Support', silent: '30m', take_back: '0' })
    await arrive(2)
    for (const agent of [people.kim, people.bo]) {
      for (const ticket of ['1', '2']) await agent.invokes('claim', { ticket })
      if (agent === people.kim) for (const ticket of ['1', '2']) await agent.invokes('release', { ticket })
    }
    await desk.settle()
    await people.ada.invokes('queue', { queue: 'Billing', silent: '2h' })
    await people.ada.invokes('macro', { macro: 'bill', audience: 'everybody', actions: 'queue Billing' })
    await people.bo.invokes('apply', { ticket: '2', macro: 'bill' })
    await desk.settle()
    await desk.later(31 * 60_000)
    expect(await owners()).toEqual([null, 'Bo'])
    await desk.later(2 * 3_600_000)
    expect(await owners()).toEqual([null, null])
  })

  test('a ticket that comes into a queue that hands out is handed out', async () => {
    await people.ada.invokes('queue', { queue: 'Billing', routing: 'least-loaded' })
    await people.ada.invokes('agent', { user: network.user('kim'), join: 'Billing' })
    await arrive(1)
    expect(await owners()).toEqual([null])
    await people.ada.invokes('macro', { macro: 'bill', audience: 'everybody', actions: 'queue Billing' })
    await people.bo.invokes('apply', { ticket: '1', macro: 'bill' })
    await desk.settle()
    expect(await owners()).not.toEqual([null])
  })
})
