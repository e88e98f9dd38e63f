import { createHash } from 'node:crypto'
import { ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from 'botbuilder'
import {
  AuthenticationConstants,
  AuthenticationError,
  ClaimsIdentity,
  type ConnectorClient,
} from 'botframework-connector'
import { recentMap } from '../../src/platform'
import { NotTeams, type Sdk } from './connect-sdk'
import { isServiceUrl, type Settings } from './settings'

/** Teams sends one token with all it says for an hour; a signature is checked once in this time. */
const trustedMs = 300_000

/**
 * The SDK also takes tokens that any Azure AD application or our own bot was given (the Emulator's, other bots'): such a
 * token of ours, once seen by somebody, would open our own door. Teams' are all from one issuer.
 */
const onlyTheChannel =
  (settings: Settings) =>
  async (claims: readonly { type: string; value: string }[]): Promise<void> => {
    const issuer = claims.find(({ type }) => type === AuthenticationConstants.IssuerClaim)?.value
    if (settings.app && issuer !== AuthenticationConstants.ToBotFromChannelTokenIssuer)
      throw new AuthenticationError('the token is not of the Bot Framework', 401)
  }

export const connectSdk = (settings: Settings): Sdk => {
  const { app, openIdMetadata } = settings
  const credentials = new ConfigurationServiceClientCredentialFactory(
    app
      ? {
          MicrosoftAppId: app.id,
          MicrosoftAppPassword: app.password,
          MicrosoftAppType: app.type,
          ...(app.tenant && { MicrosoftAppTenantId: app.tenant }),
        }
      : {},
  )
  const authentication = new ConfigurationBotFrameworkAuthentication(
    openIdMetadata === undefined ? {} : endpoints(openIdMetadata),
    credentials,
    { requiredEndorsements: [], validateClaims: onlyTheChannel(settings) } as never,
  )
  const identity = new ClaimsIdentity([
    { type: AuthenticationConstants.AudienceClaim, value: app?.id ?? '' },
    { type: AuthenticationConstants.AppIdClaim, value: app?.id ?? '' },
  ])
  const clients = recentMap<Promise<ConnectorClient>>(1000)
  const connect = async (serviceUrl: string): Promise<ConnectorClient> => {
    const client = await authentication.createConnectorFactory(identity).create(serviceUrl, undefined as never)
    // A retry after a lost answer is a duplicate, and a redirect would take the token along.
    for (const name of ['defaultRetryPolicy', 'redirectPolicy']) pipelineOf(client).removePolicy({ name })
    return client
  }
  const trusted = recentMap<number>(1000)
  const authenticate: Sdk['authenticate'] = async (authorization, { channelId, serviceUrl }) => {
    const id = createHash('sha256').update(`${channelId} ${serviceUrl} ${authorization}`).digest('base64')
    if ((trusted.get(id) ?? 0) > Date.now()) return
    trusted.delete(id)
    const { claimsIdentity } = await authentication
      .authenticateRequest({ channelId, serviceUrl } as never, authorization)
      .catch((error: unknown) => {
        throw isTokenFault(error) ? new NotTeams('the token cannot be used') : error
      })
    if (!app) return
    const expires = Number(claimsIdentity.getClaimValue('exp') ?? 0) * 1000
    trusted.set(id, Math.min(expires, Date.now() + trustedMs))
  }
  return {
    authenticate,
    async connector(serviceUrl) {
      if (!isServiceUrl(serviceUrl, settings)) throw new Error('this is no connector of Teams')
      const known = clients.get(serviceUrl) ?? connect(serviceUrl)
      clients.set(serviceUrl, known)
      known.catch(() => clients.delete(serviceUrl))
      return known
    },
  }
}

/** The SDK's own, jsonwebtoken's, and what its parser throws at a token that is none. */
const isTokenFault = (error: unknown): boolean =>
  error instanceof AuthenticationError ||
  error instanceof SyntaxError ||
  error instanceof TypeError ||
  (error instanceof Error && /^(JsonWebTokenError|TokenExpiredError|NotBeforeError)$/.test(error.name))

const pipelineOf = (client: ConnectorClient): { removePolicy(by: { name: string }): void } =>
  (client as unknown as { client: { pipeline: { removePolicy(by: { name: string }): void } } }).client.pipeline

/** With one endpoint given the SDK wants them all. */
const endpoints = (openIdMetadata: string): Record<string, string> => ({
  ToChannelFromBotLoginUrl: AuthenticationConstants.ToChannelFromBotLoginUrl,
  ToChannelFromBotOAuthScope: AuthenticationConstants.ToChannelFromBotOAuthScope,
  ToBotFromChannelTokenIssuer: AuthenticationConstants.ToBotFromChannelTokenIssuer,
  OAuthUrl: AuthenticationConstants.OAuthUrl,
  ToBotFromChannelOpenIdMetadataUrl: openIdMetadata,
  ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadata,
})
