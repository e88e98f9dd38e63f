import {
  parseCommand,
  plain,
  type Inline,
  type Input,
  type OperationInfo,
  type ParsedCommand,
  type RichText,
  type UserRef,
} from '../../src/platform'
import { localeOf } from './words'

/** Words written to the bot, its own name taken off. */
export interface Line {
  readonly text: RichText
  readonly locale?: string
  /** By name, in a channel or group chat. */
  readonly addressed: boolean
  readonly direct: boolean
  /** Inside a reply chain: it may be a ticket's room. */
  readonly thread: boolean
}
export type Command =
  | { readonly kind: 'invoke'; readonly operation: string; readonly input: Input }
  /** The desk reads it by who wrote it: for a customer it is a message. */
  | { readonly kind: 'marked' }
  /** An operation's name and nothing of what it needs. */
  | { readonly kind: 'form'; readonly operation: string }
  | { readonly kind: 'unread'; readonly parsed: ParsedCommand & { readonly kind: 'unknown' | 'usage' } }

// No ticket has this number: what is read with it was written without one.
const anyTicket = '0'

/**
 * A line that is a command, or undefined for a message. A customer's words must never be lost to a command that the
 * customer may not use: what takes free words, or the ticket of its room, is handed over as a message marked with `!`,
 * which the desk reads as a command when an agent wrote it.
 */
export const readCommand = (line: Line, operations: readonly OperationInfo[]): Command | undefined => {
  const { addressed, direct, thread, locale } = line
  const text = plain(line.text)
  const isExplicit = /^\s*(\/|(ticket|desk)\s)/i.test(text)
  if (/^\s*!/.test(text) || (!addressed && !isExplicit && !direct)) return undefined
  const options = { operations, locale: localeOf(locale), resolve: mentionedIn(line.text) }
  const parsed = parseCommand(text, options)
  if (parsed.kind === 'help') {
    const bare = /^\s*\/?(ticket\s+|desk\s+)?(help|ayuda|\?)?\s*$/i.test(text)
    const about = parsed.operation ?? (parsed.command === 'desk' ? 'desk' : undefined)
    return isExplicit || addressed || bare
      ? { kind: 'invoke', operation: 'help', input: about ? { command: about } : {} }
      : undefined
  }
  if (parsed.kind === 'invoke') {
    const operation = operations.find(({ name }) => name === parsed.operation)
    if (!isExplicit && direct && !isWhole(text, parsed)) return undefined
    if (parsed.rest === undefined || isExplicit)
      return { kind: 'invoke', operation: parsed.operation, input: parsed.input }
    if (operation?.by === 'customer' && !thread)
      return { kind: 'invoke', operation: parsed.operation, input: parsed.input }
    return operation?.by === 'customer' ? undefined : { kind: 'marked' }
  }
  if (thread && addressed) {
    const here = parseCommand(text, { ...options, here: anyTicket })
    const operation = here.kind === 'invoke' && operations.find(({ name }) => name === here.operation)
    if (operation && operation.by !== 'customer') return { kind: 'marked' }
  }
  if (parsed.kind === 'usage' && parsed.missing !== undefined && (isExplicit || /^\s*[\w-]+\s*$/.test(text)))
    return { kind: 'form', operation: parsed.operation }
  return isExplicit && text.trim().startsWith('/') ? { kind: 'unread', parsed } : undefined
}

/** `@Bo Lindqvist` is whom the client's mention says. */
const mentionedIn = (text: RichText): ((kind: 'user' | 'place', name: string) => UserRef | undefined) => {
  const inlines = text.flatMap((block): readonly Inline[] => ('inlines' in block ? block.inlines : []))
  const people = new Map<string, UserRef>()
  for (const inline of inlines)
    if (inline.kind === 'mention' && inline.user) people.set(inline.name.toLowerCase(), inline.user)
  return (kind, name) => (kind === 'user' ? people.get(name.replace(/^@/, '').toLowerCase()) : undefined)
}

/** A word of the bot's menu and nothing more: in the bot's own chat everything else is a message. */
const isWhole = (text: string, { input }: ParsedCommand & { kind: 'invoke' }): boolean =>
  Object.keys(input).length === 0 || /^\s*\S+\s+#?\d{1,15}\s*$/.test(text)
