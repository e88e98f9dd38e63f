import { usageOf, type Locale, type OperationInfo } from '../../platform'
import { hasWords, wordsOf } from '../../core/words'

/** A line of this operation as somebody might type it. */
export const exampleOf = (operation: string, locale: Locale): string | undefined => {
  const key = `operation.${operation}.example`
  return hasWords(key) ? wordsOf(locale, key) : undefined
}

/** Usage of an operation on a ticket in that ticket’s own thread. */
export const threadUsage = (info: OperationInfo, locale: Locale): string | undefined =>
  info.command === 'ticket' && info.fields[0]?.name === 'ticket' && info.by !== 'customer'
    ? usageOf(info, locale).replace(/^\/ticket (.+?) [<[].*?[>\]]/, '!$1')
    : undefined

const keysOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['status', ['button.solve', 'button.reopen']],
  ['priority', ['card.priority']],
  ['merge', ['button.unmerge']],
])

/** Labels of the buttons and lists that do the same. */
export const buttonsOf = (operation: string, locale: Locale): string[] =>
  (keysOf.get(operation) ?? [`button.${operation}`]).filter(hasWords).map((key) => wordsOf(locale, key))
