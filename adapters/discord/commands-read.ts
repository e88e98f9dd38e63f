import { choiceOf, type FieldInfo, type Input, type InputValue, type OperationInfo } from '../../src/platform'
import { wordOf } from './commands-options'
import { readSingle, type Reading } from './forms-read'
import { parseMarkdown } from './markdown-read'

/** A chosen option, as an interaction brings it. */
export interface Chosen {
  readonly name: string
  readonly type: number
  readonly value?: string | number | boolean
  readonly focused?: boolean
  readonly options?: readonly Chosen[]
}
export interface CommandRead {
  readonly operation: OperationInfo
  readonly input: Input
  /** The option that is being typed, for autocomplete. */
  readonly focused?: { readonly field: FieldInfo; readonly typed: string }
}

/**
 * What was typed with `/ticket`, `/desk` or `/new`. In which group it stood does not matter: a client may hold the commands
 * of an older program, with other groups or none. Undefined for a command that no program knows any more.
 */
export const readCommand = (
  { name, options = [] }: { readonly name: string; readonly options?: readonly Chosen[] },
  operations: readonly OperationInfo[],
  reading: Reading,
): CommandRead | undefined => {
  const [first] = options[0]?.type === 2 ? (options[0].options ?? []) : options
  const [word, chosen] = first?.type === 1 ? [first.name, first.options ?? []] : [name, options]
  const operation = operationOf(word, operations)
  if (!operation) return undefined
  const fieldOf = (option: Chosen): FieldInfo | undefined => operation.fields.find((one) => one.name === option.name)
  const entries = chosen.flatMap((option) => {
    const field = fieldOf(option)
    const value = field && option.value !== undefined ? valueOf(field, String(option.value), reading) : undefined
    return value === undefined || value === '' ? [] : [[option.name, value] as const]
  })
  const typing = chosen.find(({ focused }) => focused)
  const field = typing && fieldOf(typing)
  return {
    operation,
    input: Object.fromEntries(entries.filter(([key]) => key !== field?.name)),
    ...(field && { focused: { field, typed: String(typing?.value ?? '') } }),
  }
}

const operationOf = (word: string, operations: readonly OperationInfo[]): OperationInfo | undefined =>
  operations.find(({ name }) => name === word) ??
  operations.find(({ was, title }) => was.includes(word) || wordOf(title.es) === word)

const valueOf = (field: FieldInfo, value: string, reading: Reading): InputValue | undefined => {
  if (field.kind === 'rich-text') return parseMarkdown(value, reading.names)
  if (field.kind === 'choices') return value.split(/[\s,]+/).filter((word) => word !== '')
  // Where choices are completed, a person may type one and pick none.
  if (field.kind === 'choice') return choiceOf(field, value) ?? value
  return readSingle(field.kind, value, reading)
}
