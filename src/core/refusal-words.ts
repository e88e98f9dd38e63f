import { fieldNoun } from './field-words'
import type { Locale } from '../platform'
import type { Refusal, RefusalParams } from './refusal'
import { hasWords, wordsOf } from './words'

/** Params that are words of ours, and where each is translated. */
const groups: ReadonlyMap<string, string> = new Map([
  ['from', 'status'],
  ['to', 'status'],
  ['allowed', 'status'],
  ['kind', 'field-kind'],
])

/** `allowed` may list several; what is no word of ours stays as it is. */
const inWords = ({ params, operation }: Refusal, speaks: Locale): RefusalParams =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const group = groups.get(name)
      const translate = (word: string) => {
        if (name === 'field') return fieldNoun(speaks, operation, word) ?? word
        return group !== undefined && hasWords(`${group}.${word}`) ? wordsOf(speaks, `${group}.${word}`) : word
      }
      return [name, typeof value === 'string' ? value.split(', ').map(translate).join(', ') : value]
    }),
  )

/** The "no" as somebody reads it. */
export const refusalText = (refusal: Refusal, speaks: Locale): string =>
  wordsOf(speaks, `refusal.${refusal.code}`, inWords(refusal, speaks))
