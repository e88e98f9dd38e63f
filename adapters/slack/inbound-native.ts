import type { ButtonAction } from '../../src/platform'
import { list, maybe, record, text, type Json } from './payload'

/** Profile of somebody in Slack's directory. */
export interface Known {
  readonly name: string
  readonly locale?: string
  readonly bot?: boolean
}

/** A verified payload with what must be looked up to understand it. */
export interface Native {
  readonly body: Json
  /** Time of arrival: commands and forms do not say when they were sent. */
  readonly at: Date
  /** The installation it belongs to: a team, or an organisation. */
  readonly workspace: string
  /** The bot's own user there. */
  readonly bot: string
  readonly people: Readonly<Record<string, Known>>
  readonly channels?: Readonly<Record<string, string>>
  /** The action of a pressed control whose id is a token. */
  readonly action?: ButtonAction
  /** The errand of a submitted form whose metadata is a token. */
  readonly errand?: unknown
  /** The message under a reaction that opens a ticket. */
  readonly found?: Json
}

export const eventOf = ({ body }: Pick<Native, 'body'>): Json => record(body['event'])

/** The message that an event or interaction is about, as it stands now. */
export const messageIn = (body: Json): Json => {
  const event = record(body['event'])
  const inner = record(event['message'])
  return Object.keys(inner).length > 0 ? inner : body['event'] === undefined ? record(body['message']) : event
}

const within = (value: unknown, visit: (element: Json) => void, depth = 0): void => {
  if (depth > 12) return
  if (Array.isArray(value)) for (const one of value) within(one, visit, depth + 1)
  else if (typeof value === 'object' && value !== null) {
    visit(value as Json)
    for (const one of Object.values(value)) if (typeof one === 'object') within(one, visit, depth + 1)
  }
}
const inText = (source: string, pattern: RegExp): readonly string[] =>
  [...source.matchAll(pattern)].map(([, id]) => id ?? '')

/** Everybody a payload names, and every channel its text mentions: to be looked up before it is understood. */
export const namesIn = (
  body: Json,
  found?: Json,
): { readonly people: readonly string[]; readonly channels: readonly string[] } => {
  const event = record(body['event'])
  // Every change of anybody's profile is told: only who is deactivated is looked up.
  if (event['type'] === 'user_change' && record(event['user'])['deleted'] !== true) return { people: [], channels: [] }
  const message = messageIn(body)
  const user = (value: unknown): string | undefined => maybe(value) ?? maybe(record(value)['id'])
  const people = [
    user(event['user']),
    user(body['user']),
    maybe(body['user_id']),
    user(message['user']),
    user(record(event['previous_message'])['user']),
    maybe(record(message['edited'])['user']),
    maybe(event['item_user']),
    maybe(event['inviter']),
    user(found?.['user']),
  ]
  const channels: string[] = []
  const words = [text(message['text']), text(body['text']), text(found?.['text'])].join(' ')
  const state = record(record(body['view'])['state'])['values']
  within([message['blocks'], state, found?.['blocks']], (element) => {
    if (element['type'] === 'user') people.push(maybe(element['user_id']))
    if (element['type'] === 'channel') channels.push(text(element['channel_id']))
  })
  people.push(...inText(words, /<@([UW][A-Z0-9]+)/g))
  channels.push(...inText(words, /<#([CG][A-Z0-9]+)(?:\|)?>/g))
  const some = (ids: readonly (string | undefined)[]): readonly string[] =>
    [...new Set(ids.filter((id): id is string => id !== undefined && id !== ''))].slice(0, 25)
  return { people: some(people), channels: some(channels) }
}

/** The ids under which this payload's installation may be kept, the likeliest first. All of it was signed by Slack. */
export const installationsOf = (body: Json): readonly string[] => {
  const authorization = record(list(body['authorizations'])[0])
  const ids =
    Object.keys(authorization).length > 0
      ? [
          authorization['is_enterprise_install'] === true ? authorization['enterprise_id'] : authorization['team_id'],
          authorization['team_id'],
          authorization['enterprise_id'],
        ]
      : body['event'] !== undefined
        ? [body['context_team_id'], body['team_id'], body['context_enterprise_id'], body['enterprise_id']]
        : [
            // In a shared channel the presser may be of another workspace: the card is of ours.
            isOurs(record(body['message'])) ? record(body['message'])['team'] : undefined,
            record(body['view'])['app_installed_team_id'],
            record(body['team'])['id'],
            body['team_id'],
            record(body['enterprise'])['id'],
            body['enterprise_id'],
          ]
  return [...new Set(ids.flatMap((id) => maybe(id) ?? []))]
}
const isOurs = (message: Json): boolean => message['bot_id'] !== undefined
