import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer } from '../support/fake-network'

describe('a panel that customers open tickets from', () => {
  const network = fakeNetwork('chat')
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeAll(async () => {
    desk = await startDesk([network.platform])
    people = await openFor(network)
  })
  afterAll(async () => desk.stop())
  const panel = () => network.visible('help').at(-1)!

  test('with up to five topics it has buttons, which open the form; what was written becomes a ticket of that topic', async () => {
    expect(
      wordsOfAnswer(await people.ada.invokes('panel', { title: 'Need help?', buttons: 'Billing, VPN' }, 'help')),
    ).toContain('2 topics')
    await desk.settle()
    expect(network.buttonsOf(panel()).map(({ label, opensForm }) => [label, opensForm])).toEqual([
      ['Billing', true],
      ['VPN', true],
    ])
    expect(await people.ana.clicks('VPN', panel(), { text: 'it drops' })).toMatchObject({ kind: 'private' })
    await desk.settle()
    expect(network.card(1)!.content.card!.title).toBe('#1 · VPN: it drops')
  })

  test('with more it has a list, and choosing one is answered by the form', async () => {
    const topics = Array.from({ length: 25 }, (_, index) => `Topic ${index + 1}`)
    await people.ada.invokes('panel', { title: 'Need help?', buttons: topics.join(', ') }, 'help')
    await desk.settle()
    const select = panel().content.card!.blocks.flatMap((block) =>
      block.kind === 'controls' ? block.controls : [],
    )[0]!
    expect(select).toMatchObject({ kind: 'select', operation: 'new', field: 'topic' })
    const answer = await people.ana.invokes('new', { topic: 'Topic 7' }, 'help')
    expect(answer).toMatchObject({
      kind: 'form',
      form: { operation: 'new', hidden: { topic: 'Topic 7' }, fields: [{ name: 'text', required: true }] },
    })
    expect(await people.ana.invokes('new', { topic: 'Topic 7', text: '' }, 'help')).toMatchObject({
      kind: 'invalid',
      fields: { text: expect.any(String) },
    })
    await people.ana.invokes('new', { topic: 'Topic 7', text: 'please' }, 'help')
    await desk.settle()
    expect(network.card(2)!.content.card!.title).toBe('#2 · Topic 7: please')
  })
})
