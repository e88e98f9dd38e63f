import { parseCommand, type Input, type InputValue, type OperationInfo, type ParsedCommand } from '../../src/platform'
import { text } from './payload'
import { literalText, parseMrkdwn } from './markdown-read'
import type { Native } from './inbound-native'
import { channelRef, userRef } from './refs'
import { localeOf } from './words'

export type Read =
  | { readonly kind: 'invoke'; readonly operation: string; readonly input: Input }
  | (ParsedCommand & { readonly kind: 'unknown' | 'usage' })

/** `/ticket` as Slack sends it; another app's name for it (`/acme-ticket`) works too. */
export const commandOf = ({ body }: Pick<Native, 'body'>): 'ticket' | 'desk' =>
  text(body['command']).endsWith('desk') ? 'desk' : 'ticket'

/** Reads a slash command. With `should_escape` people and channels come as `<@U1|ana>` and `<#C1|help>`. */
export const readCommand = (native: Native, operations: readonly OperationInfo[]): Read => {
  const { body, workspace, people } = native
  const line = `/${commandOf(native)} ${text(body['text'])}`
  const parsed = parseCommand(line, {
    operations,
    locale: localeOf(people[text(body['user_id'])]?.locale),
    resolve: (kind, word) => {
      const id = (kind === 'user' ? /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/ : /^<#([CG][A-Z0-9]+)(?:\|[^>]*)?>$/).exec(
        word,
      )?.[1]
      if (id === undefined) return undefined
      return kind === 'user' ? userRef(workspace, id) : channelRef(workspace, id)
    },
  })
  if (parsed.kind === 'help')
    return { kind: 'invoke', operation: 'help', input: { command: parsed.operation ?? parsed.command } }
  if (parsed.kind !== 'invoke') return parsed
  const info = operations.find(({ name }) => name === parsed.operation)
  const literal = (value: string): string => literalText(value, native)
  const read = ([name, value]: readonly [string, InputValue]): readonly [string, InputValue] => {
    const field = info?.fields.find((one) => one.name === name)
    if (typeof value === 'string')
      return [name, field?.kind === 'rich-text' ? parseMrkdwn(value, native) : literal(value)]
    return Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? [name, (value as readonly string[]).map(literal)]
      : [name, value]
  }
  return {
    kind: 'invoke',
    operation: parsed.operation,
    input: Object.fromEntries(Object.entries(parsed.input).map(read)),
  }
}
