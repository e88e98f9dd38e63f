import type { IncomingMessage, ServerResponse } from 'node:http'
import { InstallProvider, type Installation, type InstallationStore } from '@slack/oauth'
import type { WebClientOptions } from '@slack/web-api'
import type { Log, Memory } from '../../src/platform'
import { maybe, record } from './payload'
import { sdkLog } from './connect-log'
import { botScopes } from './manifest-scopes'
import { localeOf, words } from './words'

/** Installation as it is kept, its token sealed. */
export interface Installed {
  readonly id: string
  readonly bot: string
  readonly botId?: string
  readonly token: string
  /** Person who installed it. */
  readonly installer: string
}

export interface Installations {
  find(id: string): Promise<Installed | undefined>
  list(): Promise<readonly Installed[]>
  remove(id: string): Promise<void>
  /** `/slack/install`: to Slack's consent page. */
  install(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** `/slack/oauth_redirect`: back from it. */
  redirect(request: IncomingMessage, response: ServerResponse): Promise<void>
}

export interface OAuthSettings {
  readonly clientId: string
  readonly clientSecret: string
  readonly stateSecret: string
  readonly apiUrl?: string
}

const idOf = ({
  isEnterpriseInstall,
  enterprise,
  team,
}: Pick<Installation, 'isEnterpriseInstall' | 'enterprise' | 'team'>): string =>
  (isEnterpriseInstall ? enterprise?.id : team?.id) ?? ''

const read = (value: unknown): Installed | undefined => {
  const { id, bot, botId, token, installer } = record(value)
  if (typeof id !== 'string' || typeof bot !== 'string' || typeof token !== 'string') return undefined
  return { id, bot, token, installer: maybe(installer) ?? bot, ...(typeof botId === 'string' && { botId }) }
}

/** GovSlack and tests ask for consent where their API is. */
const consentUrl = (apiUrl: string | undefined): string =>
  apiUrl === undefined ? 'https://slack.com/oauth/v2/authorize' : new URL('/oauth/v2/authorize', apiUrl).href

const page = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  key: 'installed' | 'notInstalled',
): void => {
  const locale = localeOf(request.headers['accept-language'])
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' })
  response.end(
    `<!doctype html><html lang="${locale}"><meta name="viewport" content="width=device-width"><title>Taquilla</title><body style="font:18px/1.5 system-ui;margin:4em auto;max-width:30em;padding:0 1em">${words[locale][key]}</body></html>`,
  )
}

/** Installations by OAuth, kept by the desk. `installed` tells the desk; rejects when that could not be stored. */
export const openInstallations = (
  settings: OAuthSettings,
  memory: Memory,
  log: Log,
  options: WebClientOptions,
  installed: (installation: Installed) => Promise<void>,
): Installations => {
  const find = async (id: string): Promise<Installed | undefined> => read(await memory.get(id))
  const installationStore: InstallationStore = {
    storeInstallation: async (installation) => {
      const { bot, user } = installation
      const id = idOf(installation as Installation)
      if (!bot || id === '') throw new Error('Slack sent an installation without a bot')
      const kept: Installed = { id, bot: bot.userId, botId: bot.id, token: bot.token, installer: user.id }
      await memory.put(id, kept, { secret: true })
      await installed(kept)
    },
    // The provider asks for it only in its own `authorize`, which is not used here.
    fetchInstallation: async () => Promise.reject(new Error('installations are found by id')),
    deleteInstallation: async ({ isEnterpriseInstall, enterpriseId, teamId }) =>
      memory.delete((isEnterpriseInstall ? enterpriseId : teamId) ?? ''),
  }
  const provider = new InstallProvider({
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    stateSecret: settings.stateSecret,
    installationStore,
    installUrlOptions: { scopes: [...botScopes] },
    directInstall: true,
    logger: sdkLog(log),
    clientOptions: options,
    authorizationUrl: consentUrl(settings.apiUrl),
  })
  return {
    find,
    list: async () => (await memory.list('')).flatMap(({ value }) => read(value) ?? []),
    remove: async (id) => memory.delete(id),
    install: async (request, response) => provider.handleInstallPath(request, response),
    redirect: async (request, response) =>
      provider.handleCallback(request, response, {
        success: () => page(request, response, 200, 'installed'),
        failure: () => page(request, response, 400, 'notInstalled'),
      }),
  }
}
