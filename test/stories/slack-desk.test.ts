import { buttonsOf, openedView, places, startSlackDesk, type SlackDesk } from '../support/slack-desk'
import { people, readBlocks } from '../support/slack-harness'

const { customer: ana, agent: bo } = people

describe.each(['http', 'socket'] as const)('a customer and an agent in Slack, by %s', (transport) => {
  let slack: SlackDesk
  beforeAll(async () => {
    slack = await startSlackDesk({ transport })
  }, 60_000)
  afterAll(async () => slack.stop())

  test('a customer’s message becomes a card with buttons, and a receipt under the message', async () => {
    const { acknowledged, message } = await slack.act.says(ana, places.help, 'My **VPN** is down & <urgent>')
    expect(acknowledged).toBe(true)
    await slack.quiet()
    const card = slack.card(1)
    expect(readBlocks(card.blocks)).toContain('My VPN is down & <urgent>')
    expect(buttonsOf(card)).toEqual(expect.arrayContaining(['Claim', 'Reply', 'Add note']))
    expect(slack.reads(places.help, message.ts)).toEqual([expect.stringContaining('#1')])
    // The customer's own words open the ticket's room, under their name.
    const [first] = slack.messages(places.agents, card.ts)
    expect(first).toMatchObject({ username: 'Ana García', text: 'My *VPN* is down &amp; &lt;urgent&gt;' })
  }, 60_000)

  test('an agent claims it by button: the card changes in place, and only the agent is told', async () => {
    const before = slack.messages(places.agents).length
    const { answer } = await slack.act.presses(bo, slack.card(1), 'Claim')
    expect(answer).toMatchObject({ kind: 'private', text: expect.stringMatching(/#1 · .*assigned to you/) })
    await slack.quiet()
    expect(readBlocks(slack.card(1).blocks)).toContain('Bo Lindqvist')
    expect(slack.messages(places.agents)).toHaveLength(before)
    expect(buttonsOf(slack.card(1))).toContain('Release')
  }, 60_000)

  test('a reply by form reaches the customer’s thread under the agent’s name', async () => {
    const { answer } = await slack.act.presses(bo, slack.card(1), 'Reply')
    expect(answer).toEqual({ kind: 'form', fields: ['text', 'time'] })
    await slack.act.submits(bo, openedView(slack.fake), { text: 'please **restart** it' })
    await slack.quiet()
    await slack.desk.later(15_000)
    await slack.quiet()
    const root = slack.messages(places.help)[0]!
    expect(slack.messages(places.help, root.ts)).toContainEqual(
      expect.objectContaining({ username: 'Bo Lindqvist', text: 'please *restart* it' }),
    )
  }, 60_000)

  test('what the customer writes, edits and deletes in the thread follows in the ticket’s room', async () => {
    const root = slack.messages(places.help)[0]!
    const { message } = await slack.act.says(ana, places.help, 'still down', { thread: root.ts })
    await slack.quiet()
    const room = slack.card(1).ts
    const shown = slack.messages(places.agents, room).find((one) => one.text === 'still down')
    expect(shown).toMatchObject({ username: 'Ana García' })
    const { reactions: _, ...native } = message
    const after = { ...native, text: 'up again', blocks: [], edited: { user: ana, ts: slack.fake.ts() } }
    await slack.fake.deliver(
      slack.fake.envelope({
        type: 'message',
        subtype: 'message_changed',
        channel: places.help,
        event_ts: slack.fake.ts(),
        message: after,
        previous_message: native,
      }),
    )
    await slack.quiet()
    expect(slack.reads(places.agents, room)).toContain('up again')
    await slack.fake.deliver(
      slack.fake.envelope({
        type: 'message',
        subtype: 'message_deleted',
        channel: places.help,
        event_ts: slack.fake.ts(),
        deleted_ts: message.ts,
        previous_message: after,
      }),
    )
    await slack.quiet()
    expect(slack.reads(places.agents, room)).not.toContain('up again')
  }, 60_000)

  test('what an agent writes in the room stays a note, and !reply goes to the customer', async () => {
    const room = slack.card(1).ts
    const root = slack.messages(places.help)[0]!
    await slack.act.says(bo, places.agents, 'ask networking', { thread: room })
    await slack.act.says(bo, places.agents, '!reply it is **up**', { thread: room })
    await slack.quiet()
    await slack.desk.later(15_000)
    await slack.quiet()
    expect(slack.reads(places.help, root.ts)).toContain('it is up')
    expect(slack.reads(places.help, root.ts)).not.toContain('ask networking')
  }, 60_000)

  test('a slash command does what a button does, and a wrong word is told how it is written', async () => {
    await slack.act.types(bo, places.agents, '/ticket', 'tag 1 vpn urgent')
    await slack.quiet()
    expect(readBlocks(slack.card(1).blocks)).toContain('#urgent #vpn')
    const wrong = await slack.act.types(bo, places.agents, '/ticket', 'clami 1')
    expect(wrong.answer).toMatchObject({ text: expect.stringContaining('/ticket claim') })
    const help = await slack.act.types(bo, places.agents, '/ticket', 'help')
    expect(help.answer).toMatchObject({ text: expect.stringContaining('Hand over: claim') })
    const refused = await slack.act.types(ana, places.help, '/ticket', 'claim 1')
    expect(refused.answer).toMatchObject({ kind: 'private' })
    const asked = await slack.act.types(bo, places.agents, '/ticket', 'reply 1')
    expect(asked.answer).toEqual({ kind: 'form', fields: ['text', 'time'] })
  }, 60_000)

  test('a select on the card sets the priority', async () => {
    await slack.act.presses(bo, slack.card(1), 'Priority', { choose: 'urgent' })
    await slack.quiet()
    expect(readBlocks(slack.card(1).blocks)).toContain('urgent')
  }, 60_000)

  test('👀 and ✅ on a card claim and solve, and the 🎫 of an agent makes a ticket of any message', async () => {
    slack.fake.addChannel('C0LOUNGE', 'lounge')
    const said = slack.fake.say(ana, 'C0LOUNGE', { text: 'the printer is on fire' })
    const react = (reaction: string, channel: string, ts: string, author: string) =>
      slack.fake.deliver(
        slack.fake.envelope({
          type: 'reaction_added',
          user: bo,
          reaction,
          item: { type: 'message', channel, ts },
          item_user: author,
          event_ts: slack.fake.ts(),
        }),
      )
    await react('ticket', 'C0LOUNGE', said.ts, ana)
    await slack.quiet()
    expect(readBlocks(slack.card(2).blocks)).toContain('the printer is on fire')
    expect(slack.reads('C0LOUNGE', said.ts)).toEqual([expect.stringContaining('#2')])
    await react('eyes', places.agents, slack.card(2).ts, slack.fake.bot.user)
    await slack.quiet()
    expect(readBlocks(slack.card(2).blocks)).toContain('Bo Lindqvist')
    await react('white_check_mark', places.agents, slack.card(2).ts, slack.fake.bot.user)
    await slack.quiet()
    expect(readBlocks(slack.card(2).blocks)).toContain('solved')
  }, 60_000)

  test('the shortcut on a message opens a ticket, the one on a note sends it to the customer', async () => {
    const said = slack.fake.say(ana, 'C0LOUNGE', { text: 'no coffee *again*' })
    await slack.act.shortcut(bo, said, 'post:new')
    await slack.quiet()
    expect(readBlocks(slack.card(3).blocks)).toContain('no coffee again')
    const { message } = await slack.act.says(bo, places.agents, 'I ordered beans', { thread: slack.card(3).ts })
    await slack.quiet()
    await slack.act.shortcut(bo, message, 'post:send')
    await slack.quiet()
    await slack.desk.later(15_000)
    await slack.quiet()
    expect(slack.reads('C0LOUNGE', said.ts)).toContain('I ordered beans')
  }, 60_000)

  test('a direct message is a ticket of its own, whatever thread the answer is put in', async () => {
    const dm = `D${ana.slice(1)}`
    slack.fake.addChannel(dm, ana)
    const { message } = await slack.act.says(ana, dm, 'may I ask something in private?')
    await slack.quiet()
    expect(readBlocks(slack.card(4).blocks)).toContain('in private')
    await slack.act.says(ana, dm, 'it is about my salary', { thread: message.ts })
    await slack.quiet()
    expect(slack.reads(places.agents, slack.card(4).ts)).toContain('it is about my salary')
  }, 60_000)

  test('files come along to the other side, byte for byte', async () => {
    const root = slack.messages(places.help)[0]!
    const bytes = Buffer.from([1, 2, 3, 0, 255])
    await slack.act.says(ana, places.help, 'the log', {
      thread: root.ts,
      files: [slack.fake.addFile('vpn.log', 'text/plain', bytes)],
    })
    await slack.quiet()
    const shown = slack.messages(places.agents, slack.card(1).ts).find((one) => one.text.startsWith('the log'))!
    expect(slack.fake.filesOf(shown)).toEqual([expect.objectContaining({ name: 'vpn.log', bytes })])
  }, 60_000)

  test('the bot’s own posts, edits and deletions and other bots’ start nothing', async () => {
    const [before] = await slack.desk.rows<{ count: number }>('select count(*)::int as count from entries')
    const robot = slack.fake.say('U0ROBOT', places.help, { text: 'build failed', bot_id: 'B0OTHER' })
    await slack.fake.deliver(
      slack.fake.envelope({ type: 'message', ...robot, subtype: 'bot_message', event_ts: robot.ts }),
    )
    await slack.fake.settled()
    const [after] = await slack.desk.rows<{ count: number }>('select count(*)::int as count from entries')
    expect(after).toEqual(before)
  }, 60_000)

  test('nobody else becomes admin', async () => {
    const admins = await slack.desk.rows<{ name: string }>(`select name from people where role = 'admin'`)
    expect(admins).toEqual([{ name: 'Ruth Admin' }])
  })
})
