import { paragraph, say, type Inline, type Locale, type RichText } from '../platform'
import { momentOf, words, type MessageKey, type Params } from './words'

/** A sentence's facts; a time is an inline of its own, for each network shows it in its own way. */
export type RichParams = Readonly<Record<string, string | number | Inline>>

const mark = (index: number) => `\u0001${index}\u0002`
// oxlint-disable-next-line no-control-regex
const marks = /\u0001(\d+)\u0002/

/** The sentence of this key with its times as inlines. */
export const richWords = (locale: Locale, key: MessageKey, params: RichParams): readonly Inline[] => {
  const inlines: Inline[] = []
  const flat = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'object' ? mark(inlines.push(value) - 1) : value,
    ]),
  )
  return words(locale, key, flat)
    .split(marks)
    .flatMap((part, at): readonly Inline[] => {
      // What people wrote may hold a mark: it stands for nothing.
      if (at % 2 === 1) return inlines.slice(Number(part), Number(part) + 1)
      return part === '' ? [] : [{ kind: 'text', text: part }]
    })
}

export const richSentence = (locale: Locale, key: MessageKey, params: RichParams): RichText =>
  Object.values(params).some((value) => typeof value === 'object')
    ? [paragraph(...richWords(locale, key, params))]
    : say(words(locale, key, params as Params))

export const asRichText = (told: string | RichText): RichText => (typeof told === 'string' ? say(told.trim()) : told)

/** `Europe/Madrid` as people call it. */
const zoneName = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

/** A moment where only text can stand: with the zone by name, for beside it stand times in the reader's own. */
export const momentIn = (locale: Locale, zone: string, at: Date, now: Date): string =>
  `${momentOf(locale, zone, at, now)} (${zoneName(zone)})`

/** A moment as each network shows it: in the reader's own zone where it can, else in `zone`, by name. */
export const timeIn = (locale: Locale, zone: string, at: Date, now: Date): Inline => ({
  kind: 'time',
  at: at.toISOString(),
  text: momentIn(locale, zone, at, now),
})
