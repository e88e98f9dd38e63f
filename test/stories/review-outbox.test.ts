import { buffer } from 'node:stream/consumers'
import { DeliveryFailure, plain, type Host, type Platform } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

const notTwice = { unclear: { by: 'look' } } as const
/** A text that a network whose posts hold 100 characters shows in so many posts. */
const long = (posts: number, word = 'word') => Array.from({ length: posts * 20 - 4 }, () => word).join(' ')

describe('what the outbox carries, when networks fail and people change their minds', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  const open = async (limits: Parameters<typeof fakeNetwork>[1] = {}, seen: (host: Host) => void = () => undefined) => {
    network = fakeNetwork('chat', limits)
    const platform: Platform = {
      ...network.platform,
      start: async (host) => {
        seen(host)
        await network.platform.start(host)
      },
    }
    desk = await startDesk([platform])
    people = await openFor(network)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
  }
  afterEach(async () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
    await desk.stop()
  })
  const thread = () => network.thread(network.card(1)!)
  const whole = () => network.texts(thread()).join(' ').replaceAll(/\s+/g, ' ').trim()
  const posted = (text: string) =>
    [...network.posts.values()].filter((post) => plain(post.content.text) === text && post.by !== 'ana')

  test('the bytes of a file that came along can be had under the name that the post gives it', async () => {
    let host: Host | undefined
    await open({}, (given) => (host = given))
    await people.ana.says('see this', 'help', { files: [network.addFile('f1', Buffer.from('log'), 'error.log')] })
    await desk.settle()
    const [file] = network.visible(thread())[0]!.content.files!
    expect((await buffer(await host!.file(file!))).toString()).toBe('log')
  })

  test('a message whose files are still on their way keeps them when its words are edited', async () => {
    await open()
    const first = await people.ana.says('help')
    await desk.settle()
    network.fails(({ what }) => (what === 'file' ? new DeliveryFailure('again', 'not now') : undefined))
    const post = await people.ana.says('see thsi', network.thread(first), {
      files: [network.addFile('f1', Buffer.from('log'), 'error.log')],
    })
    await people.ana.edits(post, 'see this')
    network.fails(() => undefined)
    await desk.later(5000)
    const relayed = network.visible(thread()).at(-1)!
    expect(plain(relayed.content.text)).toBe('see this')
    expect(relayed.content.files!.map(({ name }) => name)).toEqual(['error.log'])
  })

  test('a message whose file was lost can be edited, and still says so', async () => {
    await open()
    const gone = { ...network.addFile('f1', Buffer.from(''), 'gone.png'), id: 'nowhere' }
    const post = await people.ana.says('see thsi', 'help', { files: [gone] })
    await desk.settle()
    await people.ana.edits(post, 'see this')
    await desk.settle()
    const relayed = network.visible(thread())[0]!
    expect(plain(relayed.content.text)).toMatch(/see this[^]*gone\.png/)
    expect(relayed.content.files).toEqual([])
  })

  test('a long message with a file, cut short by an edit, still has its file', async () => {
    await open({ text: 100 })
    const post = await people.ana.says(long(3), 'help', {
      files: [network.addFile('f1', Buffer.from('log'), 'error.log')],
    })
    await desk.settle()
    expect(network.visible(thread())).toHaveLength(3)
    await people.ana.edits(post, 'short')
    await desk.settle()
    expect(whole()).toBe('short')
    expect(network.visible(thread()).flatMap(({ content }) => content.files ?? [])).toHaveLength(1)
  })

  test('a message that an edit cuts short and another makes long again is whole again', async () => {
    await open({ text: 100 })
    const post = await people.ana.says(long(3))
    await desk.settle()
    await people.ana.edits(post, 'short')
    await desk.settle()
    expect(network.texts(thread())).toEqual(['short'])
    await people.ana.edits(post, long(4, 'more'))
    await desk.settle()
    expect(whole()).toBe(long(4, 'more'))
    await people.ana.edits(post, long(2, 'less'))
    await desk.settle()
    expect(whole()).toBe(long(2, 'less'))
    await people.ana.deletes(post)
    await desk.settle()
    expect(network.texts(thread())).toEqual([])
  })

  test('an edit of what has not gone out yet leaves nothing of the old words to be seen', async () => {
    await open({ text: 100 })
    const first = await people.ana.says('help')
    await desk.settle()
    let isDown = true
    network.fails(({ what }) => (what === 'post' && isDown ? new DeliveryFailure('again', 'not now') : undefined))
    const post = await people.ana.says(long(3, 'oops'), network.thread(first))
    await desk.program.courier.idle()
    await people.ana.edits(post, 'fine')
    isDown = false
    await desk.later(10_000)
    await desk.later(10_000)
    expect(network.texts(thread())).toEqual(['help', 'fine'])
    expect(network.calls.filter(({ what, text }) => what === 'post' && text!.includes('oops'))).toEqual([])
  })

  test('what was deleted while it could not be delivered does not come back', async () => {
    await open()
    const first = await people.ana.says('help')
    await desk.settle()
    network.fails(({ what, place }) =>
      what === 'post' && place === thread() ? new DeliveryFailure('blocked', 'thrown out') : undefined,
    )
    const post = await people.ana.says('my password is 1234', network.thread(first))
    await desk.settle()
    await people.ana.deletes(post)
    network.fails(() => undefined)
    await network.receive({ ...network.arrival('ada', 'agents'), kind: 'lifecycle', what: 'installed' })
    await desk.settle()
    expect(posted('my password is 1234')).toEqual([])
  })

  test.each(['installed', 'joined'] as const)(
    'thrown out of the agents’ channel and %s again, the desk shows its cards and opens their threads',
    async (what) => {
      await open()
      let isOut = true
      network.fails((call) =>
        isOut && call.what === 'post' && call.place === 'agents'
          ? new DeliveryFailure('blocked', 'not in the channel')
          : undefined,
      )
      await people.ana.says('help')
      await desk.settle()
      await people.bo.invokes('claim', { ticket: '1' })
      await people.bo.invokes('priority', { ticket: '1', priority: 'high' })
      await desk.settle()
      isOut = false
      await network.receive({ ...network.arrival('ada', 'agents'), kind: 'lifecycle', what })
      await desk.settle()
      expect(network.visible('agents')).toHaveLength(1)
      expect(network.texts(thread())).toEqual(['help'])
    },
  )

  test('where edits are counted by themselves, replies do not wait for the card that each of them changes', async () => {
    const pace = [{ sends: 3, per: 60_000 }]
    await open({ pace, editPace: pace })
    const first = await people.ana.says('help')
    await desk.settle()
    await desk.later(120_000)
    const edits = () => network.calls.filter(({ what }) => what === 'edit').length
    const before = edits()
    for (const text of ['one', 'two', 'three']) {
      await people.bo.invokes('reply', { ticket: '1', text })
      await desk.settle()
    }
    expect(network.texts(network.thread(first)).slice(-3)).toEqual(['one', 'two', 'three'])
    expect(edits() - before).toBeGreaterThan(0)
  })

  test('a card that was refused, shown by a later change after all, gets its thread', async () => {
    await open()
    let isDown = true
    network.fails(({ what, place }) =>
      isDown && what === 'post' && place === 'agents' ? new DeliveryFailure('refused', 'invalid card') : undefined,
    )
    await people.ana.says('help')
    await desk.settle()
    isDown = false
    await people.bo.invokes('claim', { ticket: '1' })
    await desk.settle()
    await people.bo.says('a note', thread())
    await desk.settle()
    expect(await desk.rows(`select 1 from entries where kind = 'note'`)).toHaveLength(1)
  })

  test('resending a reply opens the customer’s thread that could not be opened before', async () => {
    await open()
    let isClosed = true
    network.fails(({ what, place }) =>
      isClosed && what === 'open' && network.posts.get(place)?.place === 'help'
        ? new DeliveryFailure('refused', 'no threads here')
        : undefined,
    )
    const first = await people.ana.says('help')
    await desk.settle()
    await people.bo.invokes('reply', { ticket: '1', text: 'hello?' })
    await desk.settle()
    isClosed = false
    await people.bo.clicks('Resend', network.visible(thread()).at(-1)!)
    await desk.settle()
    expect(network.texts(network.thread(first))).toContain('hello?')
    expect(network.texts(thread()).at(-1)).toContain('Delivered')
  })

  test.each(['again', 'throttled', 'unclear'] as const)(
    'a reply whose answer was lost is sent once, also when looking for it fails at first (%s)',
    async (how) => {
      network = fakeNetwork('chat', notTwice)
      let lookUps = 0
      const platform: Platform = {
        ...network.platform,
        find: async (...args) => {
          lookUps++
          if (lookUps <= 2) throw new DeliveryFailure(how, 'not now')
          return network.platform.find(...args)
        },
      }
      desk = await startDesk([platform])
      people = await openFor(network)
      await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
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
      for (let turn = 0; turn < 5; turn++) await desk.later(30_000)
      expect(lookUps).toBe(3)
      expect(posted('here you are')).toHaveLength(1)
      expect(network.texts(thread()).at(-1)).toContain('Delivered')
    },
  )

  test('a reply whose key the network forgot while it throttled us is looked for, not sent again', async () => {
    await open({ unclear: { by: 'key', for: 60_000 } })
    await people.ana.says('help')
    await desk.settle()
    let tries = 0
    network.fails(({ what, text }) => {
      if (what !== 'post' || text !== 'here you are') return undefined
      tries++
      return tries === 1
        ? 'lost-answer'
        : tries === 2
          ? new DeliveryFailure('throttled', 'slow down', new Date(Date.now() + 120_000))
          : undefined
    })
    await people.bo.invokes('reply', { ticket: '1', text: 'here you are' })
    await desk.settle()
    await desk.later(5000)
    await desk.later(200_000)
    expect(network.calls.filter(({ text, what }) => what === 'post' && text === 'here you are')).toHaveLength(1)
    expect(network.texts(thread()).at(-1)).toContain('Delivered')
  })

  test('a card whose answer was lost on a network that cannot tell is posted anew: a ticket must have its thread', async () => {
    await open({ unclear: { by: 'none' } })
    let isLost = true
    network.fails(({ what, place }) => {
      if (what !== 'post' || place !== 'agents' || !isLost) return undefined
      isLost = false
      return 'lost-answer'
    })
    await people.ana.says('help')
    await desk.settle()
    await desk.later(5000)
    expect(network.visible('agents').map((card) => network.texts(network.thread(card)))).toContainEqual(['help'])
  })

  test('given up after many lost answers, a reply is shown as possibly delivered', async () => {
    await open()
    await people.ana.says('help')
    await desk.settle()
    network.fails(({ what, text }) => (what === 'post' && text === 'here you are' ? 'lost-answer' : undefined))
    await people.bo.invokes('reply', { ticket: '1', text: 'here you are' })
    await desk.settle()
    for (let turn = 0; turn < 21; turn++) await desk.later(400_000)
    expect(network.texts(thread()).at(-1)).toContain('May not have been delivered')
  })

  test('words that were edited while they were stuck are sent as they stand', async () => {
    await open()
    const first = await people.ana.says('help')
    await desk.settle()
    network.fails(({ what, text, place }) =>
      what === 'post' && place === thread() && text === 'old words'
        ? new DeliveryFailure('blocked', 'thrown out')
        : undefined,
    )
    const post = await people.ana.says('old words', network.thread(first))
    await desk.settle()
    await people.ana.edits(post, 'new words')
    network.fails(() => undefined)
    await network.receive({ ...network.arrival('ada', 'agents'), kind: 'lifecycle', what: 'installed' })
    await desk.settle()
    expect(network.texts(thread()).at(-1)).toBe('new words')
    expect(posted('old words')).toEqual([])
  })

  test('taken back while the courier is at it: either it never went, or the agent hears that it is too late', async () => {
    await open()
    await people.ada.invokes('queue', { queue: 'Support', take_back: '10s' })
    const first = await people.ana.says('help')
    await desk.settle()
    for (let round = 0; round < 15; round++) {
      await people.bo.invokes('reply', { ticket: '1', text: `words ${round}` })
      await desk.program.courier.idle()
      desk.program.store.clock.offset += 10_000
      const [answer] = await Promise.all([people.bo.invokes('take-back', {}, thread()), desk.program.courier.tick()])
      await desk.settle()
      const isThere = network.texts(network.thread(first)).includes(`words ${round}`)
      expect(isThere).toBe(!wordsOfAnswer(answer).includes('Taken back'))
    }
  })
})
