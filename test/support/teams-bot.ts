import { createPlatform } from '../../adapters/teams'
import { placeRef } from '../../adapters/teams/refs'
import type { OperationInfo, Platform } from '../../src/platform'
import { startStubHost, type StubHost } from './stub-host'
import {
  actionsOf,
  bot,
  cardIn,
  startTeamsFake,
  tenant,
  type FakePerson,
  type FakePost,
  type TeamsFake,
} from './teams-fake'

/** Answer to a client, as deep as a test looks into it. */
export interface Told {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}
export interface Bot {
  readonly host: StubHost
  readonly teams: TeamsFake
  readonly platform: Platform
  /** An invoke of Teams, and what the client is answered. */
  invoke(by: FakePerson, conversation: string, name: string, value: object, more?: object): Promise<Told>
  /** Presses a button of a card by its title, as the client does: with what its inputs hold. */
  press(by: FakePerson, post: FakePost, title: string, inputs?: object): Promise<Told>
  place(conversation: string): ReturnType<typeof placeRef>
  close(): Promise<void>
}

/** The adapter alone, between a desk of cardboard and a connector of its own. */
export const startBot = async (operations: readonly OperationInfo[] = []): Promise<Bot> => {
  const host = await startStubHost(operations)
  const teams = await startTeamsFake()
  teams.connect(host.url)
  await host.memory('references').put(`service/${tenant}`, { serviceUrl: teams.serviceUrl, bot })
  const platform = createPlatform({ serviceHosts: [], dialogs: true })
  await platform.start(host)
  const invoke: Bot['invoke'] = async (by, conversation, name, value, more = {}) =>
    teams.deliver(teams.activity(by, conversation, { type: 'invoke', name, value, ...more }))
  return {
    host,
    teams,
    platform,
    invoke,
    press: async (by, post, title, inputs = {}) => {
      const action = actionsOf(cardIn(post)).find((one) => one['title'] === title)
      if (!action) throw new Error(`no button ${title}`)
      const data = { ...(action['data'] as object), ...inputs }
      const on = { replyToId: post.id }
      if (action.type === 'Action.Submit') return invoke(by, post.conversation, 'task/fetch', { data }, on)
      return invoke(
        by,
        post.conversation,
        'adaptiveCard/action',
        { action: { type: action.type, verb: action['verb'], data } },
        on,
      )
    },
    place: (conversation) => placeRef(tenant, conversation),
    async close() {
      await platform.stop()
      await Promise.all([teams.close(), host.close()])
    },
  }
}
