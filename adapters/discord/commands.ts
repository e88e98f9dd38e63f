import { createHash } from 'node:crypto'
import type { FieldInfo, Input, InputValue, Locale, Memory, OperationInfo } from '../../src/platform'
import { cut, clip } from '../../src/platform'
import { readSingle, type Reading } from './form'
import { choiceLimit } from './limits'
import { parseMarkdown } from './markdown'
import type { Api } from './outgoing'
import { words } from './words'

/** A command as Discord registers it. */
export interface Command {
  readonly name: string
  readonly type: 1 | 2 | 3
  readonly description?: string
  readonly name_localizations?: Readonly<Record<string, string>>
  readonly description_localizations?: Readonly<Record<string, string>>
  readonly options?: readonly Option[]
  readonly contexts: readonly number[]
  readonly integration_types: readonly number[]
}
type Option = Readonly<Record<string, unknown>> & { readonly name: string; readonly options?: readonly Option[] }
type Worded = Readonly<Record<Locale, string>>

const spanish = ['es-ES', 'es-419'] as const
const inSpanish = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(spanish.map((tag) => [tag, text]))
const described = (text: Worded) => ({
  description: clip(text.en, 100) || '…',
  description_localizations: inSpanish(clip(text.es, 100) || '…'),
})

/** In servers and in direct messages, installed to a server. */
const everywhere = { contexts: [0, 1], integration_types: [0] }
/** Menus of posts and people: five of each kind. */
const mostMenus = 5
const mostSubcommands = 25

/** What the registry makes of Discord's commands: `/ticket` and `/desk` with a subcommand each, `/new`, and the menus. */
export const commandsFor = (operations: readonly OperationInfo[]): readonly Command[] => {
  const group = (name: 'ticket' | 'desk', text: Worded): readonly Command[] => {
    const options = grouped(withUniqueNames(operations.filter(({ command }) => command === name).map(subcommand)))
    return options.length === 0 ? [] : [{ name, type: 1, ...described(text), options, ...everywhere }]
  }
  const opens = operations.find(({ name }) => name === 'new')
  return [
    ...group('ticket', { en: words.en.ticketCommand, es: words.es.ticketCommand }),
    ...group('desk', { en: words.en.deskCommand, es: words.es.deskCommand }),
    ...(opens
      ? [
          {
            name: 'new',
            name_localizations: inSpanish('nuevo'),
            type: 1 as const,
            ...described({ en: words.en.newCommand, es: words.es.newCommand }),
            options: optionsOf(opens),
            ...everywhere,
          },
        ]
      : []),
    ...menusFor(operations).map(({ name, type, title }) => ({
      name,
      type,
      name_localizations: inSpanish(title.es),
      // A post can be answered anywhere; a person is picked in a server.
      ...(type === 2 ? { ...everywhere, contexts: [0] } : everywhere),
    })),
  ]
}

/** What is more than Discord takes side by side goes one word deeper: `/ticket more …`. */
const grouped = (options: readonly Option[]): readonly Option[] => {
  if (options.length <= mostSubcommands) return options
  const rest = options.slice(mostSubcommands - 1, 2 * mostSubcommands - 1)
  const more = {
    type: 2,
    name: 'more',
    name_localizations: inSpanish('más'),
    ...described({ en: words.en.moreCommand, es: words.es.moreCommand }),
    options: rest,
  }
  return [...options.slice(0, mostSubcommands - 1), more]
}

const subcommand = (operation: OperationInfo): Option => ({
  type: 1,
  name: operation.name,
  ...localName(operation.title.es),
  ...described(operation.summary),
  options: optionsOf(operation),
})

const optionsOf = (operation: OperationInfo): readonly Option[] =>
  withUniqueNames(operation.fields.slice(0, 25).map(option))

const types: Partial<Record<FieldInfo['kind'], number>> = { number: 4, flag: 5, user: 6, place: 7, file: 11 }

/** Never required: in a ticket's thread the ticket need not be named, and what is missing is asked for in a form. */
const option = (field: FieldInfo): Option => {
  const type = types[field.kind] ?? 3
  const { choices = [] } = field
  const isShort = choices.length > 0 && choices.length <= choiceLimit && !field.suggests
  return {
    type,
    name: field.name,
    ...localName(field.label.es),
    ...described(field.label),
    required: false,
    ...(type === 3 &&
      isShort && {
        choices: choices.map(({ value, label }) => ({
          name: clip(label.en, 100),
          name_localizations: inSpanish(clip(label.es, 100)),
          value,
        })),
      }),
    ...(type === 3 && !isShort && (field.suggests || choices.length > 0) && { autocomplete: true }),
    ...(type === 3 && !isShort && field.maxLength !== undefined && { max_length: Math.min(field.maxLength, 6000) }),
  }
}

const localName = (label: string): { readonly name_localizations?: Readonly<Record<string, string>> } => {
  const plainName = label
    .replace(/\(.*?\)/g, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  const name = cut(plainName, 32)
  return name === '' ? {} : { name_localizations: inSpanish(name) }
}

/** Discord refuses two siblings of one name, in any language. */
const withUniqueNames = (options: readonly Option[]): readonly Option[] => {
  const taken = new Set(options.map(({ name }) => name))
  return options.map(({ name_localizations: local, ...one }) => {
    const name = (local as Record<string, string> | undefined)?.['es-ES']
    if (name === undefined || (name !== one.name && taken.has(name))) return one
    taken.add(name)
    return { ...one, name_localizations: local }
  })
}

interface Menu {
  readonly name: string
  readonly type: 2 | 3
  readonly title: Worded
  readonly operation: OperationInfo
}
/** A post's menu has the operation's title, a person's says that it is for that person. */
export const menusFor = (operations: readonly OperationInfo[]): readonly Menu[] => {
  const menus = (kind: 'post' | 'user'): readonly Menu[] =>
    operations
      .filter((one) => one.menus.includes(kind))
      .slice(0, mostMenus)
      .map((operation) => {
        const { title } = operation
        const both: Worded =
          kind === 'post' ? title : { en: words.en.forPerson(title.en), es: words.es.forPerson(title.es) }
        return {
          name: clip(both.en, 32),
          type: kind === 'post' ? 3 : 2,
          title: { en: clip(both.en, 32), es: clip(both.es, 32) },
          operation,
        }
      })
  return [...menus('post'), ...menus('user')]
}

/** Tells Discord the commands, when they are not the ones it was told last. Answers whether it did. */
export const registerCommands = async (
  api: Api,
  application: string,
  operations: readonly OperationInfo[],
  memory: Memory,
): Promise<boolean> => {
  const commands = commandsFor(operations)
  const hash = createHash('sha256').update(JSON.stringify(commands)).digest('hex')
  if ((await memory.get(application)) === hash) return false
  await api.call('PUT', `/applications/${application}/commands`, { body: commands })
  await memory.put(application, hash)
  return true
}

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

/** What was typed with `/ticket`, `/desk` or `/new`. Undefined for a command of an older program. */
export const readCommand = (
  { name, options = [] }: { readonly name: string; readonly options?: readonly Chosen[] },
  operations: readonly OperationInfo[],
  reading: Reading,
): CommandRead | undefined => {
  const [first] = options[0]?.type === 2 ? (options[0].options ?? []) : options
  const [word, chosen] = first?.type === 1 ? [first.name, first.options ?? []] : [name, options]
  const operation = operations.find((one) => one.name === word || one.was.includes(word))
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

const valueOf = (field: FieldInfo, value: string, reading: Reading): InputValue | undefined => {
  if (field.kind === 'rich-text') return parseMarkdown(value, reading.names)
  if (field.kind === 'choices') return value.split(/[\s,]+/).filter((word) => word !== '')
  return readSingle(field.kind, value, reading)
}
