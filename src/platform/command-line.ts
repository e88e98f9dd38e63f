import { type Reading, readFields } from './command-fields'
import { isFreeText, isHere, planOf } from './command-plan'
import { isTicketNumber, type Resolve } from './command-values'
import { operationAt, suggest, wordAt } from './command-words'
import { fold } from './fold'
import { distance } from './nearest'
import type { Input } from './inbound'
import type { FieldInfo, Locale, OperationInfo } from './platform'
import { pickedPath } from './picked'
import { clip } from './text'

export interface CommandOptions {
  readonly operations: readonly OperationInfo[]
  readonly locale: Locale
  /** Without it people and places stay the words that were typed. */
  readonly resolve?: Resolve
  /** The number of the ticket in whose room the line was written: its field may be left out then. */
  readonly here?: string
}

export type Command = OperationInfo['command']

export type ParsedCommand =
  /** `rest`: which field took the rest of the line as it stood, and where in the line it begins (see `dropPrefix`). */
  | {
      readonly kind: 'invoke'
      readonly operation: string
      readonly input: Input
      readonly rest?: { readonly field: string; readonly offset: number }
    }
  /** `operation` when help on one was asked for, or the words that stand for none. */
  | { readonly kind: 'help'; readonly command: Command; readonly operation?: string }
  | { readonly kind: 'unknown'; readonly word: string; readonly suggestions: readonly string[] }
  | {
      readonly kind: 'usage'
      readonly operation: string
      /** The field that was left out, or could not be read; `extra`: a word too many. */
      readonly missing?: string
      readonly wrong?: string
      readonly extra?: string
      readonly usage: string
    }

const commands: readonly Command[] = ['ticket', 'desk']
const helpWords = new Set(['help', 'ayuda', '?'])

export interface Start {
  readonly command: Command
  /** Offset of the operation's name. */
  readonly at: number
}

/** `/ticket …`, `/desk …`, `!…`; without a mark, `desk …` and `ticket …`, and else a word of `ticket`. Undefined for another slash command. */
export const startOf = (line: string): Start | undefined => {
  const begin = /\S/.exec(line)?.index ?? line.length
  if (line[begin] === '!') return { command: 'ticket', at: begin + 1 }
  const slash = line[begin] === '/'
  const word = wordAt(line, slash ? begin + 1 : begin)
  const named = commands.find((command) => word !== undefined && fold(word.text) === command)
  if (named && word) return { command: named, at: word.end }
  return slash ? undefined : { command: 'ticket', at: begin }
}

const writeField = (field: FieldInfo, named: boolean, takesAll: boolean, locale: Locale): string => {
  const label = field.label[locale].toLowerCase()
  const values = field.choices?.map((choice) => choice.value).join('|') ?? ''
  const what = values !== '' && values.length <= 60 ? values : label
  if (!named) return `${field.required ? '<' : '['}${what}${takesAll ? '…' : ''}${field.required ? '>' : ']'}`
  if (field.kind === 'flag') return field.required ? `--${field.name}` : `[--${field.name}]`
  return field.required ? `${field.name}:<${what}>` : `[${field.name}:${what}]`
}

/** Usage of each field, in the order in which they stand. Options with a name stand before a text. */
export const usageParts = (
  operation: OperationInfo,
  locale: Locale,
): readonly { readonly field: FieldInfo; readonly text: string }[] => {
  const { positional: all, sink, guarded } = planOf(operation)
  const positional = all.filter((field) => !guarded.has(field))
  const fields = operation.fields.filter((field) => field.kind !== 'file')
  const named = fields.filter((field) => field !== sink && !positional.includes(field))
  return [
    ...positional.map((field) => ({ field, text: writeField(field, false, false, locale) })),
    ...named.map((field) => ({ field, text: writeField(field, true, false, locale) })),
    ...(sink ? [{ field: sink, text: writeField(sink, false, true, locale) }] : []),
  ]
}

/** `/ticket status <ticket> <new|open|…> [until]`: how it is typed. */
export const usageOf = (operation: OperationInfo, locale: Locale): string =>
  [
    `/${operation.command} ${operation.name.replaceAll('-', ' ')}`,
    ...usageParts(operation, locale).map(({ text }) => text),
  ].join(' ')

/** `/ticket hand-over assign ticket:<ticket> [user:person]`: how it is picked and filled in where commands are not typed. */
export const pickedUsageOf = (operation: OperationInfo, locale: Locale): string =>
  [
    pickedPath(operation),
    ...operation.fields.map((field) =>
      field.kind === 'flag' ? `[${field.name}:true]` : writeField(field, true, false, locale),
    ),
  ].join(' ')

/** A file cannot be typed: it comes with the message, and the desk asks for it when it must. */
const missingOf = (operation: OperationInfo, reading: Reading): string | undefined =>
  operation.fields.find((field) => field.required && field.kind !== 'file' && !Object.hasOwn(reading.input, field.name))
    ?.name

const judge = (operation: OperationInfo, reading: Reading, locale: Locale): ParsedCommand => {
  const { input, rest, wrong, extra } = reading
  const missing = wrong ? undefined : missingOf(operation, reading)
  if (!wrong && !extra && !missing) return { kind: 'invoke', operation: operation.name, input, ...(rest && { rest }) }
  return {
    kind: 'usage',
    operation: operation.name,
    ...(wrong && { wrong }),
    ...(missing && { missing }),
    ...(extra && { extra: clip(extra, 60) }),
    usage: usageOf(operation, locale),
  }
}

/**
 * Reads what a person typed: `/ticket status 12 pending 2h`, `!reply hello`, `/desk rules test name:"VPN"`. Never throws.
 * Fields stand in their order or by name (`name:value`, `name="two words"`, `--name value`); the last text field takes
 * the rest of the line as it stands.
 */
export const parseCommand = (line: string, options: CommandOptions): ParsedCommand => {
  const start = startOf(line)
  if (!start) {
    const word = wordAt(line, line.indexOf('/') + 1)?.text ?? ''
    const typed = fold(clip(word, 60))
    const near = commands.filter(
      (command) => typed !== '' && (command.startsWith(typed) || distance(typed, command) < 2),
    )
    return { kind: 'unknown', word: clip(word, 60), suggestions: near }
  }
  const { command } = start
  const operations = options.operations.filter((operation) => operation.command === command)
  const word = wordAt(line, start.at)
  if (!word) return { kind: 'help', command }
  if (helpWords.has(word.text.toLowerCase())) {
    // `help /ticket merge`, `help !merge`: as the desk prints it.
    const rest = line.slice(word.end)
    const at = /^\s*[/!]/.test(rest) ? (startOf(rest)?.at ?? 0) : 0
    const asked = wordAt(rest, at)
    const about = operationAt(rest, at, operations)?.operation.name ?? (asked && rest.slice(asked.start).trim())
    return { kind: 'help', command, ...(about && { operation: clip(about, 40) }) }
  }
  const match = operationAt(line, start.at, operations)
  if (!match)
    return { kind: 'unknown', word: clip(word.text, 60), suggestions: suggest(word.text, operations, options.locale) }
  const { operation, end } = match
  const { resolve, here, locale } = options
  const inRoom = here !== undefined && line[start.at - 1] === '!'
  const read = (ticket?: string): ParsedCommand =>
    judge(operation, readFields(operation, line, end, { resolve, here: ticket, inRoom }), locale)
  if (here === undefined) return read()
  const [first, second] = namesTicket(operation, line, end, inRoom) ? [undefined, here] : [here, undefined]
  const result = read(first)
  if (result.kind === 'invoke') return result
  const otherwise = read(second)
  return otherwise.kind === 'invoke' ? otherwise : read(here)
}

/**
 * Tells whether a number that stands first is a ticket before anything else. After `!` in a ticket's room words are its
 * words: `!reply 3 people wait`, `!merge 12`, `!split 2 3`; but `!status 109 pending` is about #109. A slash command is
 * read as its usage says.
 */
const namesTicket = (operation: OperationInfo, line: string, from: number, inRoom: boolean): boolean => {
  const first = wordAt(line, from)
  if (!first || first.quoted || !isTicketNumber(first.text) || !operation.fields.some(isHere)) return false
  const { positional, sink } = planOf(operation)
  const [next] = positional.filter((field) => !isHere(field))
  if (next) return next.kind !== 'ticket' && (next.kind !== 'text' || !inRoom)
  if (sink?.typed === 'numbers') return first.text.startsWith('#')
  return !isFreeText(sink) || !inRoom
}
