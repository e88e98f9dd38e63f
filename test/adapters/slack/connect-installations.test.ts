import { configFor, peopled, people, typedAs, channel } from '../../support/slack-harness'
import { platform as definition } from '../../../adapters/slack/definition'
import { channelRef } from '../../../adapters/slack/refs'
import { readConfig } from '../../../src/run/config'
import { say, type Platform, type PlatformDefinition } from '../../../src/platform'
import { contractOperations } from '../../contract/platform-contract'
import type { SlackFake } from '../../support/slack-fake'
import { startStubHost, type StubHost } from '../../support/stub-host'

const definitions = [definition as PlatformDefinition]
const faults = (env: Record<string, string>): string => {
  try {
    readConfig(definitions, env)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

describe('the configuration', () => {
  test('of one workspace over HTTP, by Socket Mode, of many, and none at all are fine', () => {
    expect(faults({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' })).toBe('')
    expect(faults({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' })).toBe('')
    expect(
      faults({ SLACK_CLIENT_ID: '1', SLACK_CLIENT_SECRET: 's', SLACK_STATE_SECRET: 't', SLACK_SIGNING_SECRET: 's' }),
    ).toBe('')
    expect(faults({})).toBe('')
  })

  test('names every fault, and no secret', () => {
    expect(faults({ SLACK_BOT_TOKEN: 'xoxb-1' })).toContain('SLACK_SIGNING_SECRET: is missing')
    expect(faults({ SLACK_SIGNING_SECRET: 'hush' })).toContain('SLACK_BOT_TOKEN: is missing')
    expect(faults({ SLACK_CLIENT_ID: '1', SLACK_SIGNING_SECRET: 's' })).toMatch(
      /SLACK_CLIENT_SECRET: is missing[\s\S]*SLACK_STATE_SECRET: is missing/,
    )
    expect(
      faults({
        SLACK_CLIENT_ID: '1',
        SLACK_CLIENT_SECRET: 's',
        SLACK_STATE_SECRET: 't',
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SIGNING_SECRET: 's',
      }),
    ).toContain('SLACK_CLIENT_ID: stands beside SLACK_BOT_TOKEN')
    const wrong = faults({ SLACK_BOT_TOKEN: 'hush-hush', SLACK_APP_TOKEN: 'xoxb-hush' })
    expect(wrong).toMatch(/SLACK_BOT_TOKEN.*xoxb-[\s\S]*SLACK_APP_TOKEN.*xapp-/)
    expect(wrong).not.toContain('hush')
  })

  test('is used only when it is there', () => {
    expect(definition.configured({})).toBe(false)
    expect(definition.configured({ SLACK_BOT_TOKEN: 'xoxb-1' })).toBe(true)
    expect(definition.configured({ SLACK_CLIENT_ID: '1' })).toBe(true)
  })
})

describe('a token that Slack does not take', () => {
  test.each([
    ['http', 'auth.test', 'SLACK_BOT_TOKEN'],
    ['socket', 'apps.connections.open', 'SLACK_APP_TOKEN'],
  ] as const)('is said by name at the start, over %s', async (transport, method, variable) => {
    const fake = await peopled({ transport })
    const host = await startStubHost(contractOperations)
    const platform = definition.create(configFor(fake, transport))
    fake.trouble(method, { kind: 'error', error: 'invalid_auth' })
    await expect(platform.start(host)).rejects.toThrow(variable)
    await platform.stop()
    await fake.close()
    await host.close()
  })
})

describe('Socket Mode', () => {
  test('connects again when Slack closes the socket, and what was said meanwhile is found', async () => {
    const fake = await peopled({ transport: 'socket' })
    const host = await startStubHost(contractOperations)
    const platform = definition.create(configFor(fake, 'socket'))
    await platform.start(host)
    for await (const _ of platform.missed()) expect(_).toBeUndefined()
    const [socket] = [...fake.sockets]
    const closed = new Promise((resolve) => socket!.once('close', resolve))
    socket!.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))
    fake.say(people.customer, channel, typedAs('between two sockets'))
    await closed
    await fake.connected()
    const ts = fake.ts()
    const event = { type: 'message', user: people.customer, channel, ts, event_ts: ts, ...typedAs('on the new one') }
    expect((await fake.deliver(fake.envelope(event))).acknowledged).toBe(true)
    const found: string[] = []
    for await (const one of platform.missed()) found.push(one.id)
    expect(found).toHaveLength(1)
    await platform.stop()
    await fake.close()
    await host.close()
  })

  test('survives a Slack that cannot be reached for a while', async () => {
    const fake = await peopled({ transport: 'socket' })
    const host = await startStubHost(contractOperations)
    const platform = definition.create(configFor(fake, 'socket'))
    fake.trouble('apps.connections.open', { kind: 'drop' }, { kind: 'http', status: 500 })
    await platform.start(host)
    await fake.connected()
    await platform.stop()
    await fake.close()
    await host.close()
  })
})

describe('installing in many workspaces', () => {
  let host: StubHost
  let fake: SlackFake
  let platform: Platform
  beforeEach(async () => {
    host = await startStubHost(contractOperations)
    fake = await peopled()
    fake.aim(host.url)
    platform = definition.create({
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: 'client-secret',
      SLACK_STATE_SECRET: 'state-secret',
      SLACK_SIGNING_SECRET: fake.signingSecret,
      SLACK_API_URL: fake.apiUrl,
    })
    await platform.start(host)
  })
  afterEach(async () => {
    await platform.stop()
    await fake.close()
    await host.close()
  })

  const begin = async (): Promise<{ state: string; cookie: string; scopes: string }> => {
    const response = await fetch(`${host.url}/slack/install`, { redirect: 'manual' })
    expect(response.status).toBe(302)
    const to = new URL(response.headers.get('location') ?? '')
    expect(to.pathname).toBe('/oauth/v2/authorize')
    return {
      state: to.searchParams.get('state') ?? '',
      scopes: to.searchParams.get('scope') ?? '',
      cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
    }
  }
  const finish = async (code: string, state: string, cookie: string, language = 'en'): Promise<Response> =>
    fetch(`${host.url}/slack/oauth_redirect?code=${code}&state=${encodeURIComponent(state)}`, {
      headers: { cookie, 'accept-language': language },
    })
  const install = async (): Promise<void> => {
    const { state, cookie } = await begin()
    expect((await finish('good', state, cookie)).status).toBe(200)
  }
  const say1 = async (): Promise<number> => {
    const ts = fake.ts()
    return (
      await fake.deliver(
        fake.envelope({ type: 'message', user: people.customer, channel, ts, event_ts: ts, ...typedAs('hi') }),
      )
    ).status
  }

  test('keeps the token sealed, tells the desk who installed it, and everything works from then on', async () => {
    expect(await say1()).toBe(200)
    expect(host.received).toEqual([])
    const put = jest.spyOn(host.memory('installations'), 'put')
    const { scopes } = await begin()
    expect(scopes).toContain('chat:write.customize')
    await install()
    expect(put).toHaveBeenCalledWith(fake.team, expect.objectContaining({ token: fake.token }), { secret: true })
    expect(host.received.at(-1)).toMatchObject({
      kind: 'lifecycle',
      what: 'installed',
      from: { id: `${fake.team}/U0INSTALLER` },
      name: 'Ines',
    })
    expect(await say1()).toBe(200)
    expect(host.received.at(-1)).toMatchObject({ kind: 'message' })
    await platform.post(channelRef(fake.team, channel), { text: say('hello') }, 'k')
    expect(fake.messages.at(-1)).toMatchObject({ text: 'hello' })
  })

  test.each([
    ['without the cookie of who began', 'good', (state: string) => state, ''],
    ['with a state of somebody else’s', 'good', () => 'forged', undefined],
    ['with a code that Slack does not know', 'bad', (state: string) => state, undefined],
  ])('%s is refused', async (_, code, change, cookie) => {
    const begun = await begin()
    const response = await finish(code, change(begun.state), cookie ?? begun.cookie, 'es-ES')
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('no se completó')
    expect(host.received).toEqual([])
  })

  test('an installation that the desk could not store has not happened', async () => {
    host.onReceive(() => Promise.reject(new Error('the database is away')))
    const { state, cookie } = await begin()
    expect((await finish('good', state, cookie)).status).toBe(400)
  })

  test('being uninstalled is told, the token is forgotten, and what is still to be sent waits for an admin', async () => {
    await install()
    expect((await fake.deliver(fake.envelope({ type: 'app_uninstalled', event_ts: fake.ts() }))).status).toBe(200)
    expect(host.received.at(-1)).toMatchObject({ kind: 'lifecycle', what: 'revoked' })
    expect(await host.memory('installations').get(fake.team)).toBeUndefined()
    await expect(platform.post(channelRef(fake.team, channel), { text: say('x') }, 'k')).rejects.toMatchObject({
      kind: 'blocked',
    })
    // The second event of an uninstallation finds nothing any more.
    expect(
      (
        await fake.deliver(
          fake.envelope({ type: 'tokens_revoked', tokens: { oauth: [], bot: [fake.bot.user] }, event_ts: fake.ts() }),
        )
      ).status,
    ).toBe(200)
    await install()
    await platform.post(channelRef(fake.team, channel), { text: say('back') }, 'k')
  })
})
