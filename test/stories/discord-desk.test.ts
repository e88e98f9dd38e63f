import { startDesk, type TestDesk } from '../support/desk'
import { discordOn, labelsOn, toldIn, until, visibleIn, wordsIn } from '../support/discord-desk'
import { startDiscordFake, type DiscordFake } from '../support/discord-fake'
import type { Channel, Message, User } from '../support/discord-world'
import { people, type People } from '../support/discord-people'

describe('a community that has its customers and its agents on Discord', () => {
  let fake: DiscordFake
  let act: People
  let desk: TestDesk
  let ada: User
  let ana: User
  let bo: User
  let help: Channel
  let agents: Channel

  const thread = (under: Channel, of: Message): Channel | undefined =>
    fake.world.channels.get(of.id) ??
    [...fake.world.channels.values()].find(
      ({ parent_id, name }) => parent_id === under.id && name.includes(wordsIn(of)),
    )
  const seen = (place: () => Channel | undefined, words: string): Promise<Message> =>
    until(
      () => place()?.messages.find((one) => one.only === undefined && wordsIn(one).includes(words)),
      `“${words}” in ${JSON.stringify(visibleIn(place()))}`,
    )

  beforeEach(async () => {
    fake = await startDiscordFake()
    act = people(fake)
    ada = act.person('ada', 'Ada Moreno')
    ana = act.person('ana', 'Ana García')
    bo = act.person('bo', 'Bo Lindqvist')
    const home = act.guild('Acme', ada, ana, bo)
    help = act.channel(home, 'help')
    agents = act.channel(home, 'agents')
    desk = await startDesk([discordOn(fake)])
    await until(() => fake.world.commands.length > 0, 'the commands')
    expect(toldIn(await act.commands(ada, help, 'desk place intake'))).toContain('intake')
    expect(toldIn(await act.commands(ada, agents, 'desk place agents'))).toContain('agents')
    expect(toldIn(await act.commands(ada, agents, `desk role ${bo.id} agent`))).toContain('agent')
  })
  afterEach(async () => {
    await desk.stop()
    await fake.close()
    expect(fake.faults).toEqual([])
  })

  const opened = async (words: string): Promise<{ asked: Message; card: Message }> => {
    const asked = act.says(ana, help, words)
    return { asked, card: await seen(() => agents, words) }
  }

  test('a question becomes a card, is claimed, answered, edited, solved, and follows both ways', async () => {
    const { asked, card } = await opened('The VPN is down')
    expect(labelsOn(card)).toEqual(expect.arrayContaining(['Claim', 'Reply', 'Solve']))
    const customerSide = (): Channel | undefined => fake.world.channels.get(asked.id)
    const agentSide = (): Channel | undefined => thread(agents, card)
    await seen(customerSide, 'request')
    await seen(agentSide, 'Ana García: The VPN is down')

    expect(toldIn(await act.presses(bo, agents, card, 'Claim'))).toContain('1')
    await until(() => wordsIn(card).includes('Bo Lindqvist'), 'the owner on the card')

    const form = await act.presses(bo, agents, card, 'Reply')
    expect(form.response?.type).toBe(9)
    await act.submits(bo, agents, form.response?.data?.custom_id ?? '', { text: 'Please **restart** it' }, card)
    await desk.later(11_000)
    const reply = await seen(customerSide, 'Please restart it')
    expect(reply.content).toBe('**Bo Lindqvist**: Please **restart** it')

    const answer = act.says(ana, customerSide() as Channel, 'that helped', { replyTo: reply })
    const relayed = await seen(agentSide, 'that helped')
    act.edits(answer, 'that helped, thanks')
    await until(() => wordsIn(relayed).includes('thanks'), 'the edit on the other side')
    act.reacts(bo, relayed, '👍', true)
    await until(() => answer.reactions.get('👍')?.has(fake.world.bot.id), 'the reaction on the other side')
    act.deletes(answer)
    await until(() => !agentSide()?.messages.includes(relayed), 'the deletion on the other side')

    expect((await act.presses(bo, agents, card, 'Solve')).response).toBeDefined()
    await until(() => wordsIn(card).includes('solved'), 'solved on the card')
    act.says(ana, customerSide() as Channel, 'it is down again')
    await until(() => !wordsIn(card).includes('solved'), 'the card reopened')
  })

  test('slash commands work in the ticket’s thread without its number, and `!reply` too', async () => {
    const { asked, card } = await opened('The printer is on fire')
    const room = await until(() => thread(agents, card), 'the thread of the card')
    await seen(() => room, 'on fire')
    expect(toldIn(await act.commands(bo, room, 'ticket claim'))).toContain('1')
    act.says(bo, room, '!reply take **cover**')
    await desk.later(11_000)
    await seen(() => fake.world.channels.get(asked.id), 'take cover')
    act.says(bo, room, 'just between us')
    await desk.settle()
    expect(visibleIn(fake.world.channels.get(asked.id)).join()).not.toContain('between us')
  })

  test('whoever is no agent is told so alone', async () => {
    const { card } = await opened('Where is my order?')
    const refused = await act.presses(ana, agents, card, 'Claim')
    expect(refused.followups[0]?.only).toBe(ana.id)
    expect(wordsIn(card)).not.toContain('Assignee: Ana')
  })

  test('doors: /new with a form, the menu of a post, the menu of a person, a direct message, 🎫', async () => {
    const asks = await act.commands(ana, help, 'new')
    expect(asks.response?.type).toBe(9)
    await act.submits(ana, help, asks.response?.data?.custom_id ?? '', { text: 'by command' })
    await seen(() => agents, 'by command')

    const lounge = act.channel(fake.world.guilds.get(help.guild_id ?? '') as never, 'lounge')
    const chat = act.says(ana, lounge, 'my phone is broken')
    const byMenu = await act.postMenu(bo, lounge, 'New ticket', chat)
    expect(toldIn(byMenu)).toMatch(/\d/)
    await seen(() => agents, 'my phone is broken')

    const forAna = await act.personMenu(bo, lounge, 'New ticket for', ana)
    expect(forAna.response?.type).toBe(9)
    await act.submits(bo, lounge, forAna.response?.data?.custom_id ?? '', { text: 'she called us' })
    await seen(() => agents, 'she called us')
    await seen(() => act.direct(ana), 'request')

    act.says(ana, act.direct(ana), 'in private')
    await desk.settle()

    const other = act.says(ana, lounge, 'and my mouse')
    act.reacts(bo, other, '🎫', true)
    await seen(() => agents, 'and my mouse')
  })

  test('a file goes along, byte for byte', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 1])
    act.says(ana, help, 'see the log', { file: { name: 'vpn.log', type: 'text/plain', bytes } })
    const card = await seen(() => agents, 'see the log')
    const relayed = await until(
      () => thread(agents, card)?.messages.find(({ attachments }) => attachments.length > 0),
      'the file',
    )
    expect(fake.world.bytes.get(relayed.attachments[0]?.id ?? '')).toEqual(bytes)
  })

  test('nothing that a customer writes pings anybody', async () => {
    const { card } = await opened('@everyone @here urgent')
    const room = await until(() => thread(agents, card), 'the thread')
    await seen(() => room, 'urgent')
    expect([...agents.messages, ...room.messages].flatMap(({ pinged }) => pinged)).toEqual([])
  })

  test('a panel opens the form of a ticket', async () => {
    await act.commands(ada, help, 'desk panel Help Billing,Technical')
    const panel = await until(() => help.messages.find((one) => labelsOn(one).length > 0), 'the panel')
    const form = await act.presses(ana, help, panel, labelsOn(panel)[0] ?? '')
    expect(form.response?.type).toBe(9)
    await act.submits(ana, help, form.response?.data?.custom_id ?? '', { text: 'from the panel' }, panel)
    await seen(() => agents, 'from the panel')
  })
})
