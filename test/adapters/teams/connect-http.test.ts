import fc from 'fast-check'
import { createPlatform } from '../../../adapters/teams'
import { isServiceUrl, type Settings } from '../../../adapters/teams/settings'
import { startStubHost, type StubHost } from '../../support/stub-host'
import { ana, channels, startTeamsFake, type TeamsFake, tenant } from '../../support/teams-fake'
import { teamsJunk } from '../../support/teams-junk'
import { otherKey, startIssuer, type Issuer } from '../../support/teams-keys'

const appId = '0f0f0f0f-1111-4222-8333-444444444444'
const hour = 3600

describe('who may call the bot', () => {
  let host: StubHost
  let teams: TeamsFake
  let issuer: Issuer
  let close: () => Promise<void>
  // The SDK prints what it refuses.
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => {})

  beforeAll(async () => {
    host = await startStubHost([])
    teams = await startTeamsFake()
    teams.connect(host.url)
    issuer = await startIssuer(appId, teams.serviceUrl)
    const settings: Settings = {
      app: { id: appId, password: 'secret', type: 'SingleTenant', tenant },
      serviceHosts: [teams.host],
      openIdMetadata: issuer.metadata,
      dialogs: true,
    }
    const platform = createPlatform(settings)
    await platform.start(host)
    close = async () => platform.stop()
  })
  afterAll(async () => {
    await close()
    await Promise.all([issuer.close(), teams.close(), host.close()])
    quiet.mockRestore()
  })

  const says = (text: string, more: object = {}): Record<string, unknown> => ({
    ...teams.write(ana, channels.help, { text, extra: more }),
  })
  const heard = (): number => host.received.length
  const now = (): number => Math.floor(Date.now() / 1000)

  test('Teams, with a token of the Bot Framework for this bot and this connector', async () => {
    const { status } = await teams.deliver(says('hello'), issuer.token({}))
    expect(status).toBe(200)
    expect(await host.next('message')).toMatchObject({ name: ana.name })
  })

  const refused: readonly (readonly [string, (given: Issuer) => string | undefined])[] = [
    ['nobody without a token', () => undefined],
    ['nobody with an empty one', () => 'Bearer '],
    ['nobody with an expired one', (given) => given.token({ exp: now() - hour, nbf: now() - 2 * hour })],
    ['nobody with one of the future', (given) => given.token({ nbf: now() + hour, exp: now() + 2 * hour })],
    ['nobody with one for another bot', (given) => given.token({ aud: '99999999-1111-4222-8333-444444444444' })],
    ['nobody with one of another issuer', (given) => given.token({ iss: 'https://sts.contoso.com' })],
    [
      'not even this bot’s own token of Azure AD',
      (given) =>
        given.token({ iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', appid: appId, ver: '1.0' }),
    ],
    [
      'no other bot',
      (given) =>
        given.token({
          iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
          appid: '99999999-1111-4222-8333-444444444444',
          ver: '1.0',
        }),
    ],
    [
      'nobody with one for another connector',
      (given) => given.token({ serviceurl: 'https://smba.trafficmanager.net/x/' }),
    ],
    ['nobody with one for no connector', (given) => given.token({ serviceurl: undefined })],
    ['nobody who signed it with a key of their own', (given) => given.token({}, { key: otherKey() })],
    ['nobody with an unknown key', (given) => given.token({}, { header: { kid: 'key-2' } })],
    ['nobody with an unsigned one', (given) => given.token({}, { header: { alg: 'none' } }).replace(/\.[^.]*$/, '.')],
    [
      'nobody who changed it',
      (given) => given.token({}).replace(/\.(.)/, (_, first) => `.${first === 'e' ? 'f' : 'e'}`),
    ],
  ]
  test.each(refused)('%s', async (_, token) => {
    const before = heard()
    const { status } = await teams.deliver(says('let me in'), token(issuer))
    expect(status).toBe(401)
    expect(heard()).toBe(before)
  })

  test('nobody who names another connector than Microsoft’s, and no token is sent there', async () => {
    const before = heard()
    for (const serviceUrl of [
      'https://smba.trafficmanager.net.evil.example/',
      'http://smba.trafficmanager.net/',
      'https://evil.example/',
      '',
      'nonsense',
    ]) {
      const { status } = await teams.deliver(says('x', { serviceUrl }), issuer.token({ serviceurl: serviceUrl }))
      expect([400, 403]).toContain(status)
    }
    expect(heard()).toBe(before)
  })

  test('no other channel, and no organisation but the bot’s own', async () => {
    const before = heard()
    expect((await teams.deliver(says('x', { channelId: 'directline' }), issuer.token({}))).status).toBe(403)
    expect((await teams.deliver(says('x', { channelId: 'AseChannel' }), issuer.token({}))).status).toBe(403)
    const elsewhere = { conversation: { id: channels.help, conversationType: 'channel', tenantId: 'other' } }
    expect((await teams.deliver(says('x', elsewhere), issuer.token({}))).status).toBe(200)
    expect(heard()).toBe(before)
  })

  test('nobody by another way: other methods and huge bodies are turned away', async () => {
    expect((await fetch(`${host.url}/api/messages`)).status).toBe(405)
    const huge = await fetch(`${host.url}/api/messages`, { method: 'POST', body: 'x'.repeat(1_100_000) })
    expect(huge.status).toBe(413)
  })

  test('whatever is sent, the bot neither falls over nor answers with a fault of its own', async () => {
    await fc.assert(
      fc.asyncProperty(teamsJunk, async (activity) => {
        const whole = { channelId: 'msteams', serviceUrl: teams.serviceUrl, ...activity }
        const body = JSON.stringify(whole, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
        const response = await fetch(`${host.url}/api/messages`, {
          method: 'POST',
          headers: { authorization: issuer.token({}), 'content-type': 'application/json' },
          body,
        })
        expect([200, 400, 501]).toContain(response.status)
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})

describe('without an app, beside the emulator', () => {
  test('only this machine is trusted as a connector', () => {
    const emulator: Settings = { serviceHosts: [], dialogs: false }
    expect(isServiceUrl('http://127.0.0.1:56150/_connector', emulator)).toBe(true)
    expect(isServiceUrl('http://localhost:56150', emulator)).toBe(true)
    for (const url of [
      'https://smba.trafficmanager.net/emea/',
      'http://10.0.0.1/',
      'http://127.0.0.1.evil.example/',
      'http://user:x@127.0.0.1/',
    ])
      expect(isServiceUrl(url, emulator)).toBe(false)
  })

  test('with an app, this machine is not', () => {
    const app = { id: appId, password: 'x', type: 'SingleTenant', tenant } as const
    expect(isServiceUrl('http://127.0.0.1:56150/', { app, serviceHosts: [], dialogs: true })).toBe(false)
    expect(isServiceUrl('https://smba.trafficmanager.net/emea/', { app, serviceHosts: [], dialogs: true })).toBe(true)
    expect(isServiceUrl('https://smba.trafficmanager.net:8443/', { app, serviceHosts: [], dialogs: true })).toBe(false)
  })
})
