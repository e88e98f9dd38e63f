import type { Locale } from '../platform'
import { words, type MessageKey } from '../core/words'

/** Why something did not arrive, as a person reads it: what a network says of it is for the log and for the doctor. */
const kinds: readonly (readonly [RegExp, MessageKey])[] = [
  [/^lost left/, 'undelivered.left'],
  [/^lost (?:refused|removed)/, 'undelivered.refused'],
  [/^lost deleted|^gone/, 'undelivered.gone'],
  [/^blocked/, 'undelivered.blocked'],
  [/^refused/, 'undelivered.not-taken'],
  [/^its (?:room|card)/, 'undelivered.unopened'],
  [/^(?:again|unclear|throttled)/, 'undelivered.unanswered'],
]

export const faultWords = (locale: Locale, fault: string): string =>
  words(locale, kinds.find(([pattern]) => pattern.test(fault))?.[1] ?? 'undelivered.other')
