import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('who is on a ticket', () => {
  let community: FakeNetwork
  let office: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeEach(async () => {
    community = fakeNetwork('community')
    office = fakeNetwork('office')
    desk = await startDesk([community.platform, office.platform])
    people = await openFor(office, { customers: community })
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
  })
  afterEach(async () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
    await desk.stop()
  })
  const agentsThread = (number: number) => office.texts(office.thread(office.card(number)!))
  const says = (answer: Parameters<typeof wordsOfAnswer>[0]) => wordsOfAnswer(answer)

  test('opened for a customer of another network, it reaches them where they are', async () => {
    await people.ana.says('hello', 'dm.ana')
    const opened = await people.bo.invokes('new', { customer: 'ana', text: 'Your laptop is ready to be picked up' })
    expect(says(opened)).toContain('#1')
    await desk.settle()
    expect(community.texts('dm.ana')).toEqual([
      'hello',
      expect.stringContaining('Hi Ana!'),
      'Your laptop is ready to be picked up',
      expect.stringContaining('We’ve received your request'),
    ])
    expect(community.visible('dm.ana')[2]!.by).toBe('Bo')
    await people.ana.says('On my way', 'dm.ana')
    await desk.settle()
    expect(agentsThread(1)).toEqual(['Your laptop is ready to be picked up', 'On my way'])
    expect(says(await people.bo.invokes('show', { ticket: '1' }))).toContain('Ana')
  })

  test('nobody is guessed: an unknown name and one that two people have are refused, and customers name nobody', async () => {
    await people.ana.says('hello', 'dm.ana')
    await community.person('ana2').invokes('help', {}, 'help', { name: 'Ana' })
    expect(says(await people.bo.invokes('new', { customer: 'zoe', text: 'x' }))).toContain('There’s nobody called zoe')
    expect(says(await people.bo.invokes('new', { customer: 'ana', text: 'x' }))).toContain('Several people')
    expect(says(await people.carlos.invokes('new', { customer: 'Bo', text: 'x' }, 'help'))).toContain(
      'This needs the agent role',
    )
    const ask = (from: 'bo' | 'carlos', on: FakeNetwork) =>
      desk.program.desk.ask({
        kind: 'choices',
        operation: 'new',
        field: 'customer',
        typed: 'an',
        input: {},
        from: on.user(from),
        workspace: { platform: on.name, kind: 'workspace', id: 'main' },
      })
    const offered = (await ask('bo', office)) as readonly { label: string; value: string }[]
    expect(offered.map(({ label }) => label)).toEqual(['Ana · community', 'Ana · community'])
    expect(await ask('carlos', community)).toEqual([])
    expect(says(await people.bo.invokes('new', { customer: offered[0]!.value, text: 'x' }))).toContain('#1')
    expect(await desk.rows('select number from tickets')).toHaveLength(1)
  })

  test('an internal ticket stays among agents', async () => {
    await people.bo.invokes('new', { text: 'Renew the certificate', internal: 'true' })
    await desk.settle()
    const card = office.card(1)!
    expect(JSON.stringify(card.content.card)).toContain('Internal, opened by')
    expect(office.buttonsOf(card).map(({ label }) => label)).not.toContain('Reply')
    expect(agentsThread(1)).toEqual(['Renew the certificate'])
    expect(office.visible('dm.bo')).toEqual([])
    expect(says(await people.bo.invokes('reply', { ticket: '1', text: 'hi' }))).toContain('#1 is internal')
    expect(says(await people.kim.invokes('claim', { ticket: '1' }))).toMatch(/#1 · .*assigned to you/)
    expect(says(await people.ana.invokes('new', { text: 'x', internal: 'true' }, 'help'))).toContain(
      'This needs the agent role',
    )
  })

  test('a copy: what the customer reads, and its edits; what is taken back never comes; nothing after leaving', async () => {
    const asked = await people.ana.says('The invoice is wrong')
    await people.carlos.invokes('help', {}, 'help')
    await desk.settle()
    expect(says(await people.bo.invokes('cc', { ticket: '1', customer: 'Carlos' }))).toContain('Carlos is now copied')
    expect(says(await people.bo.invokes('cc', { ticket: '1', customer: 'Carlos' }))).toContain('already')
    await people.bo.invokes('reply', { ticket: '1', text: 'We will send a new one' })
    const more = await people.ana.says('Please do', community.thread(asked))
    await people.bo.says('she is right', office.thread(office.card(1)!))
    await desk.settle()
    await people.ana.edits(more, 'Please do, by Friday')
    await desk.settle()
    expect(community.texts('dm.carlos')).toEqual([
      expect.stringContaining('copied on #1'),
      'We will send a new one',
      'Please do, by Friday',
    ])
    await people.carlos.says('My chair is broken', 'dm.carlos')
    await desk.settle()
    expect(office.card(2)!.content.card!.title).toContain('My chair is broken')
    await people.bo.invokes('reply', { ticket: '1', text: 'Sent' })
    await desk.settle()
    expect(community.texts('dm.carlos')).toContain('Sent')
    await people.bo.invokes('cc', { ticket: '1', customer: 'Carlos', remove: 'true' })
    await people.bo.invokes('reply', { ticket: '1', text: 'Anything else?' })
    await people.bo.invokes('reply', { ticket: '2', text: 'A new chair comes' })
    await desk.settle()
    expect(community.texts('dm.carlos')).not.toContain('Anything else?')
    expect(community.texts('dm.carlos').at(-1)).toBe('A new chair comes')
    expect(says(await people.bo.invokes('show', { ticket: '1' }))).toContain('removed Carlos from CC')
  })

  test('who follows is told what others did, together, and never of their own', async () => {
    const asked = await people.ana.says('VPN is down')
    await desk.settle()
    await people.kim.invokes('follow', { ticket: '1' })
    await people.kim.invokes('note', { ticket: '1', text: 'I know this one' })
    await desk.later(61_000)
    expect(office.texts('dm.kim')).toEqual([])
    await people.bo.invokes('claim', { ticket: '1' })
    await people.ana.says('Now the mail too', community.thread(asked))
    await people.bo.invokes('note', { ticket: '1', text: 'DNS again' })
    await people.kim.invokes('note', { ticket: '1', text: 'told you' })
    await desk.settle()
    expect(office.texts('dm.kim')).toEqual([])
    await desk.later(61_000)
    const [news, ...others] = office.texts('dm.kim')
    expect(others).toEqual([])
    expect(news).toContain('Updates on #1 · VPN is down')
    for (const told of ['Bo', 'Now the mail too', 'DNS again']) expect(news).toContain(told)
    for (const own of ['told you', 'I know this one']) expect(news).not.toContain(own)
    await desk.later(61_000)
    await people.kim.invokes('unfollow', { ticket: '1' })
    await people.bo.invokes('note', { ticket: '1', text: 'solved itself' })
    await desk.later(61_000)
    expect(office.texts('dm.kim')).toHaveLength(1)
    expect(says(await people.ana.invokes('follow', { ticket: '1' }, 'help'))).toContain('This needs the agent role')
  })

  test('a blocked customer is not heard, and reads so once; heard again, they are', async () => {
    const asked = await people.ana.says('VPN is down')
    await desk.settle()
    await people.sam.invokes('block', { customer: 'Ana' })
    const dropped = await people.ana.says('you are all fools', community.thread(asked))
    await people.ana.says('fools!')
    await people.ana.says('hey', 'dm.ana')
    await people.ana.edits(asked, 'fools')
    await people.ana.reacts(asked, '🤡')
    await desk.settle()
    expect(agentsThread(1)).toEqual(['VPN is down'])
    // The desk answers while they go on writing: which comes first is nobody's promise.
    expect(community.texts('dm.ana').toSorted()).toEqual([
      expect.stringContaining('can’t receive your messages'),
      'hey',
    ])
    expect(says(await people.ana.invokes('new', { text: 'x' }, 'help'))).toContain('can’t receive your messages')
    expect(says(await people.bo.invokes('why', { post: `community://${dropped.id}` }))).toContain('blocked')
    expect(await desk.rows('select number from tickets')).toHaveLength(1)
    expect(says(await people.sam.invokes('block', { user: office.user('bo') }))).toContain(
      'only works for customers, and Bo isn’t one',
    )
    expect(says(await people.bo.invokes('block', { customer: 'Ana' }))).toContain('This needs the supervisor role')
    await people.sam.invokes('block', { customer: 'Ana', remove: 'true' })
    await people.ana.says('sorry', community.thread(asked))
    await desk.settle()
    expect(agentsThread(1)).toEqual(['VPN is down', 'sorry'])
    const trail = await desk.rows<{ outcome: string }>(
      `select outcome from audit where operation = 'block' and outcome <> 'refused'`,
    )
    expect(trail.map(({ outcome }) => outcome.split(' ')[1])).toEqual(['on', 'off'])
  })

  test('who writes out of hours is told once when we are back and when to expect an answer', async () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
    const today = (new Date().getUTCDay() + 6) % 7
    // Works on the day after tomorrow alone.
    await people.ada.invokes('calendar', { title: 'short', week: `${days[(today + 2) % 7]} 09:00-17:00`, zone: 'UTC' })
    await people.ada.invokes('policy', { policy: 'standard', calendar: 'short', first_response: '2h' })
    const asked = await people.ana.says('VPN is down')
    await people.ana.says('And the mail')
    await desk.settle()
    const told = community.texts(community.thread(asked)).filter((text) => text.includes('outside working hours'))
    expect(told).toEqual([expect.stringMatching(/back: .*09:00.*first answer: .*11:00/)])
    await people.ada.invokes('policy', { policy: 'standard', calendar: '-', first_response: '2h' })
    const other = await people.carlos.says('My mouse is dead')
    await desk.settle()
    expect(community.texts(community.thread(other)).join()).not.toContain('outside working hours')
  })
})
