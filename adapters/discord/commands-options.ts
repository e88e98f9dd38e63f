import type { FieldInfo, Locale, OperationInfo } from '../../src/platform'
import { clip, cut } from '../../src/platform'
import { choiceLimit } from './limits'

/** A part of a command: a group, a subcommand or a field. */
export type Option = Readonly<Record<string, unknown>> & {
  readonly name: string
  readonly options?: readonly Option[]
}
export type Worded = Readonly<Record<Locale, string>>

/** Detail in which a field is drawn: all of it, or less where a command would be heavier than Discord takes. */
export interface Detail {
  /** `different`: only where they say more than the name. */
  readonly descriptions: 'all' | 'different' | 'none'
  /** `completed`: found while typing in place of a list that stands in the command. */
  readonly choices: 'listed' | 'completed'
  /** Longest summary of a subcommand. */
  readonly summary: number
}
export const wholeDetail: Detail = { descriptions: 'all', choices: 'listed', summary: 100 }

const nothing = '…'
const spanish = ['es-ES', 'es-419'] as const
export const inSpanish = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(spanish.map((tag) => [tag, text]))
export const described = (text: Worded, longest = 100) => ({
  description: clip(text.en, longest) || nothing,
  description_localizations: inSpanish(clip(text.es, longest) || nothing),
})

export const subcommand = (operation: OperationInfo, detail: Detail): Option => ({
  type: 1,
  name: operation.name,
  ...localName(operation.title.es),
  ...described(operation.summary, detail.summary),
  options: optionsOf(operation, detail),
})

export const optionsOf = (operation: OperationInfo, detail: Detail): readonly Option[] =>
  withUniqueNames(operation.fields.slice(0, 25).map((field) => option(field, detail)))

const types: Partial<Record<FieldInfo['kind'], number>> = { number: 4, flag: 5, user: 6, place: 7, file: 11 }

/** Never required: in a ticket's thread the ticket need not be named, and what is missing is asked for in a form. */
const option = (field: FieldInfo, detail: Detail): Option => {
  const type = types[field.kind] ?? 3
  const { choices = [] } = field
  const isListed = detail.choices === 'listed' && choices.length > 0 && choices.length <= choiceLimit && !field.suggests
  return {
    type,
    name: field.name,
    ...localName(field.label.es),
    ...described(labelIn(field, detail)),
    required: false,
    ...(type === 3 &&
      isListed && {
        choices: choices.map(({ value, label }) => ({
          name: clip(label.en, 100),
          name_localizations: inSpanish(clip(label.es, 100)),
          value,
        })),
      }),
    ...(type === 3 && !isListed && (field.suggests || choices.length > 0) && { autocomplete: true }),
    ...(type === 3 && !isListed && field.maxLength !== undefined && { max_length: Math.min(field.maxLength, 6000) }),
  }
}

const labelIn = ({ name, label }: FieldInfo, { descriptions }: Detail): Worded => {
  const none: Worded = { en: nothing, es: nothing }
  if (descriptions === 'all') return label
  // In Spanish the name is the label.
  return descriptions === 'none' || wordOf(label.en) === name.replaceAll('_', '-') ? none : { ...none, en: label.en }
}

/** A label as a name of Discord's: lower case, hyphens, at most 32 characters. */
export const wordOf = (label: string): string =>
  cut(
    label
      .replace(/\(.*?\)/g, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, ''),
    32,
  )

export const localName = (label: string): { readonly name_localizations?: Readonly<Record<string, string>> } => {
  const name = wordOf(label)
  return name === '' ? {} : { name_localizations: inSpanish(name) }
}

/** Discord refuses two siblings of one name, in any language. */
export const withUniqueNames = (options: readonly Option[]): readonly Option[] => {
  const taken = new Set(options.map(({ name }) => name))
  return options.map(({ name_localizations: local, ...one }) => {
    const name = (local as Record<string, string> | undefined)?.['es-ES']
    if (name === undefined || (name !== one.name && taken.has(name))) return one
    taken.add(name)
    return { ...one, name_localizations: local }
  })
}
