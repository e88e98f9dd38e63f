import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPlatform } from '../../adapters/playground'
import { playgroundClient } from '../adapters/playground/client'
import { buttonsOf, openedView, places, startSlackDesk, type SlackDesk } from '../support/slack-desk'
import { people, readBlocks } from '../support/slack-harness'

const { customer: ana, agent: bo, admin: ruth } = people

describe('Slack in trouble', () => {
  let slack: SlackDesk
  beforeEach(async () => {
    slack = await startSlackDesk()
  }, 60_000)
  afterEach(async () => slack.stop())

  const writes = async (count: number): Promise<string[]> => {
    const { message } = await slack.act.says(ana, places.help, 'number 0')
    await slack.quiet()
    for (let i = 1; i <= count; i++) await slack.act.says(ana, places.help, `number ${i}`, { thread: message.ts })
    return Array.from({ length: count + 1 }, (_, i) => `number ${i}`)
  }
  const room = (): readonly string[] =>
    slack.reads(places.agents, slack.card(1).ts).filter((words) => words.startsWith('number'))

  test('answers 429 to every other call: all arrives, in order, once', async () => {
    let count = 0
    slack.fake.onCall(({ method }) =>
      method.startsWith('chat.') && ++count % 2 === 1 ? { kind: 'wait', seconds: 1 } : undefined,
    )
    const said = await writes(8)
    await slack.quiet()
    expect(room()).toEqual(said)
    expect(slack.fake.calls.some(({ outcome }) => outcome === '429')).toBe(true)
  }, 60_000)

  test('takes one post a second in a channel: a ticket’s words come a second after its card, as no request opens its thread', async () => {
    await slack.act.says(ana, places.help, 'number 0')
    await slack.desk.settle()
    expect([slack.messages(places.agents).length, room()]).toEqual([1, []])
    await slack.desk.later(1000)
    expect(room()).toEqual(['number 0'])
  })

  test('takes a message and loses its answer, again and again: all arrives, in order, once', async () => {
    let count = 0
    slack.fake.onCall(({ method }) =>
      method === 'chat.postMessage' && ++count % 2 === 1 ? { kind: 'lost' } : undefined,
    )
    const said = await writes(8)
    await slack.quiet()
    expect(room()).toEqual(said)
    expect(slack.fake.calls.filter(({ outcome }) => outcome === 'lost').length).toBeGreaterThan(4)
  }, 60_000)

  test('answers 500 to half of the calls: all arrives, in order, once', async () => {
    let count = 0
    slack.fake.onCall(({ method }) =>
      method.startsWith('chat.') && ++count % 2 === 1 ? { kind: 'http', status: 500 } : undefined,
    )
    const said = await writes(8)
    await slack.quiet()
    expect(room()).toEqual(said)
  }, 60_000)

  test('cannot say whether a message arrived: it is shown as possibly delivered, and not said twice', async () => {
    await writes(0)
    await slack.act.presses(bo, slack.card(1), 'Reply')
    await slack.act.submits(bo, openedView(slack.fake), { text: 'please restart it' })
    slack.fake.onCall(({ method, args }) => {
      if (method === 'chat.postMessage' && args['channel'] === places.help) return { kind: 'lost' }
      return method === 'conversations.replies' ? { kind: 'error', error: 'missing_scope' } : undefined
    })
    await slack.desk.later(15_000)
    await slack.quiet()
    const root = slack.messages(places.help)[0]!
    expect(slack.reads(places.help, root.ts).filter((words) => words === 'please restart it')).toHaveLength(1)
    const receipt = slack.messages(places.agents, slack.card(1).ts).find((one) => buttonsOf(one).includes('Resend'))
    expect(readBlocks(receipt?.blocks)).toContain('May not have been delivered')
  }, 60_000)

  test('delivers an event that was stored again, and one that was not: each is stored once', async () => {
    const ts = slack.fake.ts()
    const event = slack.fake.envelope({
      type: 'message',
      user: ana,
      channel: places.help,
      text: 'only once',
      ts,
      event_ts: ts,
      channel_type: 'channel',
    })
    const statuses = await Promise.all(
      Array.from(
        { length: 20 },
        async (_, i) => (await slack.fake.deliver(event, { at: Date.now() + i * 1000, retry: i })).status,
      ),
    )
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(await slack.desk.rows('select number from tickets')).toHaveLength(1)
  }, 60_000)
})

describe('a customer in the playground, an agent in Slack', () => {
  test('talk through the desk, and neither sees the other’s network', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'taquilla-slack-'))
    const slack = await startSlackDesk({ others: [createPlatform(folder)], purposes: [] })
    try {
      const page = playgroundClient(`http://127.0.0.1:${slack.desk.program.port}`)
      // Two networks know two people: which is whose is for an admin to say.
      await slack.desk.rows(`update people set role = 'admin' where name = 'Ruth Admin'`)
      await slack.act.types(ruth, places.agents, '/desk', 'place agents')
      await slack.act.types(ruth, places.agents, '/desk', `role <@${bo}|bo> agent`)
      const { body } = await page.call('POST', 'messages', {
        as: 'ana',
        place: 'help',
        text: 'The **printer** is on fire',
        id: 'm1',
      })
      await slack.quiet()
      const card = slack.card(1)
      const [first] = slack.messages(places.agents, card.ts)
      expect(first).toMatchObject({ text: 'The *printer* is on fire', username: expect.stringContaining('Ana') })
      await slack.act.presses(bo, card, 'Claim')
      await slack.act.presses(bo, card, 'Reply')
      await slack.act.submits(bo, openedView(slack.fake), { text: 'I am **coming**' })
      await slack.desk.later(15_000)
      await slack.quiet()
      const posts = await page.posts(`help.${body.post.id}`, 'ana')
      expect(posts.map(({ text }) => text)).toContainEqual(expect.stringContaining('coming'))
      expect(posts.map(({ by }) => JSON.stringify(by)).join()).not.toContain('U0BO')
    } finally {
      await slack.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }, 60_000)
})

describe('an agent’s doors in Slack', () => {
  let slack: SlackDesk
  beforeAll(async () => {
    slack = await startSlackDesk()
    await slack.act.says(ana, places.help, 'VPN is down')
    await slack.quiet()
  }, 60_000)
  afterAll(async () => slack.stop())

  test('a wrong value is told at its field, and what was typed stays', async () => {
    await slack.act.types(bo, places.agents, '/ticket', 'tag 1')
    const view = openedView(slack.fake)
    const { answer } = await slack.act.submits(bo, view, { tags: ['two words'] })
    expect(answer).toEqual({ kind: 'invalid', fields: { tags: expect.stringContaining('one word') } })
  }, 30_000)

  test('a text that is longer than the desk takes is told at its field', async () => {
    await slack.act.presses(bo, slack.card(1), 'Reply')
    const { answer } = await slack.act.submits(bo, openedView(slack.fake), { text: 'x'.repeat(5000) })
    expect(answer).toEqual({ kind: 'invalid', fields: { text: expect.stringContaining('4000') } })
  }, 30_000)

  test('a form that came too late is said, not lost in silence', async () => {
    const { answer } = await slack.act.presses(bo, slack.card(1), 'Reply', { trigger: 'expired-1' })
    expect(answer).toMatchObject({ kind: 'private', text: expect.stringContaining('press the button again') })
  }, 30_000)

  test('a refusal is for the one who pressed alone', async () => {
    const { answer } = await slack.act.presses(ana, slack.card(1), 'Claim')
    expect(answer).toMatchObject({ kind: 'private', text: expect.stringContaining('agent') })
    expect(slack.reads(places.agents).join()).not.toContain('Ask an admin')
  }, 30_000)

  test('a new channel: whoever invites the bot is asked what it is for', async () => {
    slack.fake.addChannel('C0NEW', 'new')
    await slack.fake.deliver(
      slack.fake.envelope({
        type: 'member_joined_channel',
        user: slack.fake.bot.user,
        channel: 'C0NEW',
        inviter: ruth,
        event_ts: slack.fake.ts(),
      }),
    )
    await slack.quiet()
    const asked = slack.fake.messages.find((one) => one.channel === 'C0NEW' && one.only === ruth)
    expect(asked).toBeDefined()
    expect(buttonsOf(asked!).length).toBeGreaterThan(0)
  }, 30_000)

  test('the Home shows what is one’s own, with buttons', async () => {
    await slack.fake.deliver(
      slack.fake.envelope({
        type: 'app_home_opened',
        user: bo,
        channel: 'D0BO',
        tab: 'home',
        event_ts: slack.fake.ts(),
      }),
    )
    await slack.quiet()
    const home = slack.fake.homes.get(bo)
    expect(home).toMatchObject({ type: 'home' })
    await slack.act.presses(bo, slack.card(1), 'Claim')
    await slack.quiet()
    expect(JSON.stringify(slack.fake.homes.get(bo))).toContain('VPN is down')
  }, 30_000)
})
