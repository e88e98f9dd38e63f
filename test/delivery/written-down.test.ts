import { lengthOf, plain, type Platform } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, type FakeNetwork } from '../support/fake-network'

describe('what was sent', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let isPoisoned = false

  beforeAll(async () => {
    network = fakeNetwork('chat')
    const platform: Platform = {
      ...network.platform,
      measure: (text) => {
        if (isPoisoned && plain(text).includes('Bo is working on your request'))
          throw new Error('this card cannot be measured')
        return lengthOf(text)
      },
    }
    desk = await startDesk([platform])
  })
  afterAll(async () => desk.stop())

  test('is written down although the card that comes after it cannot be drawn, and the card is drawn once it can', async () => {
    const people = await openFor(network)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
    const first = await people.ana.says('help')
    await desk.settle()
    isPoisoned = true
    await people.bo.invokes('reply', { ticket: '1', text: 'restart it' })
    await desk.program.courier.idle()
    const replies = () =>
      desk.rows<{ state: string; post: string | null }>(
        `select o.state, o.post from outbox o join entries e on e.id = o.entry where o.kind = 'say' and e.data ? 'reply'`,
      )
    expect(await replies()).toEqual([{ state: 'sent', post: expect.any(String) }])
    expect(desk.log.lines.map(({ message }) => message)).toContainEqual(expect.stringMatching(/sending stopped/))
    isPoisoned = false
    await desk.later(120_000)
    const thread = network.texts(network.thread(first))
    expect(thread.filter((words) => words === 'restart it')).toHaveLength(1)
    expect(thread.join()).toContain('Bo is working on your request')
  })
})
