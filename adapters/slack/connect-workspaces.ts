import { WebClient, type WebClientOptions } from '@slack/web-api'
import { recentMap, type Log, defined } from '../../src/platform'
import type { Installed } from './connect-installations'
import type { Json } from './payload'
import { sdkLog } from './connect-log'
import { installationsOf } from './inbound-native'
import { slackCode } from './outgoing-call'

/** One installation: a workspace, or a whole organisation. */
export interface Workspace {
  /** `T…` or `E…`. */
  readonly id: string
  /** The bot's user and its bot id. */
  readonly bot: string
  readonly botId?: string
  readonly token: string
  readonly client: WebClient
}
export interface Workspaces {
  /** Undefined for a workspace that is not installed. Rejects when that cannot be known just now. */
  of(body: Json): Promise<Workspace | undefined>
  byId(id: string): Promise<Workspace | undefined>
  all(): Promise<readonly Workspace[]>
  forget(id: string): void
}

/** The courier owns retrying: a retry after a lost answer is a double. */
export const clientOptions = (apiUrl: string | undefined, log: Log): WebClientOptions => ({
  logger: sdkLog(log),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: 15_000,
  allowAbsoluteUrls: false,
  ...(apiUrl !== undefined && { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
})

const wrongToken = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'])

/** The one workspace of a bot token. Throws at once for a token that Slack does not take. */
export const oneWorkspace = (token: string, options: WebClientOptions): Workspaces => {
  const client = new WebClient(token, options)
  let asking: Promise<Workspace> | undefined
  const ask = async (): Promise<Workspace> => {
    const told = await client.auth.test().catch((error: unknown) => {
      asking = undefined
      if (wrongToken.has(slackCode(error)))
        throw new Error(
          `SLACK_BOT_TOKEN is not taken by Slack (${slackCode(error)}): copy it again from the app's "OAuth & Permissions" page`,
        )
      throw error
    })
    const id = (told.is_enterprise_install ? told.enterprise_id : told.team_id) ?? ''
    return { id, bot: told.user_id ?? '', token, client, ...defined({ botId: told.bot_id }) }
  }
  const own = (): Promise<Workspace> => (asking ??= ask())
  return {
    of: async (body) => {
      const workspace = await own()
      return installationsOf(body).includes(workspace.id) ? workspace : undefined
    },
    byId: async (id) => {
      const workspace = await own()
      return workspace.id === id ? workspace : undefined
    },
    all: async () => [await own()],
    forget() {},
  }
}

const knownMs = 60_000

/** As many workspaces as installed the app. Another process may install or revoke, so what is known is asked again each minute. */
export const manyWorkspaces = (
  find: (id: string) => Promise<Installed | undefined>,
  list: () => Promise<readonly Installed[]>,
  options: WebClientOptions,
): Workspaces => {
  const known = recentMap<{ readonly until: number; readonly workspace: Workspace | undefined }>(10_000)
  const make = ({ id, bot, botId, token }: Installed): Workspace => {
    const earlier = known.get(id)?.workspace
    const client = earlier?.token === token ? earlier.client : new WebClient(token, options)
    return { id, bot, token, client, ...defined({ botId }) }
  }
  const byId = async (id: string): Promise<Workspace | undefined> => {
    const now = Date.now()
    const kept = known.get(id)
    if (kept && kept.until > now) return kept.workspace
    const installed = await find(id)
    const workspace = installed && make(installed)
    known.set(id, { until: now + knownMs, workspace })
    return workspace
  }
  return {
    byId,
    of: async (body) => {
      for (const id of installationsOf(body)) {
        const workspace = await byId(id)
        if (workspace) return workspace
      }
      return undefined
    },
    all: async () => (await list()).map(make),
    forget: (id) => known.delete(id),
  }
}
