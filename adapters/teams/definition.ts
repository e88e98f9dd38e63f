import { z } from 'zod'
import { definePlatform, type Platform } from '../../src/platform'
import type { createPlatform } from './index'
import type { Settings } from './settings'

const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

const config = z
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
type Config = z.infer<typeof config>

const settingsOf = (given: Config): Settings => ({
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

/** Microsoft Teams, by the Bot Framework's connector. */
export const platform = definePlatform<Config>({
  name: 'teams',
  config,
  configured: (given) => given.TEAMS_APP_ID !== undefined || given.TEAMS_EMULATOR === 'on',
  create(given): Platform {
    if (given.TEAMS_APP_ID === undefined && given.TEAMS_EMULATOR !== 'on')
      throw new Error('Teams needs TEAMS_APP_ID, or TEAMS_EMULATOR=on on loopback')
    return (require('./index') as { createPlatform: typeof createPlatform }).createPlatform(settingsOf(given))
  },
})
