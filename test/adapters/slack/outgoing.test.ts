import { platform as definition } from '../../../adapters/slack/definition'
import { channelRef, postRef, userRef } from '../../../adapters/slack/refs'
import {
  type DeliveryFailure,
  plain,
  say,
  type Content,
  type Inbound,
  type Platform,
  type PlaceRef,
} from '../../../src/platform'
import { contractOperations } from '../../contract/platform-contract'
import type { SlackFake } from '../../support/slack-fake'
import { channel, configFor, peopled, people, typedAs } from '../../support/slack-harness'
import { startStubHost, type StubHost } from '../../support/stub-host'

let host: StubHost
let fake: SlackFake
let platform: Platform
let place: PlaceRef

beforeEach(async () => {
  host = await startStubHost(contractOperations)
  fake = await peopled()
  fake.aim(host.url)
  fake.echoes = false
  platform = definition.create(configFor(fake))
  place = channelRef(fake.team, channel)
  await platform.start(host)
})
afterEach(async () => {
  await platform.stop()
  await fake.close()
  await host.close()
})

const text = (words: string): Content => ({ text: say(words) })
const posts = () => fake.calls.filter(({ method }) => method === 'chat.postMessage')
const failed = async (work: Promise<unknown>): Promise<DeliveryFailure> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as DeliveryFailure,
  )

describe('what a failed call means', () => {
  test.each([
    ['channel_not_found', 'gone'],
    ['is_archived', 'gone'],
    ['not_in_channel', 'blocked'],
    ['token_revoked', 'blocked'],
    ['account_inactive', 'blocked'],
    ['missing_scope', 'blocked'],
    ['msg_too_long', 'refused'],
    ['invalid_blocks', 'refused'],
    ['ratelimited', 'throttled'],
    ['internal_error', 'unclear'],
    ['fatal_error', 'unclear'],
    ['<html>Bad gateway', 'unclear'],
  ])('Slack’s %s is %s', async (error, kind) => {
    fake.trouble('chat.postMessage', { kind: 'error', error })
    expect(await failed(platform.post(place, text('hi'), 'k'))).toMatchObject({ name: 'DeliveryFailure', kind })
    expect(posts()).toHaveLength(1)
  })

  test('429 says until when nothing may be sent, and is not tried again by the SDK', async () => {
    fake.trouble('chat.postMessage', { kind: 'wait', seconds: 17 })
    const { kind, retryAt } = await failed(platform.post(place, text('hi'), 'k'))
    expect(kind).toBe('throttled')
    expect(Math.round((retryAt!.getTime() - Date.now()) / 1000)).toBe(17)
    expect(posts()).toHaveLength(1)
  })

  test.each([500, 502, 503])('HTTP %d leaves it unclear', async (status) => {
    fake.trouble('chat.postMessage', { kind: 'http', status })
    expect(await failed(platform.post(place, text('hi'), 'k'))).toMatchObject({ kind: 'unclear' })
  })

  test('a Slack that cannot be reached did surely nothing', async () => {
    const away = definition.create({ ...configFor(fake), SLACK_API_URL: 'http://127.0.0.1:9/api/' })
    const other = await startStubHost(contractOperations)
    await away.start(other)
    expect(await failed(away.post(place, text('hi'), 'k'))).toMatchObject({ kind: 'again' })
    await away.stop()
    await other.close()
  })
})

describe('a lost answer', () => {
  test('is settled by the mark that the message carries: it is there, and is not said twice', async () => {
    fake.trouble('chat.postMessage', { kind: 'lost' })
    expect(await failed(platform.post(place, text('only once'), 'k-1'))).toMatchObject({ kind: 'unclear' })
    const found = await platform.find(place, 'k-1', new Date())
    const [message] = fake.messages
    expect(found).toEqual(postRef(fake.team, channel, message!.ts))
    expect(await platform.find(place, 'k-2', new Date())).toBe('absent')
  })

  test('in a thread too, behind two hundred other messages', async () => {
    const root = await platform.post(place, text('card'), 'card')
    const room = await platform.open(root, { title: 'x', members: [], private: false }, 'room')
    const ts = root.id.split('/')[2]!
    fake.trouble('chat.postMessage', { kind: 'lost' })
    await failed(platform.post(room, text('only once'), 'k-1'))
    for (let i = 0; i < 250; i++) fake.say(people.agent, channel, { text: `${i}`, thread_ts: ts })
    expect(await platform.find(room, 'k-1', new Date())).toMatchObject({ kind: 'post' })
  })

  test('cannot be told where Slack shows nobody’s marks: a message of ours without one is no proof of absence', async () => {
    await platform.post(place, text('earlier'), 'k-0')
    for (const message of fake.messages) Object.assign(message, { metadata: undefined })
    expect(await platform.find(place, 'k-1', new Date())).toBe('unknown')
  })

  test('stays unclear while Slack lets nobody look, and cannot be told without the right to', async () => {
    fake.trouble('conversations.history', { kind: 'wait', seconds: 60 })
    const { kind, retryAt } = await failed(platform.find(place, 'k', new Date()))
    expect(kind).toBe('unclear')
    expect(retryAt!.getTime()).toBeGreaterThan(Date.now() + 50_000)
    fake.trouble('conversations.history', { kind: 'error', error: 'missing_scope' })
    expect(await platform.find(place, 'k', new Date())).toBe('unknown')
  })

  test('of a file’s sharing does not say the words again: the next look shares what is missing', async () => {
    const bytes = Buffer.from('log')
    const file = { platform: 'desk', kind: 'file', id: 'd/f', name: 'a.log', size: 3, type: 'text/plain' } as const
    host.keep(file, bytes)
    fake.trouble('files.completeUploadExternal', { kind: 'wait', seconds: 1 })
    expect(await failed(platform.post(place, { ...text('see'), files: [file] }, 'k'))).toMatchObject({
      kind: 'unclear',
    })
    expect(fake.filesOf(fake.messages[0]!)).toEqual([])
    expect(await platform.find(place, 'k', new Date())).toMatchObject({ kind: 'post' })
    expect(fake.filesOf(fake.messages[0]!)).toMatchObject([{ name: 'a.log', bytes }])
    expect(posts()).toHaveLength(1)
  })

  test('taking a post away takes its files away too', async () => {
    const file = { platform: 'desk', kind: 'file', id: 'd/f', name: 'a.log', size: 3, type: 'text/plain' } as const
    host.keep(file, Buffer.from('log'))
    const ref = await platform.post(place, { ...text('see'), files: [file] }, 'k')
    const { id } = fake.filesOf(fake.messages[0]!)[0]!
    await platform.remove(ref)
    expect(fake.fileBytes(id)).toBeUndefined()
  })
})

describe('a post', () => {
  test('calls nobody but whom it must, and shows no previews', async () => {
    await platform.post(
      place,
      {
        text: say('hello <!channel>'),
        mentions: [
          userRef(fake.team, people.agent),
          userRef('T9', 'U9'),
          { platform: 'discord', kind: 'user', id: 'x' },
        ],
      },
      'k',
    )
    const { args } = posts()[0]!
    expect(args).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
      link_names: 'false',
      parse: 'none',
      text: 'hello &lt;!channel&gt;',
    })
    const blocks = JSON.stringify(args['blocks'])
    expect([...blocks.matchAll(/"user_id":"(\w+)"/g)].map(([, id]) => id)).toEqual([people.agent])
  })

  test('in the name of a person shows name and picture', async () => {
    await platform.post(
      place,
      { ...text('hi'), as: { name: 'Ana García', picture: 'https://example.com/ana.png' } },
      'k',
    )
    expect(posts()[0]!.args).toMatchObject({ username: 'Ana García', icon_url: 'https://example.com/ana.png' })
  })

  test('to a Home publishes it, and an edit publishes it again', async () => {
    const home: PlaceRef = { platform: 'slack', kind: 'place', id: `${fake.team}/home/${people.agent}` }
    const ref = await platform.post(
      home,
      { text: say('2 tickets'), card: { title: 'My queue', tone: 'neutral', blocks: [] } },
      'k',
    )
    await platform.edit(ref, { text: say('1 ticket'), card: { title: 'My queue: 1', tone: 'neutral', blocks: [] } })
    expect(JSON.stringify(fake.homes.get(people.agent))).toContain('My queue: 1')
    expect(await platform.find(home, 'k', new Date())).toBe('absent')
  })

  test('that is told to one person where the bot is not goes to them directly', async () => {
    await platform.whisper(
      { place: channelRef(fake.team, 'C0GONE'), user: userRef(fake.team, people.agent) },
      text('psst'),
    )
    expect(fake.messages.at(-1)).toMatchObject({ channel: 'D0BO', text: 'psst' })
  })

  test('opens no room by a call: a card’s thread is its room, and a DM is its own', async () => {
    const before = fake.calls.length
    const room = await platform.open(
      postRef(fake.team, channel, '1.000001'),
      { title: 'x', members: [], private: false },
      'k',
    )
    expect(room.id).toBe(`${fake.team}/${channel}/1.000001`)
    const dm = await platform.open(
      postRef(fake.team, 'D0ANA', '1.000001'),
      { title: 'x', members: [], private: false },
      'k',
    )
    expect(dm.id).toBe(`${fake.team}/D0ANA`)
    expect(fake.calls.length).toBe(before)
  })
})

describe('after a time without a connection', () => {
  const missed = async (): Promise<Inbound[]> => {
    const found: Inbound[] = []
    for await (const event of platform.missed()) found.push(event)
    return found
  }
  const again = async (): Promise<void> => {
    await platform.stop()
    await platform.start(host)
  }

  test('what was said and edited meanwhile is found, in channels, rooms and direct messages, with the ids it has live', async () => {
    const card = await platform.post(place, text('card'), 'card')
    await platform.open(card, { title: 'x', members: [], private: false }, 'room')
    await missed()
    await platform.stop()
    fake.addChannel('D0ANA', people.customer)
    const thread = card.id.split('/')[2]!
    const one = fake.say(people.customer, channel, typedAs('in the channel'))
    fake.say(people.agent, channel, { ...typedAs('in the room'), thread_ts: thread })
    fake.say(people.customer, 'D0ANA', typedAs('directly'))
    fake.say('U0ROBOT', channel, { ...typedAs('a robot'), bot_id: 'B9' })
    const edited = fake.say(people.customer, channel, typedAs('now right'))
    edited.edited = { user: people.customer, ts: fake.ts() }
    await again()
    const found = await missed()
    expect(found.flatMap((event) => (event.kind === 'message' ? [plain(event.text)] : []))).toEqual(
      expect.arrayContaining(['in the channel', 'in the room', 'directly', 'now right']),
    )
    expect(found.filter(({ kind }) => kind === 'message')).toHaveLength(4)
    expect(found.filter(({ kind }) => kind === 'edit')).toHaveLength(1)
    expect(found.map(({ id }) => id)).toContain(`message/${channel}/${one.ts}`)
    expect(await missed()).toEqual([])
  })

  test('a Slack that asks to wait is asked again later, and nothing is skipped', async () => {
    await missed()
    await platform.stop()
    fake.say(people.customer, channel, typedAs('while away'))
    await again()
    fake.trouble('conversations.history', { kind: 'wait', seconds: 1 })
    expect(await missed()).toEqual([])
    expect(await missed()).toEqual([])
    const now = Date.now()
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + 2000)
    expect(await missed()).toHaveLength(1)
    clock.mockRestore()
  })

  test('a first start looks for nothing: what was said before is none of the desk’s business', async () => {
    fake.say(people.customer, channel, typedAs('long ago'))
    expect(await missed()).toEqual([])
  })
})
