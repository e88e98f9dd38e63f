import {
  actionsOf,
  ana,
  bo,
  bot,
  cardIn,
  cardText,
  channels,
  elementsOf,
  chatOf,
  eva,
  sam,
  textOf,
  type FakePost,
} from '../support/teams-fake'
import { startTeamsDesk, type TeamsDesk } from '../support/teams-desk'

describe('a company that has its customers and its agents in Teams', () => {
  let desk: TeamsDesk
  let asked: FakePost
  beforeAll(async () => {
    desk = await startTeamsDesk()
  }, 60_000)
  afterAll(async () => desk.stop())
  const labels = (post: FakePost): readonly string[] => actionsOf(cardIn(post)).map(({ title }) => String(title))
  const inRoom = (): readonly string[] => desk.reads(desk.card(1).conversation).slice(1)
  const underQuestion = (): readonly string[] => desk.reads(asked.conversation).slice(1)

  test('a message in the intake channel, without naming the bot, becomes a card with buttons and gets a receipt', async () => {
    asked = await desk.says(ana, channels.help, {
      text: 'My VPN is down',
      html: '<p>My <strong>VPN</strong> is down</p>',
    })
    await desk.quiet()
    expect(cardText(cardIn(desk.card(1)))).toContain('#1 · My VPN is down')
    expect(labels(desk.card(1))).toEqual(expect.arrayContaining(['Claim', 'Reply', 'Add note', 'Solve']))
    expect(inRoom()).toEqual(['Ana Diaz:\nMy VPN is down'])
    expect(underQuestion()).toEqual([expect.stringContaining('We’ve received your request')])
  }, 60_000)

  test('an agent claims it: the same card changes, and a second agent is told who has it', async () => {
    const before = desk.card(1).id
    expect((await desk.presses(bo, desk.card(1), 'Claim')).value).toMatch(/#1 · .*assigned to you/)
    expect((await desk.presses(sam, desk.card(1), 'Claim')).value).toContain('#1 is assigned to Bo Lindqvist')
    await desk.quiet()
    expect(desk.card(1).id).toBe(before)
    expect(cardText(cardIn(desk.card(1)))).toContain('Bo Lindqvist')
    expect(labels(desk.card(1))).toContain('Release')
    expect(underQuestion()[0]).toContain('Bo Lindqvist is working on your request')
  }, 60_000)

  test('tags by the mention of the bot, and status from the card’s list', async () => {
    await desk.says(bo, desk.card(1).conversation, { text: 'tag vpn network', toBot: true })
    await desk.quiet()
    expect(cardText(cardIn(desk.card(1)))).toContain('#network #vpn')
    const priority = elementsOf(cardIn(desk.card(1))).find(({ placeholder }) => placeholder === 'Priority')
    await desk.presses(bo, desk.card(1), '✓ Priority', { [String(priority?.['id'])]: 'high' })
    await desk.quiet()
    expect(cardText(cardIn(desk.card(1)))).toContain('▲ high')
  }, 60_000)

  test('a reply by form says what is missing at its field, and then reaches the customer', async () => {
    const dialog = await desk.presses(bo, desk.card(1), 'Reply')
    expect(dialog.task.value.title).toBe('Reply · #1')
    const wrong = await desk.submits(bo, desk.card(1), dialog, { text: '' })
    expect(JSON.stringify(wrong)).toContain('Attention')
    const done = await desk.submits(bo, desk.card(1), dialog, { text: 'We are **looking** at it' })
    expect(done.task.value).toContain('Your reply goes to Ana Diaz')
    await desk.desk.later(15_000)
    await desk.quiet()
    expect(underQuestion().at(-1)).toBe('Bo Lindqvist:\nWe are looking at it')
  }, 60_000)

  test('what an agent writes in the card’s chain stays inside, `!reply` goes out', async () => {
    await desk.says(bo, desk.card(1).conversation, 'the certificate again')
    await desk.says(bo, desk.card(1).conversation, '!reply please try now')
    await desk.desk.later(15_000)
    await desk.quiet()
    expect(underQuestion().join()).not.toContain('certificate')
    expect(underQuestion().at(-1)).toBe('Bo Lindqvist:\nplease try now')
  }, 60_000)

  test('the customer’s words, their edit and their deletion follow into the agents’ chain', async () => {
    const answer = await desk.says(ana, asked.conversation, 'still down')
    await desk.quiet()
    expect(inRoom().at(-1)).toBe('Ana Diaz:\nstill down')
    await desk.edits(ana, answer, 'up again')
    await desk.quiet()
    expect(inRoom().at(-1)).toBe('Ana Diaz:\nup again')
    expect(inRoom().join()).not.toContain('still down')
    await desk.deletes(ana, answer)
    await desk.quiet()
    expect(inRoom().join()).not.toContain('up again')
  }, 60_000)

  test('✅ of an agent on the card solves it; what a customer may not do is refused in their own chat alone', async () => {
    await desk.reacts(bo, desk.card(1), '2705_whiteheavycheckmark')
    await desk.quiet()
    expect(cardText(cardIn(desk.card(1)))).toContain('✅ solved')
    const before = desk.reads(channels.help).length
    await desk.says(ana, channels.help, { text: 'claim 1', toBot: true })
    await desk.quiet()
    expect(desk.teams.posts(chatOf(ana)).map(textOf).join()).toContain('needs the agent role')
    expect(desk.reads(channels.help)).toHaveLength(before + 1)
  }, 60_000)

  test('in the bot’s own chat a message is a ticket, and the answer comes there', async () => {
    await desk.says(ana, chatOf(ana), 'my mouse is broken')
    await desk.quiet()
    await desk.presses(bo, desk.card(2), 'Claim')
    await desk.says(bo, desk.card(2).conversation, '!reply a new one is on its way')
    await desk.desk.later(15_000)
    await desk.quiet()
    const fromBot = desk.teams.posts(chatOf(ana)).filter(({ by }) => by === bot.id)
    expect(textOf(fromBot.at(-1)!)).toBe('Bo Lindqvist:\na new one is on its way')
  }, 60_000)

  test('one activity that comes three times is one ticket', async () => {
    const activity = desk.teams.write(eva, channels.help, { text: 'the door is stuck' })
    await Promise.all([1, 2, 3].map(async () => desk.teams.deliver(activity)))
    await desk.quiet()
    const rows = await desk.desk.rows(`select number from tickets where subject = 'the door is stuck'`)
    expect(rows).toHaveLength(1)
  }, 60_000)
})
