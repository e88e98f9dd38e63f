import { DeliveryFailure, plain, type LifecycleChanged } from '../../src/platform'
import { openFor, startDesk, type TestDesk } from '../support/desk'
import { fakeNetwork, wordsOfAnswer, type FakeNetwork, type FakePost } from '../support/fake-network'

describe('a customer who cannot read the conversation any more', () => {
  let network: FakeNetwork
  let desk: TestDesk
  let people: Awaited<ReturnType<typeof openFor>>

  beforeEach(async () => {
    network = fakeNetwork('office')
    desk = await startDesk([network.platform])
    people = await openFor(network)
    await people.ada.invokes('queue', { queue: 'Support', takeback: '0s' })
  })
  afterEach(async () => {
    expect(desk.log.lines.filter((line) => line.level === 'error')).toEqual([])
    await desk.stop()
  })
  const asks = async (words = 'VPN is down', where = 'help') => {
    const asked = await people.ana.says(words, where)
    await desk.settle()
    return asked
  }
  const happens = async (
    what: LifecycleChanged['what'],
    where: string,
    more: Partial<LifecycleChanged> = {},
    who = 'ada',
  ) => {
    await network.receive({ ...network.arrival(who, where), kind: 'lifecycle', what, ...more })
    await desk.settle()
  }
  const thread = () => network.thread(network.card(1)!)
  const told = () => network.texts(thread()).join('\n')
  const lastWith = (label: string): FakePost =>
    network.visible(thread()).findLast((post) => network.buttonsOf(post).some((one) => one.label === label))!
  const replies = async (text: string) => {
    const answer = wordsOfAnswer(await people.bo.invokes('reply', { ticket: '1', text }))
    await desk.later(11_000)
    return answer
  }
  const receipt = () => network.visible(thread()).findLast((post) => post.content.card?.title.startsWith('Reply'))!
  const isGone = (place: string) =>
    network.fails((call) =>
      call.what === 'post' && call.place === place
        ? new DeliveryFailure('gone', 'Discord: Unknown Channel (10003)')
        : undefined,
    )

  test('because they left: agents hear it at once, no reply counts as delivered, and a direct message is one press away', async () => {
    await asks()
    await happens('member-left', 'help', { unreadable: 'm' }, 'ana')
    expect(told()).toContain('Ana left')
    expect(await replies('try again')).toContain('can’t read')
    expect(plain(receipt().content.text)).not.toContain('Delivered')
    expect(plain(receipt().content.text)).toContain('left')
    expect(network.buttonsOf(receipt()).map(({ label }) => label)).toEqual(['Direct message'])
    const answer = wordsOfAnswer(await people.bo.clicks('Direct message', receipt()))
    expect(answer).toContain('direct message')
    await desk.quiet()
    expect(network.texts('dm.ana').join('\n')).toContain('try again')
    expect(plain(receipt().content.text)).toContain('Delivered')
    // Their words there belong to the ticket.
    await people.ana.says('thank you for writing', 'dm.ana')
    await desk.settle()
    expect(told()).toContain('thank you for writing')
    expect(desk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('because their thread was deleted: a new one in the channel takes what did not arrive', async () => {
    const asked = await asks()
    await happens('archived', network.thread(asked))
    expect(told()).toMatch(/thread with Ana was deleted/)
    await replies('try again')
    await people.bo.clicks('New thread', lastWith('New thread'))
    await desk.quiet()
    const anew = network
      .visible('help')
      .find((post) => network.texts(network.thread(post)).join().includes('try again'))
    expect(anew).toBeDefined()
    expect(plain(receipt().content.text)).toContain('Delivered')
    expect(wordsOfAnswer(await people.bo.invokes('reach', { ticket: '1' }))).toContain('can read')
  })

  test('because it was deleted while nobody listened: the first reply that fails tells it, in words', async () => {
    const asked = await asks()
    isGone(network.thread(asked))
    await replies('try again')
    expect(told()).toMatch(/thread with Ana was deleted/)
    expect(told()).not.toMatch(/10003|gone:|Unknown/)
    expect(plain(receipt().content.text)).not.toMatch(/10003|gone:|Unknown/)
    network.fails(() => undefined)
    await people.bo.clicks('New thread', receipt())
    await desk.quiet()
    expect(plain(receipt().content.text)).toContain('Delivered')
  })

  test('because they take no direct messages any more: a thread where requests are taken is offered', async () => {
    await asks('VPN is down', 'dm.ana')
    isGone('dm.ana')
    await replies('try again')
    expect(told()).toContain('direct messages')
    await people.bo.clicks('New thread', lastWith('New thread'))
    await desk.quiet()
    expect(plain(receipt().content.text)).toContain('Delivered')
  })

  test('is heard of no more once they write there', async () => {
    const asked = await asks()
    await happens('member-left', 'help', { unreadable: 'm' }, 'ana')
    await people.ana.says('I am back', network.thread(asked))
    await desk.settle()
    expect(await replies('welcome back')).not.toContain('can’t read')
    expect(network.texts(network.thread(asked)).join()).toContain('welcome back')
    expect(plain(receipt().content.text)).toContain('Delivered')
  })

  test('is another matter than the agents’ thread: deleted, it is opened anew at the card', async () => {
    const asked = await asks()
    await happens('archived', thread())
    await people.ana.says('still down', network.thread(asked))
    await desk.quiet()
    expect(told()).toMatch(/continues here/)
    expect(told()).toContain('still down')
  })

  test('is not looked for without end where every thread of the agents is gone', async () => {
    await asks()
    isGone(thread())
    await people.bo.invokes('note', { ticket: '1', text: 'does anybody read this?' })
    await desk.quiet()
    expect(network.calls.filter(({ what }) => what === 'open').length).toBeLessThan(8)
  })
})

test('an agent’s reply can be taken back by the answer to it, before its receipt is there', async () => {
  const network = fakeNetwork('office')
  const desk = await startDesk([network.platform])
  const people = await openFor(network)
  await people.ana.says('VPN is down')
  await desk.settle()
  const answer = await people.bo.invokes('reply', { ticket: '1', text: 'wrong window' })
  const controls =
    answer.kind === 'private'
      ? (answer.content.card?.blocks ?? []).flatMap((block) => (block.kind === 'controls' ? block.controls : []))
      : []
  const takeBack = controls.find((one) => one.kind === 'button' && one.operation === 'take-back')
  expect(takeBack).toBeDefined()
  if (takeBack?.kind === 'button')
    expect(wordsOfAnswer(await people.bo.invokes('take-back', takeBack.input))).toContain('back')
  await desk.later(11_000)
  expect(
    [...network.posts.values()].filter(
      (post) => post.place.startsWith('m') && plain(post.content.text) === 'wrong window',
    ),
  ).toEqual([])
  await desk.stop()
})
