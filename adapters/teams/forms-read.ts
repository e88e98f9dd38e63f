import { clip, type Input, type InputValue, type OperationInfo, type UserRef } from '../../src/platform'
import { prefix } from './forms'
import { parseMarkdown } from './markdown-read'
import { fieldsOf } from './payload'
import { platformName } from './refs'

/** Values of a form's fields, by their names. */
export const typedIn = (data: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fieldsOf(data)).flatMap(([name, value]) =>
      name.startsWith(prefix) && typeof value === 'string' ? [[name.slice(prefix.length), clip(value, 8000)]] : [],
    ),
  )

/** Reads what was typed, as the operation wants it. `userOf` finds whom the people picker names. */
export const readForm = async (
  typed: Readonly<Record<string, string>>,
  operation: OperationInfo | undefined,
  userOf: (id: string) => Promise<UserRef | undefined>,
): Promise<Input> => {
  const entries = Object.entries(typed).map(async ([name, value]): Promise<readonly [string, InputValue]> => {
    const kind = operation?.fields.find((field) => field.name === name)?.kind
    if (value.trim() === '') return [name, '']
    switch (kind) {
      case 'rich-text':
        return [name, parseMarkdown(value)]
      case 'choices':
        return [name, value.split(/[\s,]+/).filter(Boolean)]
      case 'user':
        return [name, (await userOf(value)) ?? value]
      case 'place':
        return [name, { platform: platformName, kind: 'place', id: value }]
      default:
        return [name, value]
    }
  })
  return Object.fromEntries(await Promise.all(entries))
}
