import { ChannelType } from 'discord.js'
import { DigitalDiscord } from 'discord-digital-twin'
import { startDesk, type TestDesk } from '../support/desk'
import { discordOn, until } from '../support/discord-desk'

/** A program that nobody here wrote plays Discord: what it has is asked of it, the rest of the stricter fake. */
describe('against the digital twin of Discord', () => {
  const ids = { ada: '800000000000000001', ana: '800000000000000002', bo: '800000000000000003' }
  let twin: DigitalDiscord
  let desk: TestDesk

  beforeAll(async () => {
    twin = new DigitalDiscord({
      guild: { id: '810000000000000001', name: 'Acme', ownerId: ids.ada },
      channels: [
        { id: '820000000000000001', name: 'help', type: ChannelType.GuildText },
        { id: '820000000000000002', name: 'agents', type: ChannelType.GuildText },
      ],
      users: Object.entries(ids).map(([username, id]) => ({ id, username })),
      botUser: { id: '800000000000000009', username: 'taquilla' },
      botToken: 'a-token-of-the-digital-twin',
      dbUrl: 'file::memory:?cache=shared',
    })
    await twin.start()
    desk = await startDesk([discordOn({ url: twin.restUrl, world: { token: twin.botToken } } as never)])
  }, 60_000)
  afterAll(async () => {
    await desk?.stop()
    await twin?.stop()
  })

  const help = () => twin.channel('820000000000000001')
  const agents = () => twin.channel('820000000000000002')
  const ticket = (name: string, ...options: { name: string; type: number; value: string }[]) => [{ name, type: 1, options }]
  interface Card {
    readonly id: string
    readonly components?: readonly { readonly components?: readonly Card[]; readonly content?: string; readonly label?: string; readonly custom_id?: string }[]
  }
  const all = (card: Card): readonly Record<string, string>[] =>
    (card.components ?? []).flatMap((one) => [one as unknown as Record<string, string>, ...all(one as unknown as Card)])
  const readCard = (card: Card): string => all(card).map(({ content = '' }) => content).join('\n')

  test('a question becomes a card, is claimed by button, answered by form, edited and deleted', async () => {
    await help().user(ids.ada).runSlashCommand({ name: 'desk', options: ticket('place', { name: 'purpose', type: 3, value: 'intake' }) })
    await agents().user(ids.ada).runSlashCommand({ name: 'desk', options: ticket('place', { name: 'purpose', type: 3, value: 'agents' }) })
    await agents().user(ids.ada).runSlashCommand({
      name: 'desk',
      options: ticket('role', { name: 'user', type: 6, value: ids.bo }, { name: 'role', type: 3, value: 'agent' }),
    })
    await desk.settle()
    const asked = await help().user(ids.ana).sendMessage({ content: 'The VPN is down' })
    const card = await until(async () => {
      await desk.settle()
      return (await agents().getMessages()).find((one) => readCard(one as unknown as Card).includes('The VPN is down'))
    }, 'the card')
    const claim = all(card as unknown as Card).find(({ label }) => label === 'Claim')
    await agents().user(ids.bo).clickButton({ messageId: card.id, customId: claim?.['custom_id'] ?? '' })
    await until(async () => {
      await desk.settle()
      const now = (await agents().getMessages()).find(({ id }) => id === card.id)
      return readCard(now as unknown as Card).includes('bo')
    }, 'the owner on the card')

    const reply = all(card as unknown as Card).find(({ label }) => label === 'Reply')
    const pressed = await agents().user(ids.bo).clickButton({ messageId: card.id, customId: reply?.['custom_id'] ?? '' })
    const { interactionResponse: responses } = twin.prisma
    const modal = await until(async () => {
      const stored = await responses.findFirst({ where: { interactionId: pressed.id } })
      return stored?.type === 9 ? (JSON.parse(stored.data ?? '{}') as { custom_id: string }) : undefined
    }, 'the form')
    await agents().user(ids.bo).submitModal({ customId: modal.custom_id, fields: [{ customId: 'text', value: 'restart it' }] })
    const thread = twin.thread(asked.id)
    await until(async () => {
      await desk.later(11_000)
      return (await thread.getMessages()).some(({ content }) => content === '**bo**: restart it')
    }, 'the reply')

    const said = await thread.user(ids.ana).sendMessage({ content: 'it works' })
    const room = twin.thread(card.id)
    const relayed = await until(async () => {
      await desk.later(5000)
      return (await room.getMessages()).find(({ content }) => content.includes('it works'))
    }, 'the answer on the other side')
    await thread.user(ids.ana).editMessage({ messageId: said.id, content: 'it works, thanks' })
    await until(async () => {
      await desk.later(5000)
      return (await room.getMessages()).find(({ id, content }) => id === relayed.id && content.includes('thanks'))
    }, 'the edit on the other side')
    await thread.user(ids.ana).deleteMessage({ messageId: said.id })
    await until(async () => {
      await desk.later(5000)
      return !(await room.getMessages()).some(({ id }) => id === relayed.id)
    }, 'the deletion on the other side')
  }, 60_000)
})
