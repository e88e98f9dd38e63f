import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'
import { openFor, startDesk, type TestDesk } from '../support/desk'

describe('one ticket from its first word to its solution', () => {
  const community = fakeNetwork('community')
  const office = fakeNetwork('office')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeAll(async () => {
    desk = await startDesk([community.platform, office.platform])
    people = await openFor(office, { customers: community })
    await people.ada.invokes('policy', { first_response: '1h', resolution: '4h', warn: '30m' })
  })
  afterAll(async () => desk.stop())

  const card = () => office.card(1)!
  const field = (label: string) => {
    const fields = card().content.card!.blocks.flatMap((block) => (block.kind === 'fields' ? block.fields : []))
    return fields.find((one) => one.label === label)?.value
  }
  const agentsThread = () => office.texts(office.thread(card()))
  let first: Awaited<ReturnType<typeof people.ana.says>>

  test('a customer’s message becomes a card in the agents’ channel of the other network', async () => {
    first = await people.ana.says('VPN is down since this morning')
    await desk.settle()
    expect(card().content.card!.title).toBe('#1 · VPN is down since this morning')
    expect(field('Status')).toContain('new')
    expect(field('Assignee')).toBe('unassigned')
    expect(agentsThread()).toEqual(['VPN is down since this morning'])
    expect(office.visible(office.thread(card()))[0]!.by).toBe('Ana')
    expect(community.texts(community.thread(first))[0]).toContain('We’ve received your request')
  })

  test('more words within two minutes belong to the same ticket', async () => {
    await people.ana.says('I tried restarting')
    await desk.settle()
    expect(agentsThread()).toEqual(['VPN is down since this morning', 'I tried restarting'])
    expect(office.card(2)).toBeUndefined()
  })

  test('an agent claims it by its button, and the same card shows it', async () => {
    const before = card().id
    expect(wordsOfAnswer(await people.bo.clicks('Claim', card()))).toMatch(/#1 · .*assigned to you/)
    await desk.settle()
    expect(card().id).toBe(before)
    expect(field('Assignee')).toBe('Bo')
    expect(field('Status')).toContain('open')
    expect(community.texts(community.thread(first))[0]).toContain('Bo is working on your request')
  })

  test('a second agent is told who has it', async () => {
    expect(wordsOfAnswer(await people.kim.invokes('claim', { ticket: '1' }))).toContain('#1 is assigned to Bo')
  })

  test('tags and priority by command show on the card', async () => {
    await people.bo.invokes('tag', { ticket: '1', tags: 'vpn Network' })
    await people.bo.invokes('priority', { ticket: '1', priority: 'high' })
    await desk.settle()
    expect(field('Tags')).toBe('#network #vpn')
    expect(field('Priority')).toContain('high')
  })

  test('what an agent writes in the thread stays inside', async () => {
    await people.bo.says('looks like the certificate again', office.thread(card()))
    await desk.settle()
    expect(community.texts(community.thread(first)).join()).not.toContain('certificate')
  })

  test('a reply waits ten seconds, in which it can be taken back', async () => {
    await people.bo.clicks('Reply', card(), { text: 'Please reboot your laptpo' })
    await desk.settle()
    expect(community.texts(community.thread(first)).join()).not.toContain('laptpo')
    const receipt = office.visible(office.thread(card())).at(-1)!
    expect(wordsOfAnswer(await people.bo.clicks('Take back', receipt))).toContain('Taken back')
    await desk.later(11_000)
    expect(community.texts(community.thread(first)).join()).not.toContain('laptpo')
    expect(agentsThread().at(-1)).toContain('Taken back')
  })

  test('the next reply reaches the customer, once its ten seconds are over, and its receipt says so', async () => {
    await people.bo.says('!reply Please **try** again now', office.thread(card()))
    await desk.settle()
    expect(community.texts(community.thread(first)).join()).not.toContain('try')
    await desk.later(11_000)
    const said = community.visible(community.thread(first)).at(-1)!
    expect(said.by).toBe('Bo')
    expect(community.texts(community.thread(first)).at(-1)).toContain('again now')
    expect(agentsThread().at(-1)).toContain('Delivered')
  })

  test('pending until later, it opens again when the customer answers', async () => {
    await people.bo.invokes('status', { ticket: '1', status: 'pending', until: '2d' })
    await desk.settle()
    expect(field('Status')).toContain('pending')
    await people.ana.says('Still down for me', community.thread(first))
    await desk.settle()
    expect(field('Status')).toContain('open')
    expect(agentsThread().at(-1)).toBe('Still down for me')
  })

  test('before the deadline the assignee is reminded in the thread, once', async () => {
    await desk.later(3.6 * 3_600_000)
    await desk.later(1000)
    const reminders = office.visible(office.thread(card())).filter((post) => post.content.mentions !== undefined)
    expect(reminders.map((post) => post.content.mentions)).toEqual([[office.user('bo')]])
    expect(office.texts('supervisors')).toEqual([])
  })

  test('past it the supervisors are pinged, once, and the card says overdue', async () => {
    await desk.later(3_600_000)
    await desk.later(3_600_000)
    const pings = office.visible('supervisors')
    expect(pings).toHaveLength(1)
    expect(pings[0]!.content.mentions).toEqual([office.user('sam')])
    expect(office.texts('supervisors')[0]).toContain(
      '#1 · VPN is down since this morning: the resolution deadline was missed',
    )
    expect(card().content.card!.tone).toBe('danger')
  })

  test('solved, the customer is told; closed after a week, its threads are settled', async () => {
    await people.bo.clicks('Solve', card())
    await desk.settle()
    expect(community.texts(community.thread(first)).at(-1)).toContain('Your request #1 is solved')
    await desk.later(7 * 86_400_000 + 1000)
    expect(field('Status')).toContain('closed')
    expect(community.calls.filter((call) => call.what === 'settle').map((call) => call.text)).toEqual(['closed'])
  })

  test('words after that open a new ticket that follows the old one, and its thread again', async () => {
    await people.ana.says('It is down again', community.thread(first))
    await desk.settle()
    expect(office.card(2)!.content.card!.title).toBe('#2 · It is down again')
    const told = wordsOfAnswer(await people.bo.invokes('show', { ticket: '2' }))
    expect(told).toContain('follow-up to #1')
    expect(community.calls.filter((call) => call.what === 'settle').map((call) => call.text)).toEqual([
      'closed',
      'open',
    ])
  })

  test('nothing went wrong on the way', () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
  })
})
