import type { Locale } from '../platform'
import { hasWords, words, wordsOf } from '../words'

/** What `record` writes down: the kind of a failure, and what the network or we said of it. */
const written = /^(throttled|again|unclear|refused|gone|blocked): (.*)$/s

/** Why something was not delivered, in the reader's language; what the network itself said stands in quotes, as it was said. */
export const sendFault = (locale: Locale, fault: string | null): string => {
  if (fault === null || fault === '') return words(locale, 'send-fault.unknown')
  const [, kind = '', said = ''] = written.exec(fault) ?? []
  const key = kind === '' ? ours[fault] : `send-fault.${kind}`
  if (key === undefined || !hasWords(key)) return words(locale, 'send-fault.said', { said: fault })
  return said === '' ? wordsOf(locale, key) : `${wordsOf(locale, key)}: ${words(locale, 'send-fault.said', { said })}`
}

/** Faults without a network: what never came to be sent. */
const ours: Readonly<Record<string, string>> = {
  'its room was never opened': 'send-fault.no-room',
  'its card was never shown': 'send-fault.no-card',
  'the answer was lost, and the network cannot tell whether it arrived': 'send-fault.lost',
}
