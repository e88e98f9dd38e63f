import { say, type Answer } from '../../src/platform'
import { words } from '../../src/core/words'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'

describe('whoever calls the bot by name is answered', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  const calls = async (who: 'ana' | 'bo' | 'ada' | 'carlos', text: string, place: string): Promise<Answer> => {
    const { message } = people[who]
    return network.receive(message(text, place, { addressed: true, text: say(text) }))
  }
  const mode = async (mode: string) =>
    people.ada.invokes('place', { purpose: 'intake', place: network.place('desk'), mode })
  const tickets = async () => (await desk.rows('select 1 from tickets')).length

  beforeAll(async () => {
    desk = await startDesk([network.platform])
    people = await openFor(network)
  })
  afterAll(async () => desk.stop())

  test('where any message opens a ticket it opens one, and the name alone is told what to write', async () => {
    await mode('every')
    expect(wordsOfAnswer(await calls('ana', '', 'desk'))).toContain(words('en', 'addressed.every'))
    expect(await calls('ana', 'the VPN drops', 'desk')).toEqual({ kind: 'none' })
    expect(await tickets()).toBe(1)
  })
  test.each([
    ['reaction', 'addressed.reaction'],
    ['command', 'addressed.command'],
    ['threads', 'addressed.threads'],
    ['form', 'intake.form'],
  ] as const)('where tickets come by %s it says so, with the form one press away', async (how, key) => {
    await mode(how)
    const before = await tickets()
    const answer = await calls('carlos', 'no paper', 'desk')
    expect(wordsOfAnswer(answer)).toContain(words('en', key))
    expect(JSON.stringify(answer)).toContain('"opensForm":true')
    expect(await tickets()).toBe(before)
  })
  test('elsewhere it says how to ask, to an admin also how to have requests taken there', async () => {
    expect(wordsOfAnswer(await calls('ana', 'hello?', 'lounge'))).toBe(words('en', 'addressed.elsewhere'))
    expect(wordsOfAnswer(await calls('ada', 'hello?', 'lounge'))).toContain(words('en', 'addressed.admin'))
    expect(wordsOfAnswer(await calls('bo', 'hello?', 'lounge'))).toBe(words('en', 'addressed.agent'))
    expect(await people.ana.says('just talking', 'lounge')).toBeDefined()
  })
  test('an agent’s command is done, and in a ticket’s thread other words stay words', async () => {
    await desk.settle()
    const thread = network.thread(network.card(1)!)
    expect(wordsOfAnswer(await calls('bo', 'claim', thread))).toContain('#1')
    expect(await calls('bo', 'what a strange thing', thread)).toEqual({ kind: 'none' })
    expect(await desk.rows(`select 1 from entries where kind = 'note'`)).toHaveLength(1)
  })
})

describe('what an agent is told is so', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  beforeAll(async () => {
    desk = await startDesk([network.platform])
    people = await openFor(network)
    await people.ana.says('the VPN drops')
    await desk.settle()
  })
  afterAll(async () => desk.stop())
  const anas = () =>
    [...network.posts.values()]
      .filter(({ content, place }) => content.as?.name === 'Bo' && place !== network.thread(network.card(1)!))
      .map(({ content }) => JSON.stringify(content.text))

  test('a macro saved for oneself says so, its reply can be taken back like any, and somebody else’s name is not taken over', async () => {
    expect(
      wordsOfAnswer(await people.bo.invokes('macro', { macro: 'later', actions: 'reply We look into it' })),
    ).toContain('you alone')
    expect(
      wordsOfAnswer(await people.sam.invokes('view', { title: 'vpn', filter: 'tag:vpn', audience: 'everybody' })),
    ).toContain('everybody')
    expect(wordsOfAnswer(await people.kim.invokes('macro', { macro: 'later', actions: 'close' }))).toBe(
      words('en', 'refusal.name-taken', { name: 'later' }),
    )
    expect(wordsOfAnswer(await people.bo.invokes('apply', { ticket: '1', macro: 'later' }))).toContain('10')
    await desk.settle()
    expect(anas().filter((text) => text.includes('We look into it'))).toEqual([])
    expect(wordsOfAnswer(await people.bo.invokes('take-back', {}, network.thread(network.card(1)!)))).toContain(
      'Taken back',
    )
    await desk.later(11_000)
    expect(anas().filter((text) => text.includes('We look into it'))).toEqual([])
  })
  test('what everybody uses stays everybody’s when it is saved again', async () => {
    await people.sam.invokes('macro', { macro: 'spam', audience: 'everybody', actions: 'tag spam' })
    expect(wordsOfAnswer(await people.sam.invokes('macro', { macro: 'spam', actions: 'tag junk' }))).toContain(
      'everybody',
    )
    await people.sam.invokes('view', { title: 'vpn', filter: 'tag:vpn status:open' })
    expect(wordsOfAnswer(await people.bo.invokes('list', { filter: 'vpn' }))).not.toContain('unknown')
  })
  test('who gives a ticket to somebody who is away is told', async () => {
    await people.kim.invokes('away', { span: '2h' })
    const told = wordsOfAnswer(await people.bo.invokes('assign', { ticket: '1', user: network.user('kim') }))
    expect(told).toContain('Kim is away')
    await people.kim.invokes('back', {})
    await people.bo.invokes('assign', { ticket: '1', user: network.user('bo') })
    expect(wordsOfAnswer(await people.bo.invokes('assign', { ticket: '1', user: network.user('kim') }))).not.toContain(
      'away',
    )
  })
  test('a note that was typed as a command is marked among relayed words', async () => {
    await people.bo.invokes('note', { ticket: '1', text: 'A known one' })
    await desk.settle()
    const note = network
      .visible(network.thread(network.card(1)!))
      .find(({ content }) => JSON.stringify(content.text).includes('A known one'))!
    expect(note.content.as!.name).toBe(words('en', 'note.by', { name: 'Bo' }))
  })
  test('where words reopen nothing any more the customer is not told that they do', async () => {
    await people.bo.invokes('status', { ticket: '1', status: 'solved' })
    await desk.settle()
    expect(network.texts('help').join()).not.toContain('opens again')
    await people.ada.invokes('queue', { queue: 'Support', reopen: '0' })
    await people.carlos.says('no paper', 'help')
    await people.bo.invokes('status', { ticket: '2', status: 'solved' })
    await desk.settle()
    const said = [...network.posts.values()]
      .map(({ content }) => JSON.stringify(content.text))
      .filter((text) => text.includes('#2 is solved'))
    expect(said.length).toBeGreaterThan(0)
    for (const text of said) expect(text).toContain('new request')
  })
  test('a mistyped command without anything near it asks no empty question, and a customer is not told to ask for a role', async () => {
    const typed = await network.receive(people.bo.message('!xyzzyq', 'agents'))
    expect(wordsOfAnswer(typed)).not.toContain('Did you mean')
    const slip = await network.receive(people.bo.message('!asignr 1', 'agents'))
    expect(wordsOfAnswer(slip)).toContain('!assign')
    expect(wordsOfAnswer(await people.ana.invokes('claim', { ticket: '1' }))).not.toContain('admin')
  })
})
