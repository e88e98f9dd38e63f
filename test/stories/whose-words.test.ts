import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork, type FakePost } from '../support/fake-network'
import { called, erase } from '../support/canaries'
import { unzip } from '../support/unzip'

const takeBack = 11_000

/** Ana has a printer that jams, Carlos one that smokes; an agent makes one ticket of theirs. */
describe('each customer has what is theirs and what was said to them', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>
  let ana: FakePost
  let carlos: FakePost
  beforeEach(async () => {
    network = fakeNetwork('chat')
    desk = await startDesk([network.platform], {
      env: { PUBLIC_URL: 'https://desk.example.com', MASTER_KEY: Buffer.alloc(32, 7).toString('base64') },
    })
    people = await openFor(network)
    ana = await people.ana.says('The printer jams')
    carlos = await people.carlos.says('The printer smokes')
    await desk.settle()
  })
  afterEach(async () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
    await desk.stop()
  })

  const asks = async (who: keyof typeof people, operation: string, input: object = {}, where = 'help') => {
    const answer = wordsOfAnswer(await people[who].invokes(operation, input as never, where))
    await desk.settle()
    return answer
  }
  const merge = async () => asks('bo', 'merge', { ticket: '2', into: '1' }, 'agents')
  const reply = async (text: string, ticket = '1') => {
    await people.bo.invokes('reply', { ticket, text })
    await desk.later(takeBack)
  }
  const read = (post: FakePost) => network.texts(network.thread(post)).join('\n')
  const confide = async () => {
    await people.carlos.says('My serial number is 4711', network.thread(carlos), {
      files: [network.addFile('photo', Buffer.from('smoke'), 'smoke.txt')],
    })
    await desk.settle()
  }
  const exported = async (name: string) => {
    await asks('ada', 'customer-data', { do: 'export', customer: name }, 'agents')
    const [row] = await desk.rows<{ bytes: Buffer }>('select bytes from documents order by id desc limit 1')
    const files = unzip(row!.bytes)
    return [...files].map(([file, bytes]) => `${file} ${bytes.toString()}`).join('\n')
  }
  const everywhere = async (words: string) => {
    const found: string[] = []
    for (const { name } of await desk.rows<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    ))
      if (
        (await desk.rows(`select 1 from ${name} t where row_to_json(t)::text like $1 limit 1`, [`%${words}%`])).length
      )
        found.push(name)
    return found
  }

  test('of two that became one: neither sees, downloads or exports the other’s, and both see the answers', async () => {
    await merge()
    await confide()
    await reply('A technician comes at three')
    expect(await asks('bo', 'show', { ticket: '1' })).toContain('4711')
    expect(await asks('bo', 'files', { ticket: '1' })).toContain('smoke.txt')

    const hers = await asks('ana', 'show', { ticket: '1' })
    expect(hers).toContain('The printer jams')
    expect(hers).toContain('A technician comes at three')
    expect(hers).not.toMatch(/4711|smoke/)
    expect(await asks('ana', 'files', { ticket: '1' })).toContain('no files')
    const his = await asks('carlos', 'show', { ticket: '2' })
    for (const words of ['The printer smokes', 'My serial number is 4711', 'A technician comes at three'])
      expect(his).toContain(words)
    expect(his).not.toContain('jams')
    expect(await asks('carlos', 'files', { ticket: '2' })).toContain('smoke.txt')
    expect(await asks('carlos', 'show', {}, network.thread(carlos))).toContain('#2')

    expect(await exported('Ana')).not.toMatch(/4711|smoke/)
    const all = await exported('Carlos')
    for (const words of ['smokes', '4711', 'smoke.txt', 'A technician comes at three']) expect(all).toContain(words)
    expect(all).not.toContain('jams')
  })

  test.each<Record<string, string>>([{}, { later: '2d' }])(
    'of a post that an agent makes a request of for somebody else, the words stay its author’s: %o',
    async (more) => {
      const posted = await people.carlos.says('My serial number is 4711', 'lounge')
      const on = { platform: 'chat', kind: 'post' as const, id: posted.id }
      const from = { on, onText: posted.content.text, onFrom: { user: people.carlos.user, name: 'Carlos' } }
      await people.bo.invokes('new', { for: people.ana.user, ...more }, 'lounge', from)
      await desk.later(3 * 86_400_000)
      const said = await desk.rows(
        `select a.name as author, q.name as requester from entries e join tickets t on t.number = e.ticket join people a on a.id = e.author
           join people q on q.id = t.requester where e.text::text like '%4711%'`,
      )
      expect(said).toEqual([{ author: 'Carlos', requester: 'Ana' }])
      expect(await exported('Carlos')).toContain('4711')
      await erase(people, called('carlos'))
      await desk.later(61_000)
      expect(await everywhere('4711')).toEqual([])
    },
  )

  test('who asks how far theirs is hears that it is handled together with another, wherever it is listed', async () => {
    await merge()
    const told = await asks('carlos', 'mine')
    expect(told).toContain('together with another request')
    expect(told).not.toMatch(/closed|#1/i)
    const page = await network.ask({ kind: 'search', from: people.carlos.user, typed: '2' } as never)
    expect(JSON.stringify(page)).toContain('together with another request')
    expect(JSON.stringify(page)).not.toContain('#1')
  })

  test('an agent who writes in one customer’s own thread answers that one; what was answered to both is changed for both, also once they are two again', async () => {
    await merge()
    await people.bo.says('Carlos, is 4711 yours?', network.thread(carlos))
    await desk.settle()
    expect(read(ana)).not.toContain('4711')
    expect(await asks('ana', 'show', { ticket: '1' })).not.toContain('4711')
    expect(await asks('carlos', 'show', { ticket: '2' })).toContain('is 4711 yours')
    await reply('Somebody comes at three')
    await asks('bo', 'merge', { ticket: '2', undo: 'true' })
    expect(await asks('carlos', 'show', { ticket: '2' })).toContain('Somebody comes at three')
    await asks('bo', 'edit-reply', { ticket: '1', reply: '2', text: 'Somebody comes at four' })
    for (const post of [ana, carlos]) expect(read(post)).toContain('Somebody comes at four')
    await asks('bo', 'delete-reply', { ticket: '1', reply: '2' })
    for (const post of [ana, carlos]) expect(read(post)).not.toContain('Somebody comes')
  })

  test('a canned reply that both get calls neither by name and tells neither what the other asked', async () => {
    await people.ada.invokes('canned', {
      canned: 'soon',
      audience: 'everybody',
      text: 'Hello {customer}, about {subject}: soon.',
    })
    await merge()
    await people.bo.says('!reply canned:soon', network.thread(network.card(1)!))
    await desk.later(takeBack)
    expect(read(carlos)).toContain('soon.')
    for (const post of [ana, carlos]) expect(read(post)).not.toMatch(/Hello (Ana|Carlos)/)
    expect(read(carlos)).not.toContain('jams')
  })

  test('what one of them said becomes a ticket of their own, in their own direct message', async () => {
    await merge()
    await confide()
    expect(await asks('bo', 'split', { ticket: '1', messages: '2' })).toContain('Opened #3')
    expect(
      await desk.rows('select p.name from tickets t join people p on p.id = t.requester where number = 3'),
    ).toEqual([{ name: 'Carlos' }])
    expect(network.texts('dm.carlos').join()).toContain('4711')
    expect(network.texts('dm.ana').join()).not.toContain('4711')
    expect(await asks('carlos', 'show', { ticket: '3' })).toContain('4711')
    expect(await asks('carlos', 'files', { ticket: '3' })).toContain('smoke.txt')
    expect(await asks('ana', 'show', { ticket: '3' })).toContain('no ticket')
    expect(await asks('bo', 'split', { ticket: '1', messages: '1 2' })).toContain('different customers')
    await asks('bo', 'clone', { ticket: '1' })
    expect(await asks('ana', 'show', { ticket: '4' })).toContain('jams')
  })

  test('erasing one of them finds their words wherever they were copied, and leaves the other’s', async () => {
    await merge()
    await confide()
    await asks('bo', 'split', { ticket: '1', messages: '2' })
    await asks('bo', 'clone', { ticket: '3' })
    await erase(people, called('carlos'))
    await desk.settle()
    await desk.later(61_000)
    expect(await everywhere('4711')).toEqual([])
    expect(await everywhere('smoke')).toEqual([])
    expect(await asks('ana', 'show', { ticket: '1' })).toContain('The printer jams')
    await reply('A technician comes')
    expect(read(ana)).toContain('A technician comes')
    expect(read(carlos)).not.toContain('A technician comes')
  })

  test('erasing the one whose ticket goes on gives the other back theirs, with what they said since', async () => {
    await merge()
    await confide()
    await erase(people, called('ana'))
    await desk.settle()
    await desk.later(61_000)
    expect(await everywhere('printer jams')).toEqual([])
    const his = await asks('carlos', 'show', { ticket: '2' })
    expect(his).toContain('The printer smokes')
    expect(his).toContain('4711')
    await people.carlos.says('It burns now', network.thread(carlos))
    await reply('We are coming', '2')
    expect(read(carlos)).toContain('We are coming')
  })

  test('a ticket that gets another requester: each goes on with what is theirs', async () => {
    await people.ana.says('My PIN is zq98x1277', network.thread(ana))
    await asks('bo', 'edit', { ticket: '1', requester: network.user('carlos') })
    await reply('Who needs it?')
    await people.carlos.says('I do, my PIN is 9876', 'dm.carlos')
    await people.ana.says('Not me', network.thread(ana))
    await desk.settle()
    expect(await asks('carlos', 'show', { ticket: '1' })).toContain('Who needs it?')
    for (const ticket of ['1', '2']) expect(await asks('carlos', 'show', { ticket })).not.toMatch(/zq98x1277|Not me/)
    expect(network.texts('dm.carlos').join()).not.toMatch(/zq98x1277|Not me/)
    expect(read(ana)).not.toContain('9876')
    expect(await exported('Carlos')).not.toMatch(/zq98x1277/)
    expect(await exported('Ana')).toContain('zq98x1277')
    await erase(people, called('ana'))
    await desk.settle()
    await desk.later(61_000)
    expect(await everywhere('zq98x1277')).toEqual([])
    expect(await everywhere('printer jams')).toEqual([])
    expect(await asks('carlos', 'show', { ticket: '1' })).toContain('Who needs it?')
  })

  test('who was copied on it and is erased is told no more of it', async () => {
    await asks('bo', 'cc', { ticket: '1', user: network.user('carlos') })
    await reply('You both read this')
    expect(network.texts('dm.carlos').join()).toContain('You both read this')
    await erase(people, called('carlos'))
    await desk.settle()
    await desk.later(61_000)
    await reply('You alone read this')
    expect(network.texts('dm.carlos').join()).not.toContain('You alone read this')
    expect(await everywhere('dm.carlos')).toEqual([])
  })

  test('too many requests: what is more goes into one’s own room, never another’s of the same ticket', async () => {
    await people.ada.invokes('limits', { open: '1' })
    await asks('bo', 'merge', { ticket: '1', into: '2' }, 'agents')
    await desk.later(121_000)
    await people.carlos.says('My scanner is slow')
    await desk.settle()
    expect(read(ana)).not.toContain('scanner')
    expect(await asks('ana', 'show', { ticket: '1' })).not.toContain('scanner')
    expect(await asks('carlos', 'show', { ticket: '2' })).toContain('scanner')
    await asks('bo', 'merge', { ticket: '1', undo: 'true' })
    expect(await asks('ana', 'show', { ticket: '1' })).not.toContain('scanner')
    expect(await asks('bo', 'show', { ticket: '1' })).not.toContain('scanner')
  })
})
