import { z } from 'zod'

/** Part of the environment that concerns Slack: see docs/connect-slack.md. */
export interface SlackConfig {
  readonly SLACK_BOT_TOKEN?: string | undefined
  readonly SLACK_SIGNING_SECRET?: string | undefined
  readonly SLACK_APP_TOKEN?: string | undefined
  readonly SLACK_CLIENT_ID?: string | undefined
  readonly SLACK_CLIENT_SECRET?: string | undefined
  readonly SLACK_STATE_SECRET?: string | undefined
  readonly SLACK_API_URL?: string | undefined
}

const secret = (start: RegExp, allowed: string, description: string) =>
  z.string().regex(start).optional().meta({ description, allowed, secret: true })
const some = (description: string, allowed: string) =>
  z.string().min(1).optional().meta({ description, allowed, secret: true })

export const config = z
  .object({
    SLACK_BOT_TOKEN: secret(
      /^xox[a-z]-\S+$/,
      'a token that begins with xoxb-',
      'Slack: the bot’s token, for one workspace',
    ),
    SLACK_SIGNING_SECRET: some('Slack: signing secret, to receive events over HTTP', 'the app’s "Signing Secret"'),
    SLACK_APP_TOKEN: secret(
      /^xapp-\S+$/,
      'a token that begins with xapp-',
      'Slack: app-level token, to receive events by Socket Mode',
    ),
    SLACK_CLIENT_ID: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Slack: client id, to be installed in many workspaces', allowed: 'the app’s "Client ID"' }),
    SLACK_CLIENT_SECRET: some('Slack: client secret, with the client id', 'the app’s "Client Secret"'),
    SLACK_STATE_SECRET: some('Slack: signs the state of an installation under way', 'any long random text'),
    SLACK_API_URL: z
      .string()
      .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))
      .optional()
      .meta({
        description: 'Slack: address of the Web API',
        allowed: 'a URL, such as https://slack-gov.com/api/',
        default: 'https://slack.com/api/',
      }),
  })
  .superRefine((given, context) => {
    const fault = (variable: keyof typeof given, message: string): void =>
      context.addIssue({ code: 'custom', path: [variable], message })
    const {
      SLACK_BOT_TOKEN: token,
      SLACK_CLIENT_ID: clientId,
      SLACK_SIGNING_SECRET: signing,
      SLACK_APP_TOKEN: app,
    } = given
    const isAny = Object.entries(given).some(([name, value]) => name !== 'SLACK_API_URL' && value !== undefined)
    if (!isAny) return
    if (token === undefined && clientId === undefined)
      fault(
        'SLACK_BOT_TOKEN',
        'is missing: set it for one workspace, or SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_STATE_SECRET for many.',
      )
    if (token !== undefined && clientId !== undefined)
      fault(
        'SLACK_CLIENT_ID',
        'stands beside SLACK_BOT_TOKEN: the token serves one workspace, the client id many. Keep one of the two.',
      )
    if (signing === undefined && app === undefined)
      fault(
        'SLACK_SIGNING_SECRET',
        'is missing: set it to receive events over HTTP, or SLACK_APP_TOKEN to receive them by Socket Mode.',
      )
    if (clientId === undefined) return
    for (const variable of ['SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'] as const)
      if (given[variable] === undefined) fault(variable, 'is missing: SLACK_CLIENT_ID needs it.')
  })
