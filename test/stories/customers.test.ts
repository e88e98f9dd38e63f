import { onItsOwnDesk, openFor, startDesk, type People, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { momentOf } from '../../src/core/words'

describe('one customer on several networks', () => {
  let community: FakeNetwork
  let office: FakeNetwork
  let desk: TestDesk
  let people: People
  let colleague: ReturnType<FakeNetwork['person']>

  beforeEach(async () => {
    community = fakeNetwork('community')
    office = fakeNetwork('office')
    desk = await startDesk([community.platform, office.platform])
    people = await openFor(office, { customers: community })
    colleague = office.person('anita')
    await people.ana.says('VPN is down')
    await colleague.says('My screen flickers', 'dm.anita')
    await desk.settle()
  })
  afterEach(async () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
    await desk.stop()
  })
  const said = wordsOfAnswer
  const codeFor = async (person: ReturnType<FakeNetwork['person']>) =>
    /code is (\w+)\./.exec(said(await person.invokes('link-account', {}, 'help')))![1]!
  const mine = async (person: ReturnType<FakeNetwork['person']>) => said(await person.invokes('mine', {}, 'help'))

  test('a code given on one network and typed on the other makes them one, with all their tickets', async () => {
    const code = await codeFor(people.ana)
    expect(said(await colleague.invokes('link-account', { code: code.toLowerCase() }, 'dm.anita'))).toContain(
      'You’re Ana here too',
    )
    for (const text of [await mine(people.ana), await mine(colleague)]) {
      expect(text).toContain('VPN is down')
      expect(text).toContain('My screen flickers')
    }
    await colleague.says('and my mouse', 'dm.anita')
    await desk.settle()
    expect(await desk.rows('select count(distinct requester)::int as requesters from tickets')).toEqual([
      { requesters: 1 },
    ])
    expect(said(await colleague.invokes('link-account', { code }, 'dm.anita'))).toContain('didn’t work')
  })

  test('a code is good for ten minutes, for one person, and five wrong ones are enough', async () => {
    const old = await codeFor(people.ana)
    await desk.later(11 * 60_000)
    expect(said(await colleague.invokes('link-account', { code: old }, 'dm.anita'))).toContain('didn’t work')
    const own = await codeFor(people.ana)
    expect(said(await people.ana.invokes('link-account', { code: own }, 'help'))).toContain('didn’t work')
    for (let time = 0; time < 4; time++) await colleague.invokes('link-account', { code: `WRONG${time}` }, 'dm.anita')
    const right = await codeFor(people.ana)
    expect(said(await colleague.invokes('link-account', { code: right }, 'dm.anita'))).toContain('Try again in 15')
    expect(await mine(colleague)).not.toContain('VPN')
    await desk.later(16 * 60_000)
    const later = await codeFor(people.ana)
    expect(said(await colleague.invokes('link-account', { code: later }, 'dm.anita'))).toContain('You’re Ana')
  })

  test('whoever has rights gets and gives none by a code', async () => {
    expect(said(await people.bo.invokes('link-account', {}))).toContain('Only customers can link accounts')
    const code = await codeFor(people.ana)
    expect(said(await people.bo.invokes('link-account', { code }))).toContain('Only customers can link accounts')
    expect(await desk.rows('select * from joins')).toEqual([])
  })

  test('an agent joins two, sees them as one, and undoes it; nothing of it is lost or mixed', async () => {
    const before = await desk.rows('select number, requester from tickets order by number')
    const joined = said(await people.bo.invokes('customer', { ticket: '1', same_as: 'Anita' }))
    expect(joined).toContain('VPN is down')
    expect(joined).toContain('My screen flickers')
    expect(await mine(colleague)).toContain('VPN is down')
    const [{ id }] = (await desk.rows<{ id: string }>('select id from joins')) as [{ id: string }]
    expect(said(await people.bo.invokes('customer', { part: id }))).toContain('separate customers again')
    expect(await desk.rows('select number, requester from tickets order by number')).toEqual(before)
    expect(await mine(colleague)).not.toContain('VPN is down')
    expect(said(await people.bo.invokes('customer', { part: id }))).toContain('undone already')
    expect(said(await people.bo.invokes('customer', { ticket: '1', same_as: 'Bo' }))).toContain(
      'only works for customers, and Bo isn’t one',
    )
    expect(said(await people.bo.invokes('customer', { ticket: '1', same_as: 'Ana' }))).toContain('the same customer')
    const trail = await desk.rows<{ outcome: string }>(
      `select outcome from audit where operation = 'join' order by seq`,
    )
    expect(trail.map(({ outcome }) => outcome.split(' ')[0] === 'undone')).toEqual([false, true])
    expect(said(await people.ana.invokes('customer', { ticket: '2' }, 'help'))).toContain('This needs the agent role')
  })

  test('undone, each has what they said meanwhile: requests, words in the other’s, files; and is known as themselves', async () => {
    await people.bo.invokes('customer', { ticket: '1', same_as: 'Anita' })
    await desk.settle()
    const file = office.addFile('f1', Buffer.from('payslip 4711'), 'payslip.txt')
    await colleague.says('My payslip is 4711', 'dm.anita', { files: [file] })
    await colleague.invokes('new', { text: 'My desk is 4712 cm high' }, 'dm.anita')
    await colleague.invokes('new', { text: 'Move me on 4713', later: '2d' }, 'dm.anita')
    await people.ana.says('My cellar is 0815', 'help')
    await desk.settle()
    const [{ id }] = (await desk.rows<{ id: string }>('select id from joins')) as [{ id: string }]
    await people.bo.invokes('customer', { part: id })
    await desk.later(3 * 86_400_000)
    const said = await desk.rows<{ text: string; author: string; requester: string }>(
      `select substring(e.text::text from '471[123]|0815') as text, a.name as author, q.name as requester from entries e
         join people a on a.id = e.author join tickets t on t.number = e.ticket join people q on q.id = t.requester
       where e.kind = 'message' and e.text::text ~ '471[123]|0815' order by 1`,
    )
    expect(said).toEqual([
      { text: '0815', author: 'Ana', requester: 'Ana' },
      ...['4711', '4712', '4713'].map((text) => ({ text, author: 'Anita', requester: 'Anita' })),
    ])
    expect(await mine(people.ana)).not.toMatch(/471/)
    expect(await mine(colleague)).toContain('4712')
    expect(await mine(colleague)).not.toContain('0815')
    await colleague.says('It was 4714', 'dm.anita')
    await desk.settle()
    expect(await desk.rows(`select said_as from entries where text::text like '%4714%'`)).toEqual([{ said_as: null }])
  })

  test('a note on a customer is read on their tickets, old and new, by agents alone, and moves with them', async () => {
    await people.bo.invokes('customer-note', { ticket: '1', text: 'Prefers to be called' })
    await people.ana.says('Now the mail', 'dm.ana')
    await desk.settle()
    for (const number of [1, 3])
      expect(JSON.stringify(office.card(number)!.content.card)).toContain('Prefers to be called')
    expect(JSON.stringify(office.card(2)!.content.card)).not.toContain('Prefers')
    expect(said(await people.kim.invokes('customer', { customer: 'Ana' }))).toContain('Prefers to be called')
    const code = await codeFor(colleague)
    await people.ana.invokes('link-account', { code }, 'help')
    await desk.settle()
    expect(JSON.stringify(office.card(2)!.content.card)).toContain('Prefers to be called')
    for (const place of ['help', 'dm.ana', 'dm.anita'])
      expect([...community.texts(place), ...office.texts(place)].join()).not.toContain('Prefers')
    expect(said(await people.ana.invokes('show', { ticket: '1' }, 'help'))).not.toContain('Prefers')
    expect(said(await people.ana.invokes('customer-note', { ticket: '1', text: 'x' }, 'help'))).toContain(
      'This needs the agent role',
    )
  })

  test('one’s own requests: how far each is, who has it and when to expect an answer, in one’s language', async () => {
    await people.bo.invokes('claim', { ticket: '1' })
    const told = await mine(people.ana)
    const [clock] = await desk.rows<{ due: Date }>(
      `select due_at as due from clocks where ticket = 1 and kind = 'first-response'`,
    )
    const due = momentOf('en', 'UTC', clock!.due, new Date())
    expect(told).toContain(`#1 · VPN is down · 🟢 Bo is working on your request. Expected reply: ${due}`)
    expect(told).not.toContain('My screen flickers')
    expect(said(await people.ana.invokes('mine', {}, 'help', { locale: 'es' }))).toContain('Bo')
    expect(said(await people.carlos.invokes('mine', {}, 'help'))).toContain('Nothing found')
  })

  test('a new display name is on the cards of what is open', async () => {
    await people.ana.invokes('mine', {}, 'help', { name: 'Ana María' })
    await desk.settle()
    expect(JSON.stringify(office.card(1)!.content.card)).toContain('Ana María')
  })

  test('put out of a channel that it serves, or of a workspace, the desk tells its admins', async () => {
    await community.receive({ ...community.arrival('ada', 'lounge'), kind: 'lifecycle', what: 'left' })
    await community.receive({ ...community.arrival('ada', 'help'), kind: 'lifecycle', what: 'left' })
    await desk.settle()
    const told = () => office.texts('dm.ada')
    expect(told()).toEqual([expect.stringContaining('used for intake (queue Support)')])
    await community.receive({ ...community.arrival('ada', 'help'), kind: 'lifecycle', what: 'revoked' })
    await desk.settle()
    expect(told().at(-1)).toContain('1 open ticket can’t be answered')
  })
})

describe('how much of one customer', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk((stage) => ({ network, desk, people } = stage))

  test('with as many open as may be, more words go into the last, and the customer is told once', async () => {
    await people.ada.invokes('limits', { open: '2' })
    for (const topic of ['{', 'b']) await people.ana.invokes('new', { text: `problem ${topic}` }, 'help')
    await people.ana.says('a third thing')
    await people.ana.says('a fourth thing', 'dm.ana')
    expect(wordsOfAnswer(await people.ana.invokes('new', { text: 'a fifth thing' }, 'help'))).toContain(
      'added your message to #2',
    )
    await desk.settle()
    const thread = network.texts(network.thread(network.card(2)!))
    expect(thread).toEqual(['problem b', 'a third thing', 'a fourth thing', 'a fifth thing'])
    expect(network.texts('dm.ana').filter((text) => text.includes('added your message'))).toHaveLength(1)
    await people.bo.invokes('status', { ticket: '1', status: 'solved' })
    await people.ana.says('a sixth thing', 'dm.ana')
    await people.carlos.says('mine is new')
    expect(await desk.rows('select number from tickets')).toHaveLength(4)
    await people.ada.invokes('limits', { open: '-', rate: '-' })
    expect(await desk.rows('select open_limit, rate_limit from desks')).toEqual([
      { open_limit: null, rate_limit: null },
    ])
  })

  test('what comes too fast waits and goes into the ticket together: nothing is lost, in its order, told once', async () => {
    await people.ada.invokes('limits', { rate: '5' })
    const posts = []
    for (let count = 1; count <= 30; count++) posts.push(await people.ana.says(`word ${count}`))
    await people.carlos.says('me too')
    await desk.settle()
    const thread = () => network.texts(network.thread(network.card(1)!))
    expect(thread()).toEqual(['word 1', 'word 2', 'word 3', 'word 4', 'word 5'])
    expect(network.card(2)!.content.card!.title).toContain('me too')
    const asked = { post: `chat://${posts[20]!.id}` }
    expect(wordsOfAnswer(await people.bo.invokes('why', asked))).toContain('will go into the ticket together')
    await people.ana.edits(posts[20]!, 'word 21, mended')
    await desk.later(31_000)
    expect(thread()).toHaveLength(6)
    expect(thread().at(-1)).toContain('25 messages')
    expect(thread().at(-1)!.indexOf('word 6')).toBeLessThan(thread().at(-1)!.indexOf('word 30'))
    const story = wordsOfAnswer(await people.bo.invokes('show', { ticket: '1' }))
    expect(story).toContain('word 21, mended')
    const entries = await desk.rows(`select 1 from entries where ticket = 1 and kind = 'message'`)
    expect(entries).toHaveLength(30)
    expect(network.texts('dm.ana')).toEqual([expect.stringContaining('Nothing is lost')])
    expect(await desk.rows('select 1 from waiting')).toEqual([])
    expect(wordsOfAnswer(await people.bo.invokes('why', asked))).toContain('part of #1')
    await desk.later(60_000)
    await people.ana.says('slowly now')
    await desk.settle()
    expect(thread().at(-1)).toBe('slowly now')
  })
})
