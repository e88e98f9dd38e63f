import { buffer } from 'node:stream/consumers'
import { platform as definition } from '../../../adapters/slack/definition'
import { channelRef, userRef } from '../../../adapters/slack/refs'
import { botScopes } from '../../../adapters/slack/manifest-scopes'
import { say, type Platform, type PlaceRef, type UserRef } from '../../../src/platform'
import { contractOperations } from '../../contract/platform-contract'
import { startEmulate, type Emulated } from '../../support/slack-emulate'
import { startStubHost, type StubHost } from '../../support/stub-host'

/** The real errors and scopes of Slack, as somebody else read them. */
describe('against the Web API of emulate', () => {
  const whole = 'xoxb-with-the-scopes-of-the-manifest'
  const poor = 'xoxb-that-may-only-write'
  let slack: Emulated
  let host: StubHost
  let platform: Platform
  let channel: PlaceRef
  let ana: UserRef

  const started = async (token: string): Promise<Platform> => {
    const made = definition.create({ SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: 's', SLACK_API_URL: slack.apiUrl })
    await made.start(
      token === whole ? host : await startStubHost(contractOperations).then((other) => ((extra = other), other)),
    )
    return made
  }
  let extra: StubHost | undefined

  beforeAll(async () => {
    slack = await startEmulate({ [whole]: botScopes, [poor]: ['chat:write', 'channels:read'] })
    host = await startStubHost(contractOperations)
    platform = await started(whole)
    const { team_id: team, user_id: user } = await slack.call(whole, 'auth.test')
    const { channels } = (await slack.call(whole, 'conversations.list')) as { channels: { id: string; name: string }[] }
    channel = channelRef(String(team), channels.find(({ name }) => name === 'help')!.id)
    ana = userRef(String(team), String(user))
  }, 30_000)
  afterAll(async () => {
    await platform.stop()
    await host.close()
    await extra?.close()
    await slack.close()
  })

  test('the scopes of the manifest are enough for all that the desk does', async () => {
    const ref = await platform.post(channel, { text: say('*hello* <!channel>') }, 'key-1')
    expect(await platform.find(channel, 'key-1', new Date())).toEqual(ref)
    await platform.edit(ref, { text: say('changed') })
    await platform.react(ref, '👀', true)
    await platform.react(ref, '👀', true)
    await platform.react(ref, '👀', false)
    const room = await platform.open(ref, { title: 'x', members: [], private: false }, 'room')
    const inside = await platform.post(room, { text: say('between us') }, 'key-2')
    expect(await platform.find(room, 'key-2', new Date())).toEqual(inside)
    await platform.whisper({ place: channel, user: ana }, { text: say('psst') })
    expect((await platform.profile(ana)).name).toBe('ana')
    await platform.remove(inside)
    await platform.remove(inside)
    const events = []
    for await (const event of platform.missed()) events.push(event)
    expect(events).toEqual([])
  })

  test('a card goes through, a Home too', async () => {
    const controls = [{ kind: 'button', label: 'Claim', operation: 'claim', input: { ticket: '1' } } as const]
    const card = { title: 'Ticket 1', tone: 'neutral', blocks: [{ kind: 'controls', controls }] } as const
    await platform.post(channel, { text: say('Ticket 1'), card }, 'card')
    const home: PlaceRef = { platform: 'slack', kind: 'place', id: ana.id.replace('/', '/home/') }
    await platform.post(home, { text: say('Home'), card }, 'home')
  })

  test('a file goes up and comes down again', async () => {
    const bytes = Buffer.from('the log')
    const file = {
      platform: 'desk',
      kind: 'file',
      id: 'd/f',
      name: 'a.log',
      size: bytes.length,
      type: 'text/plain',
    } as const
    host.keep(file, bytes)
    await platform.post(channel, { text: say('see'), files: [file] }, 'file')
    const { files } = (await slack.call(whole, 'files.list')) as { files: { id: string; name: string; size: number }[] }
    const there = files.find(({ name }) => name === 'a.log')!
    const stream = await platform.file({
      platform: 'slack',
      kind: 'file',
      id: `${ana.id.split('/')[0]}/${there.id}`,
      name: 'a.log',
      size: 7,
      type: 'text/plain',
    })
    expect(await buffer(stream)).toEqual(bytes)
  })

  test('Slack’s own errors mean to the courier what they are', async () => {
    const nowhere = { ...channel, id: `${channel.id}X` }
    await expect(platform.post(nowhere, { text: say('x') }, 'k')).rejects.toMatchObject({ kind: 'gone' })
    await expect(
      platform.edit({ platform: 'slack', kind: 'post', id: `${channel.id}/1.000001` }, { text: say('x') }),
    ).rejects.toMatchObject({ kind: 'gone' })
    await expect(platform.direct({ ...ana, id: `${ana.id}X` })).rejects.toMatchObject({ kind: 'gone' })
  })

  test('without a scope it is parked until an admin acts, and nobody can tell what was posted', async () => {
    const other = await started(poor)
    const ref = await other.post(channel, { text: say('I may write') }, 'poor')
    await expect(other.react(ref, '👀', true)).rejects.toMatchObject({ kind: 'blocked' })
    expect(await other.find(channel, 'poor', new Date())).toBe('unknown')
    await other.stop()
  })
})
