import { defined } from './defined'
import type { Choice } from './card'
import { readFields } from './command-fields'
import { type CommandOptions, startOf } from './command-line'
import { aliases, namedAt, operationAt, quoteWord, spelledFor, suggest } from './command-words'
import { fold } from './fold'
import type { Input } from './inbound'
import type { FieldInfo, Locale, OperationInfo } from './platform'

/** Choices that could stand at the cursor. Replace the line from `from` to the cursor with a choice's value. */
export interface Completion {
  readonly from: number
  /** `operation`: a command's word; `field`: a value of `field`, or a field's name where `field` is absent. */
  readonly kind: 'operation' | 'field'
  readonly operation?: string
  readonly field?: string
  readonly typed: string
  /** Empty for a field that suggests: ask `Host.ask({kind: 'choices'})` with `typed` and `input`. */
  readonly choices: readonly Choice[]
  /** Input read before it. */
  readonly input: Input
}

const operationChoices = (typed: string, operations: readonly OperationInfo[], locale: Locale): Choice[] => {
  const start = fold(typed)
  const choice = (operation: OperationInfo, value: string): Choice => ({
    value,
    label: `${operation.title[locale]}: ${operation.summary[locale]}`,
  })
  const found = operations.flatMap((operation) => {
    const alias = aliases(operation).find(({ folded }) => folded.startsWith(start))
    return alias ? [choice(operation, spelledFor(operation, alias, locale))] : []
  })
  if (found.length > 0) return found.toSorted((a, b) => a.value.localeCompare(b.value))
  const near = suggest(typed, operations, locale)
  return near.flatMap((value) => {
    const operation = operations.find((operation) => aliases(operation).some(({ spelled }) => spelled === value))
    return operation ? [choice(operation, value)] : []
  })
}

const fieldChoices = (field: FieldInfo, typed: string, locale: Locale): Choice[] => {
  const start = fold(typed)
  return (field.choices ?? [])
    .filter(({ value, label }) => fold(value).startsWith(start) || fold(label[locale]).startsWith(start))
    .map(({ value, label }) => ({ value: quoteWord(value), label: label[locale] }))
}

const nameChoices = (operation: OperationInfo, typed: string, input: Input, locale: Locale): Choice[] =>
  operation.fields
    .filter(
      (field) => !Object.hasOwn(input, field.name) && field.kind !== 'file' && fold(field.name).startsWith(fold(typed)),
    )
    .map((field) => ({
      value: field.kind === 'flag' ? `--${field.name}` : `${field.name}:`,
      label: field.label[locale],
    }))

/** Completes what can be typed at `cursor`; undefined where nothing can (a wrong or surplus word before it). Never throws. */
export const complete = (line: string, cursor: number, options: CommandOptions): Completion | undefined => {
  const { locale, here } = options
  const head = line.slice(0, Math.max(0, cursor))
  const slash = /^\s*\/(\S*)$/.exec(head)
  if (slash) {
    const choices = (['ticket', 'desk'] as const)
      .filter((command) => command.startsWith(fold(slash[1] ?? '')))
      .map((command) => ({ value: `/${command}`, label: `/${command}` }))
    return { from: head.indexOf('/'), kind: 'operation', typed: `/${slash[1] ?? ''}`, choices, input: {} }
  }
  const start = startOf(head)
  if (!start) return undefined
  const operations = options.operations.filter((operation) => operation.command === start.command)
  const match = operationAt(head, start.at, operations)
  if (!match || match.end >= head.length) {
    const from = start.at + (/^\s*/.exec(head.slice(start.at))?.[0].length ?? 0)
    const typed = head.slice(from)
    return { from, kind: 'operation', typed, choices: operationChoices(typed, operations, locale), input: {} }
  }
  return completeField(head, match.operation, match.end, { locale, ...defined({ here }) })
}

const completeField = (
  head: string,
  operation: OperationInfo,
  end: number,
  { locale, here }: { locale: Locale; here?: string },
): Completion | undefined => {
  const from = Math.max(end, head.length - (/\S*$/.exec(head)?.[0].length ?? 0))
  const reading = readFields(operation, head.slice(0, from), end, { ...defined({ here }) })
  const { input, rest, next, wrong, extra } = reading
  if (wrong || extra) return undefined
  const at = { kind: 'field', operation: operation.name, input } as const
  if (rest) return { ...at, from: rest.offset, field: rest.field, typed: head.slice(rest.offset), choices: [] }
  const value = (field: FieldInfo, start: number): Completion => {
    const first = /^["“„«]/.test(head.slice(start)) ? start + 1 : start
    const typed = head.slice(first)
    return { ...at, from: start, field: field.name, typed, choices: fieldChoices(field, typed, locale) }
  }
  const named = namedAt(`${head}_`, from, operation.fields)
  if (named && !named.apart && named.value <= head.length) return value(named.field, named.value)
  const dashes = /^(?:--|[—–])/.exec(head.slice(from))
  if (dashes || !next) {
    const typed = head.slice(from)
    const choices = nameChoices(operation, typed.slice(dashes?.[0].length ?? 0), input, locale)
    return choices.length > 0 ? { ...at, from, typed, choices } : undefined
  }
  return value(next, from)
}
