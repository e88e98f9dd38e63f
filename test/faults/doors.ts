import { platform as slackDefinition } from '../../adapters/slack/definition'
import { createPlatform as createTeams } from '../../adapters/teams'
import { contractOperations } from '../contract/platform-contract'
import { configFor, peopled } from '../support/slack-harness'
import { startStubHost, type StubHost } from '../support/stub-host'
import { ana, channels, startTeamsFake, tenant } from '../support/teams-fake'
import { startIssuer, type Issuer } from '../support/teams-keys'

const appId = '0f0f0f0f-1111-4222-8333-444444444444'

/** A network's door to a desk that only writes down what came in. */
export interface Door {
  readonly host: StubHost
  close(): Promise<void>
}
export type SlackDoor = Door & { readonly fake: Awaited<ReturnType<typeof peopled>> }
export type TeamsDoor = Door & {
  readonly issuer: Issuer
  /** Somebody's words as Teams would send them. */
  words(): Record<string, unknown>
  post(body: unknown, token: string | undefined): Promise<number>
}

export const openSlackDoor = async (): Promise<SlackDoor> => {
  const host = await startStubHost(contractOperations)
  const fake = await peopled()
  fake.aim(host.url)
  const platform = slackDefinition.create(configFor(fake))
  await platform.start(host)
  return {
    host,
    fake,
    close: async () => {
      await platform.stop()
      await fake.close()
      await host.close()
    },
  }
}

export const openTeamsDoor = async (): Promise<TeamsDoor> => {
  // The SDK prints what it refuses.
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => {})
  const host = await startStubHost(contractOperations)
  const teams = await startTeamsFake()
  teams.connect(host.url)
  const issuer = await startIssuer(appId, teams.serviceUrl)
  const platform = createTeams({
    app: { id: appId, password: 'secret', type: 'SingleTenant', tenant },
    serviceHosts: [teams.host],
    openIdMetadata: issuer.metadata,
    dialogs: true,
  })
  await platform.start(host)
  return {
    host,
    issuer,
    words: () => teams.write(ana, channels.help, { text: 'let me in' }),
    post: async (body, token) => {
      const whole = { channelId: 'msteams', serviceUrl: teams.serviceUrl, ...(body as object) }
      const response = await fetch(`${host.url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: token }) },
        body: JSON.stringify(whole, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      })
      await response.arrayBuffer()
      return response.status
    },
    close: async () => {
      await platform.stop()
      await Promise.all([issuer.close(), teams.close(), host.close()])
      quiet.mockRestore()
    },
  }
}
