import { say, type Locale, type RichText, type Unshown } from '../../platform'
import { words, wordsOf } from '../../core/words'

/** The text with a line for each thing that was sent and cannot be shown, in the language of the desk. */
export const withUnshown = (locale: Locale, text: RichText, unshown: readonly Unshown[] = []): RichText =>
  unshown.length === 0 ? text : [...text, ...unshown.flatMap((one) => say(unshownLine(locale, one)))]

const unshownLine = (locale: Locale, { kind, name = '' }: Unshown): string => {
  const what = wordsOf(locale, `unshown.${kind}`)
  return name === '' ? words(locale, 'unshown.line', { what }) : words(locale, 'unshown.named', { what, name })
}
