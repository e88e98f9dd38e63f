import { unshownKinds, type Unshown } from '../../src/platform'
import { words, wordsOf } from '../../src/core/words'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork } from '../support/fake-network'

describe('what cannot be shown', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeEach(async () => {
    network = fakeNetwork('office')
    desk = await startDesk([network.platform])
    people = await openFor(network)
  })
  afterEach(async () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
    await desk.stop()
  })
  const inside = () => network.texts(network.thread(network.card(1)!)).join('\n')
  const sent = (unshown: readonly Unshown[], where = 'help') => people.ana.says('', where, { text: [], unshown })

  test('opens a ticket when it is all that was sent, is told in a line, and stays in the record', async () => {
    await sent([{ kind: 'sticker', name: 'Wave' }])
    await desk.settle()
    const line = words('en', 'unshown.named', { what: wordsOf('en', 'unshown.sticker'), name: 'Wave' })
    expect(inside()).toContain(line)
    expect(wordsOfAnswer(await people.bo.invokes('show', { ticket: '1' }))).toContain(line)
  })

  test('follows in the conversation, each kind in words of its own, and when words are edited into it', async () => {
    const asked = await people.ana.says('VPN is down')
    await desk.settle()
    const room = network.thread(asked)
    for (const kind of unshownKinds) await sent([{ kind }], room)
    await desk.settle()
    for (const kind of unshownKinds) expect(inside()).toContain(wordsOf('en', `unshown.${kind}`))
    const unshown = [{ kind: 'location' as const, name: 'the office' }]
    await network.receive({
      ...network.arrival('ana', 'help'),
      kind: 'edit',
      post: { platform: 'office', kind: 'post', id: asked.id },
      text: [],
      unshown,
    })
    await desk.settle()
    expect(inside()).toContain('the office')
    expect(inside()).not.toContain('VPN is down')
  })

  test('makes a ticket from the menu of a message, with the files of that message', async () => {
    const file = network.addFile('f1', Buffer.from('boom'), 'log.txt')
    const onFrom = { user: network.user('ana'), name: 'Ana' }
    const on = { platform: 'office', kind: 'post' as const, id: 'm-elsewhere' }
    const answer = await people.bo.invokes('new', {}, 'lounge', {
      on,
      onText: [],
      onFiles: [file],
      onUnshown: [{ kind: 'call' }],
      onFrom,
    })
    expect(wordsOfAnswer(answer)).toContain('#1')
    await desk.settle()
    expect(inside()).toContain(wordsOf('en', 'unshown.call'))
    expect(wordsOfAnswer(await people.bo.invokes('files', { ticket: '1' }))).toContain('log.txt')
  })
})
