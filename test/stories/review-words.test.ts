import fc from 'fast-check'
import { DeliveryFailure, plain, say, type Inbound } from '../../src/platform'
import { forgetOldEvents } from '../../src/store/inbox-rows'
import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { cases } from '../support/cases'

describe('what becomes of words, edits, deletions and reactions', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
  })
  const thread = (number = 1) => network.thread(network.card(number)!)
  const postRef = (id: string) => ({ platform: 'chat', kind: 'post' as const, id })

  test('a message, its edits, its reactions and its deletion give the same in whatever order they come', async () => {
    const begun = Date.now()
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }),
        fc.boolean(),
        fc.boolean(),
        async (order, isDeleted, isDirect) => {
          round++
          const who = network.person(`customer${round}`)
          const where = isDirect ? `dm.${who.id}` : 'help'
          const message = who.message(`words ${round}`, where)
          const at = (ms: number) => ({
            ...network.arrival(who.id, where),
            at: new Date(begun + ms),
            post: message.post,
          })
          const events: (Inbound | undefined)[] = [
            message,
            { ...at(1000), kind: 'edit', text: say(`first ${round}`) },
            { ...at(2000), kind: 'edit', text: say(`second ${round}`) },
            { ...at(3000), kind: 'reaction', emoji: '👍', added: true },
            { ...at(4000), kind: 'reaction', emoji: '👍', added: false },
            { ...at(5000), kind: 'reaction', emoji: '🎉', added: true },
            isDeleted ? { ...at(6000), kind: 'delete' } : undefined,
          ]
          for (const index of order) if (events[index] !== undefined) await network.receive(events[index])
          await desk.settle()
          const shown = network
            .visible(thread(round))
            .map((post) => [plain(post.content.text), [...post.reactions]] as const)
          expect(shown).toEqual(isDeleted ? [] : [[`second ${round}`, ['🎉']]])
          expect(await desk.rows('select count(*)::int as early from early')).toEqual([{ early: 0 }])
        },
      ),
      { numRuns: cases(10), endOnFailure: true },
    )
  }, 120_000)

  test('what was done to the words that reopen a closed matter, and to an agent’s own, before they came, is done', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    const mine = people.bo.message('wrongg', network.thread(first))
    await people.bo.edits(network.posts.get(mine.post.id)!, 'right')
    await network.receive(mine)
    await desk.settle()
    expect(network.texts(thread()).at(-1)).toContain('right')
    for (const status of ['solved', 'closed']) await people.bo.invokes('status', { ticket: '1', status })
    const again = people.ana.message('agian', network.thread(first))
    await people.ana.edits(network.posts.get(again.post.id)!, 'again')
    await network.receive(again)
    await desk.settle()
    expect(network.texts(thread(2))).toEqual(['again'])
  })

  test('a command in a thread, found again by a backfill, is not done again', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    const command = people.bo.message('!reply hello', thread())
    await network.receive(command)
    await network.receive({ ...command, id: 'by-backfill' })
    await desk.settle()
    expect(network.texts(network.thread(first)).filter((text) => text === 'hello')).toHaveLength(1)
  })

  test('a customer who asks for the story sees neither a reply that may yet be taken back nor one that was', async () => {
    await people.ada.invokes('queue', { queue: 'Support', take_back: '10s' })
    const first = await people.ana.says('help')
    await desk.settle()
    await people.bo.invokes('reply', { ticket: '1', text: 'the secret plan' })
    const story = async () => wordsOfAnswer(await people.ana.invokes('show', { ticket: '1' }, network.thread(first)))
    expect(await story()).not.toContain('secret')
    await people.bo.invokes('take-back', {}, thread())
    await desk.later(11_000)
    expect(await story()).not.toContain('secret')
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: '1' }))).toContain('secret')
    await people.bo.invokes('reply', { ticket: '1', text: 'the public plan' })
    await desk.later(11_000)
    expect(await story()).toContain('the public plan')
  })

  test('a first reply that is taken back leaves the promise kept when a second one went out', async () => {
    await people.ada.invokes('queue', { queue: 'Support', take_back: '10s' })
    await people.ana.says('help')
    await desk.settle()
    await people.bo.invokes('reply', { ticket: '1', text: 'one' })
    await desk.settle()
    const receipt = network.visible(thread()).at(-1)!
    desk.program.store.clock.offset += 1000
    await people.bo.invokes('reply', { ticket: '1', text: 'two' })
    await people.bo.clicks('Take back', receipt)
    const clocks = async () => desk.rows(`select state from clocks where kind = 'first-response'`)
    expect(await clocks()).toEqual([{ state: 'achieved' }])
    await people.bo.invokes('take-back', {}, thread())
    expect(await clocks()).toEqual([{ state: 'running' }])
  })

  test('what a customer writes in the thread before we hear that it was opened is not lost', async () => {
    let isHeld = true
    network.fails(({ what }) =>
      isHeld && what === 'open' ? new DeliveryFailure('throttled', 'slow', new Date(Date.now() + 5000)) : undefined,
    )
    const first = await people.ana.says('help')
    await desk.program.courier.idle()
    const inThread = { place: network.place(network.thread(first)), parent: network.place('help') }
    await people.ana.says('more words', 'help', { ...inThread, at: new Date(Date.now() + 600_000) })
    isHeld = false
    await desk.later(6000)
    expect(network.texts(thread())).toEqual(['help', 'more words'])
    expect(network.card(2)).toBeUndefined()
  })

  test('a customer’s reaction to a reply, and an answer to it, show at its receipt; an agent’s there reaches the customer', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    await people.bo.invokes('reply', { ticket: '1', text: 'try again' })
    await desk.settle()
    const receipt = network.visible(thread()).at(-1)!
    const reply = network.visible(network.thread(first)).at(-1)!
    await people.ana.reacts(reply, '🎉')
    await people.ana.says('it works', network.thread(first), { replyTo: postRef(reply.id) })
    await people.bo.reacts(receipt, '🙏')
    await desk.settle()
    expect([...receipt.reactions]).toEqual(['🎉'])
    expect(network.visible(thread()).at(-1)!.content.replyTo).toEqual(postRef(receipt.id))
    expect([...reply.reactions]).toEqual(['🙏'])
  })

  test('a reaction to a note stays with the agents, and one to the second part of a long text reaches its author', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    const note = await people.bo.says('difficult', thread())
    await people.kim.reacts(note, '🙄')
    await people.ana.says('words '.repeat(1500), network.thread(first))
    await desk.settle()
    const part = network.visible(thread()).at(-1)!
    await people.bo.reacts(part, '👍')
    await desk.settle()
    const reactions = network
      .visible('help')
      .concat(network.visible(network.thread(first)))
      .flatMap((post) => [...post.reactions])
    expect(reactions).toEqual(['👍'])
  })

  test('a customer cannot learn the number of another’s ticket from a post, nor break a search', async () => {
    const post = await people.ana.says('secret of ana')
    const answer = await people.carlos.invokes('new', {}, 'help', {
      on: postRef(post.id),
      onText: say('secret of ana'),
      onFrom: { user: people.ana.user, name: 'Ana' },
    })
    expect(wordsOfAnswer(answer)).not.toContain('#1')
    const search = {
      kind: 'search' as const,
      operation: 'show',
      input: {},
      workspace: { platform: 'chat', kind: 'workspace' as const, id: 'main' },
      typed: 'sec\0ret \ud800',
      cursor: 'x',
    }
    expect(await desk.program.desk.ask({ ...search, from: people.carlos.user })).toEqual({ items: [] })
    expect(await desk.program.desk.ask({ ...search, typed: 'secret', from: people.carlos.user })).toEqual({ items: [] })
    expect(await desk.program.desk.ask({ ...search, typed: 'secret', from: people.ana.user })).toMatchObject({
      items: [{ id: '1' }],
    })
  })

  test('a second ticket from the same direct chat takes over what is written there; the first can still be answered', async () => {
    await people.ana.says('one', 'dm.ana')
    await people.ana.invokes('new', { text: 'two' }, 'dm.ana')
    await desk.settle()
    await people.ana.says('more of two', 'dm.ana')
    await people.bo.invokes('reply', { ticket: '1', text: 'about one' })
    await desk.settle()
    expect(network.texts(thread(2))).toEqual(['two', 'more of two'])
    expect(network.texts('dm.ana')).toContain('about one')
  })

  test('claimed and released at the same moment, again and again, nobody meets an error', async () => {
    await people.ana.says('help')
    for (let turn = 0; turn < 20; turn++)
      await Promise.all([
        people.bo.invokes('claim', { ticket: '1' }),
        people.sam.invokes('release', { ticket: '1' }),
        people.kim.invokes('claim', { ticket: '1' }),
      ])
  })

  test('a note that is sent to the customer takes its files along, also one that is nothing but files', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    const notes = [
      await people.bo.says('read this', thread(), { files: [network.addFile('f1', Buffer.from('a'), 'manual.txt')] }),
      await people.bo.says('', thread(), { files: [network.addFile('f2', Buffer.from('b'), 'list.txt')] }),
    ]
    for (const note of notes) await people.bo.invokes('send', {}, thread(), { on: postRef(note.id) })
    await desk.settle()
    const late = await people.bo.says('and this', thread(), {
      files: [
        network.addFile('f3', Buffer.from('c'), 'late.txt'),
        { ...network.addFile('f4', Buffer.from('')), id: 'no' },
      ],
    })
    await desk.settle()
    await people.bo.invokes('send', {}, thread(), { on: postRef(late.id) })
    await desk.settle()
    const sent = network.visible(network.thread(first)).slice(-3)
    expect(sent.map(({ content }) => (content.files ?? []).map(({ name }) => name))).toEqual([
      ['manual.txt'],
      ['list.txt'],
      ['late.txt'],
    ])
    expect(plain(sent[2]!.content.text)).toContain('f4.txt')
    await people.bo.deletes(late)
    expect(wordsOfAnswer(await people.bo.invokes('send', {}, thread(), { on: postRef(late.id) }))).toContain(
      'not a note',
    )
  })

  test('what many do to many tickets at once, while deadlines pass, all happens, and once', async () => {
    await people.ada.invokes('policy', { name: 'standard', first_response: '2h', resolution: '4h', warn: '1h' })
    const count = 12
    const numbers = Array.from({ length: count }, (_, index) => String(index + 1))
    for (const number of numbers) await network.person(`customer${number}`).says(`help ${number}`)
    await desk.settle()
    const all = numbers.flatMap((ticket) => [
      async () => people.bo.invokes('assign', { ticket, user: people.kim.user }),
      async () => people.kim.invokes('assign', { ticket, user: people.bo.user }),
      async () => people.sam.invokes('tag', { ticket, tags: 'a b' }),
      async () => people.bo.invokes('note', { ticket, text: 'a note' }),
      async () => network.person(`customer${ticket}`).says('more'),
    ])
    desk.program.store.clock.offset += 5 * 3_600_000
    await Promise.all([...all.map(async (act) => act()), desk.program.tick(), desk.program.tick()])
    await desk.settle()
    const breaches = await desk.rows<{ ticket: number }>(
      `select ticket from entries where kind = 'change' and data->>'field' = 'overdue' and data->>'clock' = 'resolution'`,
    )
    expect(breaches.map(({ ticket }) => String(ticket)).sort()).toEqual([...numbers].sort())
    expect(await desk.rows(`select 1 from entries where kind = 'note'`)).toHaveLength(count)
    expect(
      await desk.rows(`select id, kind, state, waits_for from outbox where state in ('pending', 'sending')`),
    ).toEqual([])
    expect(await desk.rows('select 1 from outbox_ready')).toEqual([])
  })

  test('what was done to posts that never came is forgotten in the end', async () => {
    const chat = network.person('bo').message('among us', 'help')
    await people.bo.edits(network.posts.get(chat.post.id)!, 'among us agents')
    expect(await desk.rows('select 1 from early')).toHaveLength(1)
    desk.program.store.clock.offset += 4 * 86_400_000
    await desk.program.store.transaction(desk.program.deskId, async (unit) => forgetOldEvents(unit))
    expect(await desk.rows('select 1 from early')).toEqual([])
  })
})
