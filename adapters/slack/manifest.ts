import { clip, type OperationInfo } from '../../src/platform'
import { botScopes, scopeReasons } from './manifest-scopes'

/** Names that Slack cuts or refuses when they are longer. */
const shortcutName = 24
const shortcutDescription = 150
const usageHint = 100

const events = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'channel_archive',
  'channel_deleted',
  'channel_left',
  'group_archive',
  'group_deleted',
  'group_left',
  'member_joined_channel',
  'member_left_channel',
  'message.channels',
  'message.groups',
  'message.im',
  'reaction_added',
  'reaction_removed',
  'subteam_members_changed',
  'subteam_updated',
  'tokens_revoked',
  'user_change',
] as const

const summaries = {
  ticket: 'Tickets: open, claim, reply, tag, find',
  desk: 'The help desk: channels, queues, roles, deadlines',
} as const

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value }

const commandOf = (command: 'ticket' | 'desk', operations: readonly OperationInfo[], host: string): Value => {
  const names = operations.filter((operation) => operation.command === command).map(({ name }) => name)
  return {
    command: `/${command}`,
    url: `${host}/slack/events`,
    description: summaries[command],
    usage_hint: clip(['help', ...names.filter((name) => name !== 'help')].join(' | '), usageHint),
    // People and channels arrive as ids, which cannot be mistaken.
    should_escape: true,
  }
}

const shortcutOf = (operation: OperationInfo, type: 'message' | 'global'): Value => ({
  name: clip(operation.title.en, shortcutName),
  type,
  callback_id: `${type === 'message' ? 'post' : 'global'}:${operation.name}`,
  description: clip(operation.summary.en, shortcutDescription),
})

/** True for what everybody may start from anywhere: opening a ticket. */
const isGlobal = ({ by, menus, command }: OperationInfo): boolean =>
  by === 'customer' && command === 'ticket' && menus.includes('post')

/** The app as Slack's "From a manifest" takes it. `host`: where the desk is reached, without a slash at the end. */
export const manifestOf = (operations: readonly OperationInfo[], host = 'https://desk.example.com'): Value => ({
  display_information: {
    name: 'Taquilla',
    description: 'A help desk inside Slack',
    long_description:
      'Taquilla turns messages into tickets and keeps both sides in the messengers they already use. Customers write in a channel or directly; agents claim, answer and solve from a card, its thread, a form or a command. Edits, reactions and files follow both ways, deadlines are watched, and nothing is lost.',
    background_color: '#1f3a5f',
  },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    bot_user: { display_name: 'Taquilla', always_online: true },
    shortcuts: [
      ...operations.filter(isGlobal).map((operation) => shortcutOf(operation, 'global')),
      ...operations.filter(({ menus }) => menus.includes('post')).map((operation) => shortcutOf(operation, 'message')),
    ],
    slash_commands: [commandOf('ticket', operations, host), commandOf('desk', operations, host)],
  },
  oauth_config: { redirect_urls: [`${host}/slack/oauth_redirect`], scopes: { bot: [...botScopes] } },
  settings: {
    event_subscriptions: { request_url: `${host}/slack/events`, bot_events: [...events] },
    interactivity: {
      is_enabled: true,
      request_url: `${host}/slack/events`,
      message_menu_options_url: `${host}/slack/events`,
    },
    org_deploy_enabled: true,
    socket_mode_enabled: false,
    token_rotation_enabled: false,
  },
})

const isList = (value: Value): value is readonly Value[] => Array.isArray(value)
const isPlain = (text: string): boolean =>
  /^[A-Za-z0-9_./-][A-Za-z0-9_./ -]*$/.test(text) && !/^(true|false|null|yes|no|on|off|[\d.]+)$/i.test(text)

const scalar = (value: string | number | boolean): string =>
  typeof value === 'string' && !isPlain(value) ? JSON.stringify(value) : String(value)

const lines = (value: Value, indent: string): string[] => {
  if (isList(value))
    return value.flatMap((one) => {
      const inner = typeof one === 'object' ? lines(one, `${indent}  `) : [`${indent}  ${scalar(one)}`]
      return inner.map((line, i) => (i === 0 ? `${indent}- ${line.slice(indent.length + 2)}` : line))
    })
  if (typeof value !== 'object') return [`${indent}${scalar(value)}`]
  return Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'object' ? [`${indent}${key}:`, ...lines(one, `${indent}  `)] : [`${indent}${key}: ${scalar(one)}`],
  )
}

const preface = [
  '# Taquilla for Slack. Made by adapters/slack/manifest.ts; a test keeps the two alike.',
  '# Put the address of your desk in place of https://desk.example.com, or set socket_mode_enabled to true:',
  '# then Slack needs no address. Why each scope is asked: docs/connect-slack.md.',
]

export const manifestYaml = (operations: readonly OperationInfo[]): string =>
  `${[...preface, ...lines(manifestOf(operations), '')].join('\n')}\n`

/** The table of docs/connect-slack.md. */
export const scopeTable = (): string =>
  [
    '| scope | why |',
    '| --- | --- |',
    ...botScopes.map((scope) => `| \`${scope}\` | to ${scopeReasons[scope]} |`),
  ].join('\n')
