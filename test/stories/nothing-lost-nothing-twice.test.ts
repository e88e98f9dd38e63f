import { DeliveryFailure, plain, say } from '../../src/platform'
import { claimAtOnce } from '../support/claims-at-once'
import { wordsOfAnswer, type FakeNetwork } from '../support/fake-network'
import { onItsOwnDesk, type People, type TestDesk } from '../support/desk'

describe('nothing lost, nothing twice', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: People

  onItsOwnDesk(async (stage) => {
    ;({ network, desk, people } = stage)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
  })
  const count = async (table: string) =>
    Number((await desk.rows<{ count: number }>(`select count(*) as count from ${table}`))[0]!.count)

  test('50 copies of one message at once are one ticket and one entry', async () => {
    const event = people.ana.message('Printer on fire', 'help')
    await Promise.all(Array.from({ length: 50 }, async () => network.receive(event)))
    await desk.settle()
    expect(await count('tickets')).toBe(1)
    expect(await count('entries')).toBe(1)
    expect(network.visible('agents')).toHaveLength(1)
  })

  test('three first messages of one customer at once are one ticket', async () => {
    await Promise.all(['one', 'two', 'three'].map(async (text) => people.ana.says(text)))
    await desk.settle()
    expect(await count('tickets')).toBe(1)
    expect(network.texts(network.thread(network.card(1)!)).sort()).toEqual(['one', 'three', 'two'])
  })

  test('the same message live and by backfill is one entry', async () => {
    const event = people.ana.message('seen twice', 'help')
    await network.receive(event)
    await network.receive({ ...event, id: 'by-backfill' })
    expect(await count('entries')).toBe(1)
  })

  test('a click that is delivered again gets the same answer again, and does nothing more', async () => {
    await people.ana.says('help')
    const click = {
      ...network.arrival('bo', 'agents', 'click-1'),
      kind: 'invoke' as const,
      operation: 'claim',
      input: { ticket: '1' },
    }
    const first = await network.receive(click)
    expect(await network.receive(click)).toEqual(first)
    const refused = { ...click, ...network.arrival('kim', 'agents', 'click-2') }
    const no = await network.receive(refused)
    expect(await network.receive(refused)).toEqual(no)
    expect(wordsOfAnswer(no)).toContain('is assigned to Bo')
  })

  test('of eight agents who claim at once one gets it, on each of 20 tickets', async () => {
    expect(await claimAtOnce(desk, network, people, 20)).toEqual([])
  })

  test('a reply whose answer was lost is sent once: the network knows its key', async () => {
    await people.ana.says('help')
    await desk.settle()
    let isLost = true
    network.fails(({ what, text }) => {
      if (what !== 'post' || text !== 'here you are' || !isLost) return undefined
      isLost = false
      return 'lost-answer'
    })
    await people.bo.invokes('reply', { ticket: '1', text: 'here you are' })
    await desk.settle()
    await desk.later(5000)
    expect([...network.posts.values()].filter((post) => plain(post.content.text) === 'here you are')).toHaveLength(1)
    expect(network.texts(network.thread(network.card(1)!)).at(-1)).toContain('Delivered')
  })

  test('a throttled lane waits as long as it is told, keeps its order and loses nothing', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    network.fails(({ what, place }) =>
      what === 'post' && place.includes(first.id)
        ? new DeliveryFailure('throttled', 'slow down', new Date(Date.now() + 30_000))
        : undefined,
    )
    for (const text of ['a', 'b', 'c']) await people.bo.invokes('reply', { ticket: '1', text })
    await desk.settle()
    expect(network.texts(network.thread(first)).join()).not.toContain('a,b')
    network.fails(() => undefined)
    await desk.later(31_000)
    expect(network.texts(network.thread(first)).slice(-3)).toEqual(['a', 'b', 'c'])
  })

  test('while cards cannot be edited, many changes become one edit', async () => {
    await people.ana.says('help')
    await desk.settle()
    network.fails(({ what }) =>
      what === 'edit' ? new DeliveryFailure('throttled', 'slow down', new Date(Date.now() + 30_000)) : undefined,
    )
    await people.bo.invokes('claim', { ticket: '1' })
    for (const priority of ['high', 'low', 'urgent']) await people.bo.invokes('priority', { ticket: '1', priority })
    await desk.settle()
    network.fails(() => undefined)
    await desk.later(31_000)
    expect(network.card(1)!.edits).toHaveLength(1)
    expect(JSON.stringify(network.card(1)!.content.card)).toContain('urgent')
  })

  test('what the network refuses for good is shown to the agents, who can send it again', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    network.fails(({ what, text }) =>
      what === 'post' && text === 'cursed' ? new DeliveryFailure('refused', 'no such words') : undefined,
    )
    await people.bo.invokes('reply', { ticket: '1', text: 'cursed' })
    await desk.settle()
    const receipt = () => network.visible(network.thread(network.card(1)!)).at(-1)!
    expect(plain(receipt().content.text)).toContain('Not delivered')
    network.fails(() => undefined)
    await people.bo.clicks('Resend', receipt())
    await desk.settle()
    expect(network.texts(network.thread(first)).at(-1)).toBe('cursed')
    expect(plain(receipt().content.text)).toContain('Delivered')
  })

  test('a place that lets nothing in is told to the admins, once; what was said waits for it', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    network.fails(({ what, place }) =>
      what === 'post' && place.includes(first.id) ? new DeliveryFailure('blocked', 'writes are blocked') : undefined,
    )
    await people.bo.invokes('reply', { ticket: '1', text: 'one' })
    await desk.settle()
    await people.bo.invokes('reply', { ticket: '1', text: 'two' })
    await desk.settle()
    expect(network.texts('dm.ada').filter((text) => text.includes('rejects the bot’s messages'))).toHaveLength(1)
    network.fails(() => undefined)
    await network.receive({ ...network.arrival('ada', 'help'), kind: 'lifecycle', what: 'joined' })
    await desk.settle()
    expect(network.texts(network.thread(first)).slice(-2)).toEqual(['one', 'two'])
  })

  test('agents hear of a customer’s words that their network refuses to show', async () => {
    await people.ana.says('help')
    await desk.settle()
    network.fails(({ what, text }) =>
      what === 'post' && text === 'unspeakable' ? new DeliveryFailure('refused', 'no such words') : undefined,
    )
    await people.ana.says('unspeakable')
    await desk.settle()
    expect(network.texts(network.thread(network.card(1)!)).at(-1)).toContain('/ticket show 1')
  })

  test('a card that somebody deleted is posted anew', async () => {
    await people.ana.says('help')
    await desk.settle()
    network.card(1)!.isDeleted = true
    await people.bo.invokes('claim', { ticket: '1' })
    await desk.settle()
    expect(network.card(1)).toBeDefined()
  })

  test('edits, deletions, reactions and answers follow to the other side, also when they come first', async () => {
    const first = await people.ana.says('tpyo')
    await desk.settle()
    const thread = () => network.visible(network.thread(network.card(1)!))
    await people.ana.edits(first, 'typo')
    await people.ana.reacts(first, '🙏')
    await desk.settle()
    expect(plain(thread()[0]!.content.text)).toBe('typo')
    expect([...thread()[0]!.reactions]).toEqual(['🙏'])

    await people.bo.says('!reply fixed?', network.thread(network.card(1)!))
    await desk.settle()
    const reply = network.visible(network.thread(first)).at(-1)!
    const event = people.ana.message('yes', network.thread(first), {
      replyTo: { platform: 'chat', kind: 'post', id: reply.id },
    })
    const post = network.posts.get(event.post.id)!
    await people.ana.edits(post, 'yes, thanks')
    await network.receive(event)
    await desk.settle()
    expect(thread().map((one) => plain(one.content.text))).toContain('yes, thanks')

    await people.ana.deletes(first)
    await desk.settle()
    expect(thread().map((one) => plain(one.content.text))).not.toContain('typo')
    expect(
      await desk.rows(`select text from entries where kind = 'message' and text::text like '%tpyo%'`),
    ).toHaveLength(1)
  })

  test('an edited note is never told to the customer', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    const note = await people.bo.says('she is difficult', network.thread(network.card(1)!))
    await people.bo.edits(note, 'she is quite difficult')
    await people.bo.reacts(note, '🙄')
    await people.bo.deletes(note)
    await desk.settle()
    expect(network.texts(network.thread(first)).join()).not.toContain('difficult')
  })

  test('that a customer is writing shows to the agents; that an agent is, to nobody', async () => {
    const first = await people.ana.says('help')
    await desk.settle()
    const agents = network.thread(network.card(1)!)
    await network.receive({ ...network.arrival('ana', network.thread(first)), kind: 'typing' })
    await network.receive({ ...network.arrival('bo', agents), kind: 'typing' })
    expect(network.typings).toEqual([agents])
  })

  test('a reply to a room that could not be opened is shown as not delivered', async () => {
    network.fails(({ what, place }) =>
      what === 'open' && network.posts.get(place)?.place === 'help'
        ? new DeliveryFailure('refused', 'no threads here')
        : undefined,
    )
    await people.ana.says('help')
    await desk.settle()
    await people.bo.invokes('reply', { ticket: '1', text: 'hello?' })
    await desk.settle()
    expect(network.texts(network.thread(network.card(1)!)).at(-1)).toMatch(/hello\?[^]*Not delivered/)
  })

  test('files come along once their bytes are here; one that cannot be fetched is named', async () => {
    const good = network.addFile('f1', Buffer.from('log'), 'error.log')
    const gone = { ...network.addFile('f2', Buffer.from(''), 'gone.png'), id: 'nowhere' }
    await people.ana.says('see the logs', 'help', { files: [good, gone] })
    await desk.settle()
    const relayed = network.visible(network.thread(network.card(1)!))[0]!
    expect(relayed.content.files!.map((file) => file.name)).toEqual(['error.log'])
    expect(plain(relayed.content.text)).toContain('gone.png')
  })

  test('what people type is kept whole: NUL, half pairs, right-to-left, a hundred thousand letters', async () => {
    const text = `\0half \ud800 pair שלום ${'ñ👩‍👩‍👧'.repeat(12_000)}`
    await people.ana.says(text)
    await desk.settle()
    const relayed = network.texts(network.thread(network.card(1)!)).join('')
    const expected = text.replaceAll('\0', '\ufffd').toWellFormed()
    const bare = (words: string) => words.replaceAll(/\s/g, '')
    expect(bare(relayed).length).toBe(bare(expected).length)
    expect(bare(relayed) === bare(expected)).toBe(true)
  })

  test('customers do not see or touch what is not theirs', async () => {
    await people.ana.says('secret of ana')
    const seen = wordsOfAnswer(await people.carlos.invokes('show', { ticket: '1' }, 'help'))
    const missing = wordsOfAnswer(await people.carlos.invokes('show', { ticket: '99' }, 'help'))
    expect(seen.replace('#1', '#99')).toBe(missing)
    expect(wordsOfAnswer(await people.carlos.invokes('claim', { ticket: '1' }, 'help'))).toContain(
      'This needs the agent role',
    )
    expect(await desk.rows(`select operation, outcome from audit where outcome = 'refused'`)).toEqual([
      { operation: 'claim', outcome: 'refused' },
    ])
  })

  test('a command typed by a customer is a message like any other', async () => {
    await people.ana.says('!claim 1')
    await desk.settle()
    expect(network.card(1)!.content.card!.title).toContain('!claim 1')
  })

  test('a slip in a text command is explained, and nothing is said to anybody', async () => {
    await people.ana.says('help')
    await desk.settle()
    const thread = network.thread(network.card(1)!)
    const event = people.bo.message('!clam', thread)
    expect(wordsOfAnswer(await network.receive(event))).toContain('claim')
    expect(await count('entries')).toBe(1)
  })

  test('faults of an input are told by field', async () => {
    await people.ana.says('help')
    expect(await people.bo.invokes('status', { ticket: '1', status: 'nonsense' })).toEqual({
      kind: 'invalid',
      fields: { status: 'There’s no status called nonsense. Pick one from the list as you type.' },
    })
    expect(await people.bo.invokes('status', { ticket: '1', status: 'pending', until: 'yesterday' })).toEqual({
      kind: 'invalid',
      fields: { until: expect.stringContaining('2h') },
    })
    expect(await people.bo.invokes('reply', { ticket: '1', text: say('') })).toEqual({
      kind: 'invalid',
      fields: { text: 'required' },
    })
  })
})
