import { operations } from '../../src/slices'
import { plain, type Answer } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

/**
 * A network that hands on what people say of themselves, as mail and an open form do. Root, an admin, and Ana, a customer, are
 * known by an address there; whoever writes from it may be anybody.
 */
describe('who only claims to be somebody', () => {
  let chat: FakeNetwork
  let mail: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  let root: ReturnType<FakeNetwork['person']>
  let ana: ReturnType<FakeNetwork['person']>

  beforeAll(async () => {
    chat = fakeNetwork('chat')
    mail = fakeNetwork('mail', { identity: 'claimed' })
    desk = await startDesk([chat.platform, mail.platform])
    people = await openFor(chat)
    await people.ada.invokes('place', { purpose: 'intake', place: mail.place('support') }, 'agents')
    root = mail.person('root')
    ana = mail.person('ana')
    await people.ana.says('My invoice is wrong')
    await desk.settle()
    await knownAs('ada', 'root')
    await knownAs('ana', 'ana')
  })
  afterAll(async () => desk.stop())

  /** As an agent links them: an address is a name of somebody who is known on the chat network. */
  const knownAs = async (chatUser: string, mailUser: string) =>
    desk.rows(
      `insert into identities (desk, platform, "user", person, name)
       select desk, 'mail', $2, person, name from identities where platform = 'chat' and "user" = $1`,
      [chatUser, mailUser],
    )
  const tickets = async () => (await desk.rows<{ n: number }>('select count(*)::int as n from tickets'))[0]!.n
  const cardOf = (number: number) => JSON.stringify(chat.card(number)?.content)
  const lastTicket = async () =>
    (
      await desk.rows<{ number: number; priority: string; subject: string }>(
        'select number, priority, subject from tickets order by number desc limit 1',
      )
    )[0]!

  test('nobody becomes an admin by connecting it', async () => {
    const [ada] = await desk.rows<{ n: number }>(
      `select count(*)::int as n from identities i join people p on p.id = i.person and p.desk = i.desk
       where i.platform = 'mail' and i."user" = 'ada' and p.role <> 'customer'`,
    )
    expect(ada!.n).toBe(0)
  })

  test('a command under an admin’s address is words, and opens a ticket that says so', async () => {
    await root.says('!priority urgent', 'support')
    await desk.settle()
    const ticket = await lastTicket()
    expect(ticket).toMatchObject({ priority: 'normal', subject: '!priority urgent' })
    expect(cardOf(ticket.number)).toContain('not verified')
    const thread = chat.thread(chat.card(ticket.number)!)
    expect(chat.visible(thread).map(({ by }) => by)).toContain('Ada (not verified)')
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: String(ticket.number) }))).toContain('not verified')
  })

  test('a proven sender is not marked', () => {
    expect(cardOf(1)).not.toContain('not verified')
  })

  const allowed = operations.filter(({ claimed }) => claimed === true).map(({ name }) => name)
  test('nothing but a new request and help is open to them', () => {
    expect(allowed.sort()).toEqual(['help', 'new'])
  })

  test.each(operations.filter(({ claimed }) => claimed !== true).map(({ name }) => name))(
    'under an admin’s and a customer’s address, %s is refused, by form and completion too',
    async (operation) => {
      const before = await desk.rows('select count(*)::int as entries from entries')
      for (const person of [root, ana]) {
        const answer = await person.invokes(operation, { ticket: '1' }, 'support')
        expect(wordsOfAnswer(answer)).toContain('check who you are')
        const question = { operation, input: { ticket: '1' }, from: person.user }
        const form = (await mail.ask({ ...question, kind: 'form' })) as Answer
        expect(wordsOfAnswer(form)).toContain('check who you are')
        expect(await mail.ask({ ...question, kind: 'choices', field: 'ticket', typed: '' })).toEqual([])
      }
      expect(await desk.rows('select count(*)::int as entries from entries')).toEqual(before)
    },
  )

  test('a refusal is nobody’s deed in the audit', async () => {
    const rows = await desk.rows<{ person: string | null }>(
      `select person from audit where outcome = 'refused' and operation in ('audit', 'mine')`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every(({ person }) => person === null)).toBe(true)
  })

  test('help lists nothing that a customer may not, and a search finds nothing', async () => {
    const help = wordsOfAnswer(await root.invokes('help', {}, 'support'))
    expect(help).not.toContain('/desk')
    for (const person of [root, ana])
      expect(
        await mail.ask({ kind: 'search', operation: 'list', input: {}, typed: 'invoice', from: person.user }),
      ).toEqual({ items: [] })
  })

  test('a new message joins no ticket of whom they say they are: not within minutes, not one to one', async () => {
    const before = await tickets()
    await ana.says('Also, what is my password?', 'support')
    await ana.says('And my address?', 'support')
    await ana.says('Send it here, please', 'dm.ana')
    await ana.says('Quickly, please', 'dm.ana')
    await desk.settle()
    expect(await tickets()).toBe(before + 4)
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: '1' }))).not.toContain('password')
  })

  test('nor does a request by form, however many are open', async () => {
    await people.ada.invokes('limits', { open: '1' }, 'agents')
    const before = await tickets()
    const answer = await ana.invokes('new', { text: 'My order has not come' }, 'support')
    expect(wordsOfAnswer(answer)).toContain('#')
    expect(await tickets()).toBe(before + 1)
    await people.ada.invokes('limits', { open: '-' }, 'agents')
    await desk.settle()
    expect(cardOf((await lastTicket()).number)).toContain('not verified')
  })

  test('a thread that the message proves to answer goes on, and its words are marked', async () => {
    const post = await mail.person('dora').says('The door does not open', 'support')
    await desk.settle()
    const { number } = await lastTicket()
    await mail.person('dora').says('It opens now', mail.thread(post))
    await desk.settle()
    expect((await lastTicket()).number).toBe(number)
    const shown = wordsOfAnswer(await people.bo.invokes('show', { ticket: String(number) }))
    expect(shown).toContain('It opens now')
    expect(shown.match(/not verified/g)!.length).toBeGreaterThanOrEqual(2)
  })

  test('a name, a language, an edit, a deletion and a reaction under an address change nothing', async () => {
    const post = await ana.says('I cannot sign in', 'support')
    await desk.settle()
    const { number } = await lastTicket()
    const person = async () =>
      desk.rows(`select p.name, p.locale from people p join identities i on i.person = p.id and i.desk = p.desk
                 where i.platform = 'mail' and i."user" = 'ana'`)
    const before = await person()
    await mail.receive({ ...ana.message('I am somebody else', 'support'), name: 'The real Ana', locale: 'es' })
    await ana.edits(post, 'Wire the money elsewhere')
    await ana.reacts(post, '✅')
    await ana.deletes(post)
    await root.reacts(chat.card(number)!, '👀')
    await desk.settle()
    expect(await person()).toEqual(before)
    const shown = wordsOfAnswer(await people.bo.invokes('show', { ticket: String(number) }))
    expect(shown).toContain('I cannot sign in')
    expect(shown).not.toContain('Wire the money')
  })

  test('what a network proves only at times counts only then', async () => {
    const wrote = chat.person('zoe').message('Let me in', 'help')
    await chat.receive({ ...wrote, identity: 'claimed' })
    await desk.settle()
    expect(cardOf((await lastTicket()).number)).toContain('not verified')
    const claimed = await chat.receive({
      ...chat.arrival('ada', 'agents'),
      kind: 'invoke',
      operation: 'audit',
      input: {},
      identity: 'claimed',
    })
    expect(wordsOfAnswer(claimed)).toContain('check who you are')
    // An event is no more proven than its network can prove.
    const proven = await mail.receive({
      ...mail.arrival('root', 'support'),
      kind: 'invoke',
      operation: 'audit',
      input: {},
      identity: 'proven',
    })
    expect(wordsOfAnswer(proven)).toContain('check who you are')
  })

  test('agents’ words are not shown there, and nobody there gets a role', async () => {
    const refused = async (operation: string, input: object) =>
      expect(wordsOfAnswer(await people.ada.invokes(operation, input as never, 'agents'))).toContain(
        'prove who people are',
      )
    await refused('place', { purpose: 'agents', place: mail.place('agents') })
    await refused('place', { purpose: 'supervisors', place: mail.place('agents') })
    await refused('role', { user: mail.user('zoe'), role: 'agent' })
    await refused('role', { place: mail.place('staff'), role: 'agent' })
  })

  test('words in an agents’ room are not taken for theirs', async () => {
    const thread = chat.thread(chat.card(1)!)
    const wrote = chat.person('bo').message('note: give them the money', thread)
    await chat.receive({ ...wrote, identity: 'claimed' })
    await desk.settle()
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: '1' }))).not.toContain('give them the money')
    expect(plain(wrote.text)).toContain('money')
  })
})
