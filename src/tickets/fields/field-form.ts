import { createHash } from 'node:crypto'
import type { FormField, Locale } from '../../platform'
import { printMoment } from '../../core/moment'
import { wordsOf } from '../../core/words'
import { formName, type Field, type FieldValue } from '../../model/field'

const kinds = { text: 'text', number: 'text', choice: 'choice', date: 'time', checkbox: 'choice' } as const

/** A field as a form asks for it. A number is typed as text: not every network takes fractions. */
export const askField = (
  field: Field,
  value: FieldValue | undefined,
  { locale, zone, isRequired }: { readonly locale: Locale; readonly zone: string; readonly isRequired: boolean },
): FormField => ({
  name: formName(field.name),
  label: field.labels[locale],
  kind: kinds[field.kind],
  required: isRequired,
  ...(value === undefined ? {} : { value: value instanceof Date ? printMoment(value, zone) : String(value) }),
  ...(field.kind === 'text' ? { maxLength: 300 } : field.kind === 'number' ? { maxLength: 30 } : {}),
  ...(field.kind === 'choice' ? { choices: labelled(field.choices, locale) } : {}),
  ...(field.kind === 'checkbox' ? { choices: yesNo(locale) } : {}),
})

const labelled = (choices: Field['choices'], locale: Locale) =>
  choices.map(({ value, labels }) => ({ value, label: labels[locale] }))
const yesNo = (locale: Locale) =>
  (['yes', 'no'] as const).map((value) => ({ value, label: wordsOf(locale, `answer.${value}`) }))

/**
 * Content of a form when it opened, in few characters. What comes back as it was is left alone, though somebody may have
 * changed it meanwhile; what comes back empty was taken away; a field for which the form had no room does neither.
 */
export const stamp = (asked: readonly FormField[]): string =>
  asked
    .flatMap(({ name, value }) =>
      typeof value === 'string' ? [`${name.slice(formName('').length)}:${mark(value)}`] : [],
    )
    .join(' ')

const mark = (value: string) => createHash('sha256').update(value).digest('base64url').slice(0, 8)

/** Only what the person changed in the form: taken away is `''`. */
export const changedIn = (
  stamped: string | undefined,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  if (stamped === undefined) return given
  const stood = new Map(
    stamped
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => one.split(':') as [string, string]),
  )
  const emptied = [...stood.keys()].filter((name) => !Object.hasOwn(given, name)).map((name) => [name, ''] as const)
  const changed = Object.entries(given).filter(([name, value]) => stood.get(name) !== mark(value))
  return Object.fromEntries([...changed, ...emptied])
}
