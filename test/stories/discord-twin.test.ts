import { startDesk, type TestDesk } from '../support/desk'
import { discordOn, until } from '../support/discord-desk'
import { startTwin, type Twin, type TwinMessage } from '../support/discord-twin'
import { walk } from '../support/discord-fake-rest'
import type { Component } from '../support/discord-world'

/** A program that nobody here wrote plays Discord: what it has is asked of it, the rest of the stricter fake. */
describe('against the digital twin of Discord', () => {
  const [ada, ana, bo] = ['800000000000000001', '800000000000000002', '800000000000000003']
  const [help, agents] = ['820000000000000001', '820000000000000002']
  const botToken = 'a-token-of-the-digital-twin'
  let twin: Twin
  let desk: TestDesk

  beforeAll(async () => {
    twin = await startTwin({
      botToken,
      guild: { id: '810000000000000001', name: 'Acme', ownerId: ada },
      channels: [
        { id: help, name: 'help', type: 0 },
        { id: agents, name: 'agents', type: 0 },
      ],
      users: [
        { id: ada, username: 'ada' },
        { id: ana, username: 'ana' },
        { id: bo, username: 'bo' },
      ],
      botUser: { id: '800000000000000009', username: 'taquilla' },
    })
    desk = await startDesk([discordOn({ url: twin.url, world: { token: botToken } })])
  }, 60_000)
  afterAll(async () => {
    await desk?.stop()
    await twin?.stop()
  })

  const parts = (message: TwinMessage): readonly Component[] => walk((message.components ?? []) as readonly Component[])
  const textOf = (message: TwinMessage): string =>
    [message.content, ...parts(message).map(({ content = '' }) => content)].join('\n')
  const buttonOf = (message: TwinMessage, label: string): string =>
    parts(message).find((one) => one.label === label)?.custom_id ?? ''
  const desks = (user: string, channel: string, name: string, ...options: object[]) =>
    twin.act('slash', { user, channel, name: 'desk', options: [{ name, type: 1, options }] })
  /** The first message of a place with these words in it, once it is there. */
  const seen = (channel: string, words: string, id?: string): Promise<TwinMessage> =>
    until(async () => {
      await desk.later(5000)
      const messages = await twin.act<readonly TwinMessage[]>('messages', { channel })
      return messages.find((one) => textOf(one).includes(words) && (id === undefined || one.id === id))
    }, words)

  test('a question becomes a card, is claimed by button, answered by form, edited and deleted', async () => {
    await desks(ada, help, 'place', { name: 'purpose', type: 3, value: 'intake' })
    await desks(ada, agents, 'place', { name: 'purpose', type: 3, value: 'agents' })
    await desks(ada, agents, 'role', { name: 'user', type: 6, value: bo }, { name: 'role', type: 3, value: 'agent' })
    // What asks the network first may be done after what was typed behind it.
    await until(async () => (await desk.rows('select from places')).length === 2, 'both places')
    await desk.settle()
    await twin.act('say', { channel: help, user: ana, content: 'The VPN is down' })
    const card = await seen(agents, 'The VPN is down')
    await twin.act('click', { channel: agents, user: bo, messageId: card.id, customId: buttonOf(card, 'Claim') })
    await seen(agents, 'Assignee:** bo', card.id)

    const pressed = await twin.act<TwinMessage>('click', {
      channel: agents,
      user: bo,
      messageId: card.id,
      customId: buttonOf(card, 'Reply'),
    })
    const modal = await until(async () => {
      const stored = await twin.act<{ type: number; data: string } | null>('response', { interaction: pressed.id })
      return stored?.type === 9 ? (JSON.parse(stored.data) as { custom_id: string }) : undefined
    }, 'the form')
    const fields = [{ customId: 'text', value: 'restart it' }]
    await twin.act('submit', { channel: agents, user: bo, customId: modal.custom_id, fields })
    // Discord's own threads have the id of their message; the twin's do not.
    const threadOf = async (channel: string): Promise<string> =>
      (await twin.act<readonly { id: string }[]>('threads', { channel }))[0]?.id ?? ''
    const [thread, room] = [await threadOf(help), await threadOf(agents)]
    await seen(thread, '**bo**: restart it')

    const said = await twin.act<TwinMessage>('say', { channel: thread, user: ana, content: 'it works' })
    const relayed = await seen(room, '**ana**: it works')
    await twin.act('edit', { channel: thread, user: ana, messageId: said.id, content: 'it works, thanks' })
    await seen(room, '**ana**: it works, thanks', relayed.id)
    await twin.act('delete', { channel: thread, user: ana, messageId: said.id })
    await until(async () => {
      await desk.later(5000)
      return !(await twin.act<readonly TwinMessage[]>('messages', { channel: room })).some(
        ({ id }) => id === relayed.id,
      )
    }, 'the deletion on the other side')
  }, 60_000)
})
