import { type Reading, readFields, type Resolve, planOf } from './command-fields'
import { distance, fold, operationAt, suggest, wordAt } from './command-words'
import type { Input } from './inbound'
import type { FieldInfo, Locale, OperationInfo } from './platform'
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
  /** `operation` when help on one was asked for. */
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
  /** Where the operation's name begins. */
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

/** `/ticket status <ticket> <new|open|…> [until]`: how it is typed. Options with a name stand before a text. */
export const usageOf = (operation: OperationInfo, locale: Locale): string => {
  const { positional, sink } = planOf(operation)
  const fields = operation.fields.filter((field) => field.kind !== 'file')
  const named = fields.filter((field) => field !== sink && !positional.includes(field))
  return [
    `/${operation.command} ${operation.name.replaceAll('-', ' ')}`,
    ...positional.map((field) => writeField(field, false, false, locale)),
    ...named.map((field) => writeField(field, true, false, locale)),
    ...(sink ? [writeField(sink, false, true, locale)] : []),
  ].join(' ')
}

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
  const first = wordAt(line, start.at)
  if (!first) return { kind: 'help', command }
  if (helpWords.has(first.text.toLowerCase())) {
    const about = operationAt(line, first.end, operations)?.operation.name
    return { kind: 'help', command, ...(about && { operation: about }) }
  }
  const match = operationAt(line, start.at, operations)
  if (!match) return { kind: 'unknown', word: clip(first.text, 60), suggestions: suggest(first.text, operations) }
  const { operation, end } = match
  const { resolve, here, locale } = options
  const read = (ticket?: string): ParsedCommand =>
    judge(operation, readFields(operation, line, end, { resolve, here: ticket }), locale)
  const result = read(here)
  // In a ticket's room a number first is its own words before it is another ticket: `!reply 3 people wait`.
  if (here === undefined || result.kind === 'invoke') return result
  const elsewhere = read()
  return elsewhere.kind === 'invoke' ? elsewhere : result
}
