import { wordAt } from './command-words'
import { fold } from './fold'
import type { InputValue } from './inbound'
import type { PlaceRef, UserRef } from './ref'
import type { FieldInfo } from './platform'
import { readTimeWords } from './time-words'
import { isSpan, isSpanInWords } from './span-words'

/** Finds whom or what a person named: `@bo`, `#help`, or the network's own mark for them. */
export type Resolve = (kind: 'user' | 'place', text: string) => UserRef | PlaceRef | undefined

/** The value of the choice with that value or label in any language. */
export const choiceOf = (field: FieldInfo, text: string): string | undefined => {
  const typed = fold(text)
  const choices = field.choices ?? []
  const found =
    choices.find((choice) => fold(choice.value) === typed) ??
    choices.find(({ label, was = [] }) => [...Object.values(label), ...was].some((word) => fold(word) === typed))
  return found?.value
}
export const isOpen = (field: FieldInfo): boolean => field.suggests || (field.choices ?? []).length === 0

const yes = new Set(['yes', 'true', 'on', 'si', '1'])
const no = new Set(['no', 'false', 'off', '0'])
const moment = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i
export const isTicketNumber = (text: string): boolean => /^#?\d{1,15}$/.test(text)

/** Way of looking for a value: a time in words, a bare number or `-` (none) could be the beginning of a text. */
export interface Looking {
  readonly resolve?: Resolve
  readonly mayBeWords: boolean
  /** After its name a value is this field's, whatever it looks like. */
  readonly isNamed?: boolean
}

const valueOf = (
  field: FieldInfo,
  text: string,
  words: number,
  { resolve, mayBeWords, isNamed = false }: Looking,
): InputValue | undefined => {
  const bare = words === 1
  switch (field.kind) {
    case 'text':
    case 'rich-text':
      return bare ? text : undefined
    case 'ticket':
      return isTicketNumber(text) ? text.replace('#', '') : undefined
    case 'number':
      return /^-?\d{1,15}(?:[.,]\d{1,15})?$/.test(text) ? text.replace(',', '.') : undefined
    case 'choice':
      // A list that the desk adds to has names, not numbers: `status 109 pending` is about a ticket.
      return choiceOf(field, text) ?? (bare && isOpen(field) && (isNamed || !isTicketNumber(text)) ? text : undefined)
    case 'choices':
      return [choiceOf(field, text) ?? text]
    case 'user':
    case 'place':
      return resolve ? resolve(field.kind, text) : bare ? text : undefined
    case 'duration':
      return isSpan(text) || (mayBeWords && (isSpanInWords(text) || /^(?:\d{1,7}|-)$/.test(text))) ? text : undefined
    case 'time':
      if (isSpan(text) || moment.test(text)) return text.replace(/^(\d{4}-\d\d-\d\d) /, '$1T')
      return mayBeWords &&
        (isSpanInWords(text) || readTimeWords(text) !== undefined || (bare && /^\d{1,7}$/.test(text)))
        ? text
        : undefined
    case 'flag':
      return yes.has(fold(text)) ? 'true' : no.has(fold(text)) ? 'false' : undefined
    case 'file':
      return undefined
  }
}

/** Number of words that a value may have: `on hold`, `Bo Lindqvist`, `mañana a las 9 de la mañana`. */
const reach = (field: FieldInfo): number => {
  if (field.kind === 'time') return 9
  if (field.kind === 'duration') return 6
  return ['choice', 'user', 'place'].includes(field.kind) ? 3 : 1
}

export interface Value {
  readonly value: InputValue
  readonly end: number
}

/** The longest words from `from` on that read as a value of this field. */
export const readValue = (
  field: FieldInfo,
  line: string,
  from: number,
  looking: Looking,
): Value | 'wrong' | undefined => {
  const first = wordAt(line, from)
  if (!first) return undefined
  const ends = [first.end]
  for (let word = first; ends.length < reach(field) && !word.quoted;) {
    const next = wordAt(line, word.end)
    if (!next || next.quoted || line.slice(word.end, next.start).includes('\n')) break
    ends.push(next.end)
    word = next
  }
  for (let words = ends.length; words > 0; words--) {
    const end = ends[words - 1] ?? first.end
    const text = words === 1 ? first.text : line.slice(first.start, end).replace(/\s+/g, ' ')
    const value = valueOf(field, text, words, looking)
    if (value !== undefined) return { value, end }
  }
  return 'wrong'
}
