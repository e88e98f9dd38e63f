import nock from 'nock'
import { createPlatform } from '../../../adapters/teams'
import { placeRef } from '../../../adapters/teams/refs'
import { say, type Platform } from '../../../src/platform'
import { startStubHost, type StubHost } from '../../support/stub-host'
import { bot, channels, startTeamsFake, tenant, type TeamsFake } from '../../support/teams-fake'

const appId = '0f0f0f0f-1111-4222-8333-444444444444'
const login = 'https://login.microsoftonline.com'

/** Azure's sign-in for the organisation, as far as the SDK asks it. */
const azure = (answer: () => readonly [number, object]): nock.Scope =>
  nock(login)
    .persist()
    .get(/discovery/)
    .query(true)
    .reply(200, { tenant_discovery_endpoint: `${login}/${tenant}/v2.0/.well-known/openid-configuration`, metadata: [] })
    .get(/openid-configuration/)
    .query(true)
    .reply(200, {
      issuer: `${login}/${tenant}/v2.0`,
      token_endpoint: `${login}/${tenant}/oauth2/v2.0/token`,
      authorization_endpoint: `${login}/${tenant}/oauth2/v2.0/authorize`,
      jwks_uri: `${login}/${tenant}/keys`,
    })
    .post(/token/)
    .query(true)
    .reply(() => answer())

describe('the bot’s own token', () => {
  let host: StubHost
  let teams: TeamsFake
  let platform: Platform
  beforeEach(async () => {
    host = await startStubHost([])
    teams = await startTeamsFake()
    const app = { id: appId, password: 'secret', type: 'SingleTenant', tenant } as const
    platform = createPlatform({ app, serviceHosts: [teams.host], dialogs: true })
    await host.memory('references').put(`service/${tenant}`, { serviceUrl: teams.serviceUrl, bot })
    await platform.start(host)
  })
  afterEach(async () => {
    nock.cleanAll()
    nock.restore()
    await platform.stop()
    await Promise.all([teams.close(), host.close()])
  })

  test('is asked of its organisation once, and goes along with everything it says', async () => {
    let asked = 0
    azure(() => {
      asked += 1
      return [200, { token_type: 'Bearer', expires_in: 3600, access_token: 'the-bots-token' }]
    })
    const place = placeRef(tenant, channels.agents)
    const post = await platform.post(place, { text: say('hello') }, 'k1')
    await platform.edit(post, { text: say('hello again') })
    expect(teams.ledger.map(({ authorization }) => authorization)).toEqual([
      'Bearer the-bots-token',
      'Bearer the-bots-token',
    ])
    expect(asked).toBe(1)
  })
})
