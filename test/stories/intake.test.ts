import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('what becomes a ticket', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk((stage) => ({ network, desk, people } = stage))
  const intake = async (mode: string) =>
    people.ada.invokes('place', { purpose: 'intake', place: network.place('help'), mode }, 'agents')
  const tickets = async () =>
    (await desk.rows<{ subject: string }>('select subject from tickets order by number')).map(({ subject }) => subject)
  const told = async (post: { readonly id: string }) =>
    wordsOfAnswer(await people.bo.invokes('why', {}, 'help', { on: { platform: 'chat', kind: 'post', id: post.id } }))

  test('a greeting, thanks or an emoji alone opens nothing, and what follows does', async () => {
    const hello = await people.ana.says('Hola! 👋')
    await people.carlos.says('👍')
    expect(await tickets()).toEqual([])
    expect(await told(hello)).toContain('a greeting, thanks or emoji alone opens nothing')
    const asked = await people.ana.says('Hello, is anybody there?')
    expect(await tickets()).toEqual(['Hello, is anybody there?'])
    const thanks = await people.ana.says('gracias!')
    await desk.settle()
    expect(await tickets()).toHaveLength(1)
    expect(network.texts(network.thread(network.card(1)!))).toEqual(['Hello, is anybody there?', 'gracias!'])
    expect(await told(asked)).toContain('part of #1')
    expect(await told(thanks)).toContain('part of #1')
  })

  test('what is written while a ticket goes on is part of it; once that is solved, closed or merged it is a request of its own', async () => {
    const receipts = async () => (await desk.settle(), network.visible('help').map((post) => network.thread(post)))
    const solve = async (ticket: string, status = 'solved') => people.bo.invokes('status', { ticket, status })
    await people.ana.says('VPN is down')
    await solve('1')
    const second = await people.ana.says('Outlook crashes')
    expect(await tickets()).toEqual(['VPN is down', 'Outlook crashes'])
    expect((await receipts()).filter((thread) => network.texts(thread).length > 0)).toHaveLength(2)
    expect(network.texts(network.thread(second))[0]).toContain('#2')
    expect(await desk.rows('select status from tickets where number = 1')).toEqual([{ status: 'solved' }])

    // Thanks open nothing, and are still told to who solved it.
    await solve('2')
    const thanks = await people.ana.says('thank you!')
    expect(await told(thanks)).toContain('part of #2')
    await solve('2', 'closed')
    await people.ana.says('The printer jams')
    await people.carlos.says('The scanner jams')
    await people.bo.invokes('merge', { ticket: '3', into: '4' })
    await people.ana.says('And the phone is dead')
    expect((await tickets()).slice(2)).toEqual(['The printer jams', 'The scanner jams', 'And the phone is dead'])
    await people.ana.says('Both lines')
    expect(await tickets()).toHaveLength(5)
  })

  test('in a thread or a direct message what follows a solved ticket opens that again', async () => {
    const first = await people.ana.says('VPN is down')
    await people.carlos.says('Mail is down', 'dm.carlos')
    await desk.settle()
    for (const ticket of ['1', '2']) await people.bo.invokes('status', { ticket, status: 'solved' })
    await people.ana.says('It is down again', network.thread(first))
    await people.carlos.says('Still down', 'dm.carlos')
    expect(await tickets()).toHaveLength(2)
    expect(await desk.rows(`select status from tickets where status = 'open'`)).toHaveLength(2)
  })

  test('who greets the desk directly is greeted, once a day', async () => {
    await people.ana.says('hello', 'dm.ana')
    await people.ana.says('good morning', 'dm.ana')
    await desk.settle()
    expect(network.texts('dm.ana')).toEqual(['hello', 'good morning', expect.stringContaining('Hi Ana!')])
    await people.ana.says('my screen is black', 'dm.ana')
    expect(await tickets()).toEqual(['my screen is black'])
  })

  test('“thanks” reopens nothing; more words do, until the queue’s time is over', async () => {
    await people.ada.invokes('queue', { queue: 'Support', reopen: '1d' })
    const first = await people.ana.says('VPN is down')
    const thread = network.thread(first)
    await desk.settle()
    const solve = async () => people.bo.invokes('status', { ticket: '1', status: 'solved' })
    const status = async () => (await desk.rows('select status from tickets where number = 1'))[0]!['status']
    await solve()
    await people.ana.says('Thank you so much!', thread)
    expect(await status()).toBe('solved')
    await desk.settle()
    expect(network.texts(network.thread(network.card(1)!)).at(-1)).toBe('Thank you so much!')
    await people.ana.says('It is down again', thread)
    expect(await status()).toBe('open')
    await solve()
    await desk.later(25 * 3_600_000)
    await people.ana.says('thanks again', thread)
    await people.ana.says('And down once more', thread)
    expect(await status()).toBe('solved')
    expect(await tickets()).toEqual(['VPN is down', 'And down once more'])
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: '2' }))).toContain('follow-up to #1')
  })

  test('more words in the channel after the queue’s time open a thread of their own, and the channel stays everybody’s', async () => {
    await people.ada.invokes('queue', { queue: 'Support', reopen: '10s' })
    await people.ana.says('VPN is down')
    await people.bo.invokes('status', { ticket: '1', status: 'solved' })
    await desk.later(20_000)
    const again = await people.ana.says('It is down again')
    await people.carlos.says('My printer burns')
    expect(await tickets()).toEqual(['VPN is down', 'It is down again', 'My printer burns'])
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: '2' }))).toContain('follow-up to #1')
    await people.bo.invokes('reply', { ticket: '2', text: 'on my way to you' })
    await desk.later(15_000)
    expect(network.texts('help').join(' ')).not.toContain('on my way')
    expect(network.texts(network.thread(again)).join(' ')).toContain('on my way to you')
  })

  test('in a place for threads a message opens nothing, a thread of theirs does', async () => {
    await intake('threads')
    const above = await people.ana.says('Can we talk about the VPN')
    expect(await tickets()).toEqual([])
    expect(await told(above)).toContain('only threads open tickets')
    await people.ana.says('It drops every hour', network.thread(above))
    await people.ana.says('Since Monday', network.thread(above))
    await desk.settle()
    expect(await tickets()).toEqual(['It drops every hour'])
    expect(network.texts(network.thread(network.card(1)!))).toEqual(['It drops every hour', 'Since Monday'])
    await people.bo.invokes('reply', { ticket: '1', text: 'Try the new client' })
    await desk.later(11_000)
    expect(network.texts(network.thread(above)).at(-1)).toBe('Try the new client')
  })

  test('in any other place a thread between people is theirs', async () => {
    const above = await people.bo.says('Maintenance tonight', 'help')
    const aside = await people.ana.says('Which hours are that', network.thread(above))
    expect(await tickets()).toEqual([])
    expect(await told(aside)).toContain('a thread between people')
    expect(await told(above)).toContain('an agent wrote it')
  })

  test('where an agent’s 🎫 makes tickets, messages make none', async () => {
    await intake('reaction')
    const post = await people.ana.says('The coffee machine leaks')
    expect(await tickets()).toEqual([])
    expect(await told(post)).toContain('an agent opens tickets with 🎫')
    const on = { platform: 'chat', kind: 'post' as const, id: post.id }
    const by = { on, onText: post.content.text, onFrom: { user: network.user('ana'), name: 'Ana' } }
    expect(wordsOfAnswer(await people.carlos.invokes('new', {}, 'help', by))).toContain('This needs the agent role')
    await people.bo.invokes('new', {}, 'help', by)
    await desk.settle()
    expect(await tickets()).toEqual(['The coffee machine leaks'])
    expect(network.texts(network.thread(post))[0]).toContain('We’ve received your request')
  })

  test('where requests come by form, who writes is shown the form, once a day', async () => {
    await people.ada.invokes('queue', { queue: 'Billing' })
    await people.ada.invokes('place', {
      purpose: 'intake',
      place: network.place('help'),
      mode: 'form',
      queue: 'billing',
    })
    const post = await people.ana.says('My invoice is wrong')
    await people.ana.says('Hello?')
    await desk.settle()
    expect(await tickets()).toEqual([])
    expect(await told(post)).toContain('made with a form')
    const [invitation, ...others] = network.visible('dm.ana')
    expect(others).toEqual([])
    await people.ana.clicks('Open a ticket', invitation!, { text: 'My invoice is wrong' })
    expect(await desk.rows('select t.subject, q.name from tickets t join queues q on q.id = t.queue')).toEqual([
      { subject: 'My invoice is wrong', name: 'Billing' },
    ])
  })

  test('where tickets are opened by command alone, nothing is said about messages', async () => {
    await intake('command')
    const post = await people.ana.says('My laptop is slow')
    await desk.settle()
    expect(await tickets()).toEqual([])
    expect(await told(post)).toContain('only opened with /ticket new')
    expect(network.visible('dm.ana')).toEqual([])
    await people.ana.invokes('new', { text: 'My laptop is slow' }, 'help')
    expect(await tickets()).toEqual(['My laptop is slow'])
  })

  test('why: a link does as well as the menu, in the words of who asks; what never came is told', async () => {
    const post = await people.ana.says('hi')
    const asks = async (typed: string, locale = 'en') =>
      wordsOfAnswer(await people.bo.invokes('why', { post: typed }, 'agents', { locale }))
    expect(await asks(`chat://${post.id}`)).toContain('a greeting')
    expect(await asks(`chat://${post.id}`, 'es')).toContain('un saludo')
    expect(await asks('chat://m999')).toContain('no record of that message')
    expect(await asks('https://example.org/')).toContain('isn’t a link to a message')
    const elsewhere = await people.ana.says('just chatting', 'lounge')
    expect(await asks(`chat://${elsewhere.id}`)).toContain('channel isn’t set up for requests')
    expect(wordsOfAnswer(await people.ana.invokes('why', { post: `chat://${post.id}` }))).toContain(
      'This needs the agent role',
    )
  })
})
