import type { Locale } from '../platform'
import { hasWords, wordsOf } from './words'

/** Key of a field's label: the operation's own (`field.retention.days`) before the one for all, for a word may mean two things. */
export const fieldKey = (operation: string | undefined, name: string): string =>
  operation !== undefined && hasWords(`field.${operation}.${name}`) ? `field.${operation}.${name}` : `field.${name}`

const parts = /^(.*?)\s*\((.*)\)$/s

/** `first response (within)`: a noun that stands in sentences and menus, and a hint for whoever fills it in. */
export const nounOf = (label: string): string => parts.exec(label)?.[1] ?? label
export const hintOf = (label: string): string | undefined => parts.exec(label)?.[2]

/** Noun for a field in a sentence; undefined for one of a ticket's own, which has its label in the desk. */
export const fieldNoun = (locale: Locale, operation: string | undefined, name: string): string | undefined => {
  const key = fieldKey(operation, name)
  return hasWords(key) ? nounOf(wordsOf(locale, key)) : undefined
}
