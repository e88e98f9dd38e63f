import { z } from 'zod'

/** Settings that the environment comes to. */
export interface Settings {
  /** Absent with the emulator: no authentication either way, loopback alone. */
  readonly app?: {
    readonly id: string
    readonly password: string
    readonly type: 'SingleTenant' | 'MultiTenant'
    /** Always there for SingleTenant. */
    readonly tenant?: string
  }
  /** Lower case `host` or `host:port`, beside Microsoft's own. */
  readonly serviceHosts: readonly string[]
  readonly openIdMetadata?: string
  /** Forms open as dialogs; the Playground has none, so there they are cards in the conversation. */
  readonly dialogs: boolean
}

const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

/** The environment variables of Teams. */
export const config = z
  .object({
    TEAMS_APP_ID: z.guid().optional().meta({
      description: 'Microsoft app ID of the Azure Bot',
      allowed: 'a GUID',
    }),
    TEAMS_APP_PASSWORD: z.string().min(1).optional().meta({
      description: 'Client secret of that app',
      allowed: 'text',
      secret: true,
    }),
    TEAMS_APP_TYPE: z.enum(['SingleTenant', 'MultiTenant']).default('SingleTenant').meta({
      description: 'Type of the Azure Bot',
    }),
    TEAMS_TENANT_ID: z.guid().optional().meta({
      description: 'Organisation of the app; a SingleTenant bot listens to no other',
      allowed: 'a GUID',
    }),
    TEAMS_EMULATOR: z.enum(['on', 'off']).default('off').meta({
      description: 'Without authentication, for the Agents Playground on this machine; only with HOST on loopback',
    }),
    TEAMS_SERVICE_HOSTS: z
      .string()
      .regex(/^[\w.:-]+(\s*,\s*[\w.:-]+)*$/)
      .optional()
      .meta({
        description: 'Further hosts the bot may send its token to, for other clouds',
        allowed: 'host names, separated by commas',
      }),
    TEAMS_OPENID_METADATA: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        description: 'Where the keys of the Bot Framework are published, for other clouds',
        allowed: 'a URL',
        default: 'the public cloud’s',
      }),
    HOST: z.string().default('127.0.0.1'),
  })
  .superRefine((given, context) => {
    const fault = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    const isEmulator = given.TEAMS_EMULATOR === 'on'
    if (isEmulator && given.TEAMS_APP_ID)
      fault('TEAMS_EMULATOR', 'is for trying out without an app: leave TEAMS_APP_ID out, or this.')
    if (isEmulator && !isLoopbackHost(given.HOST))
      fault(
        'TEAMS_EMULATOR',
        'asks nobody who they are: it works only with HOST=127.0.0.1, so that nobody else can reach it.',
      )
    if (!given.TEAMS_APP_ID && given.TEAMS_APP_PASSWORD)
      fault('TEAMS_APP_ID', 'is missing: TEAMS_APP_PASSWORD is its secret.')
    if (!given.TEAMS_APP_ID) return
    if (!given.TEAMS_APP_PASSWORD)
      fault('TEAMS_APP_PASSWORD', 'is missing: make a client secret for the app in Azure and put it here.')
    if (given.TEAMS_APP_TYPE === 'SingleTenant' && !given.TEAMS_TENANT_ID)
      fault(
        'TEAMS_TENANT_ID',
        'is missing: a SingleTenant bot needs its organisation’s tenant ID (Azure, the bot’s Configuration page).',
      )
  })
export type TeamsConfig = z.infer<typeof config>

/** Settings of the environment, as the adapter uses them. */
export const settingsOf = (given: TeamsConfig): Settings => ({
  ...(given.TEAMS_APP_ID !== undefined && {
    app: {
      id: given.TEAMS_APP_ID,
      password: given.TEAMS_APP_PASSWORD ?? '',
      type: given.TEAMS_APP_TYPE,
      ...(given.TEAMS_APP_TYPE === 'SingleTenant' && given.TEAMS_TENANT_ID && { tenant: given.TEAMS_TENANT_ID }),
    },
  }),
  dialogs: given.TEAMS_APP_ID !== undefined,
  serviceHosts: (given.TEAMS_SERVICE_HOSTS ?? '')
    .toLowerCase()
    .split(',')
    .map((host) => host.trim())
    .filter(Boolean),
  ...(given.TEAMS_OPENID_METADATA !== undefined && { openIdMetadata: given.TEAMS_OPENID_METADATA }),
})

/** The connectors of Teams: public cloud, GCC, GCC High, DoD. */
const microsoft = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
]
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])
export const isLoopback = (host: string): boolean =>
  loopback.has(host) || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1'

/** The bot's token goes to these hosts and nowhere else, whatever an activity says. */
export const isServiceUrl = (url: string, { app, serviceHosts }: Settings): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname, username, password } = new URL(url)
  if (username || password) return false
  if (!app) return (protocol === 'http:' || protocol === 'https:') && isLoopback(hostname)
  if (serviceHosts.includes(host)) return protocol === 'https:' || isLoopback(hostname)
  return protocol === 'https:' && microsoft.includes(host)
}
