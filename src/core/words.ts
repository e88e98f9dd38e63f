import { IntlMessageFormat } from 'intl-messageformat'
import en from './locales/en.json'
import es from './locales/es.json'
import former from './locales/former.json'
import { locales, recentMap, replaceCommands, type Locale } from '../platform'

export type MessageKey = keyof typeof en & string
export type Params = Readonly<Record<string, string | number | Date>>

const messages: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en, es }
const compiled = new Map<string, IntlMessageFormat>()

/** The sentence of this key, as an ICU message, in this language. */
export const words = (locale: Locale, key: MessageKey, params: Params = {}): string =>
  formatted(`${locale}:${key}`, locale, key, params, (text) => text)

/** The same with each command that it names between `marks`; what people wrote stands in the params and gets none. */
export const wordsWithMarks = (
  locale: Locale,
  key: MessageKey,
  params: Params,
  [open, close]: readonly [string, string],
): string =>
  formatted(`${locale}:${key}:marked`, locale, key, params, (text) =>
    replaceCommands(text, (written) => open + written + close),
  )

const formatted = (
  id: string,
  locale: Locale,
  key: MessageKey,
  params: Params,
  prepare: (text: string) => string,
): string => {
  let message = compiled.get(id)
  if (message === undefined) {
    const text = hasWords(key) ? messages[locale][key] : undefined
    // A key that was put together at run time: nothing is kept of what is not ours.
    if (text === undefined) return key
    message = new IntlMessageFormat(prepare(text), locale, undefined, { ignoreTag: true })
    compiled.set(id, message)
  }
  return String(message.format(params))
}

/** The words of a key that is put together at run time (`status.open`): a test keeps every such key in the locales. */
export const wordsOf = (locale: Locale, key: string, params?: Params): string =>
  words(locale, key as MessageKey, params)

/** Former words for this key, in any language: what people typed before it was renamed is still understood. */
export const formerWords = (key: string): readonly string[] =>
  Object.hasOwn(former, key) ? former[key as keyof typeof former] : []

export const hasWords = (key: string): key is MessageKey => Object.hasOwn(en, key)

export const inEachLocale = (key: string): Readonly<Record<Locale, string>> =>
  Object.fromEntries(locales.map((locale) => [locale, wordsOf(locale, key)])) as Record<Locale, string>

/** The nearest language that we speak. `tag` is BCP 47 (`es-419`). */
export const localeOf = (tag: string | null | undefined, otherwise: Locale): Locale => {
  const language = tag?.toLowerCase().split(/[-_]/)[0]
  return locales.find((locale) => locale === language) ?? otherwise
}

const formats = recentMap<Intl.DateTimeFormat | Intl.NumberFormat>(1000)
/** To make a format takes far longer than to use it; languages, zones and shapes are few, though zones can be written in many ways. */
const kept = <Format extends Intl.DateTimeFormat | Intl.NumberFormat>(id: string, make: () => Format): Format => {
  const known = formats.get(id)
  if (known !== undefined) return known as Format
  const made = make()
  formats.set(id, made)
  return made
}

/** A span of time in words: its two largest units. */
export const spanOf = (locale: Locale, ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const units = [
    ['day', Math.floor(seconds / 86_400)],
    ['hour', Math.floor(seconds / 3_600) % 24],
    ['minute', Math.floor(seconds / 60) % 60],
    ['second', seconds % 60],
  ] as const
  const first = units.findIndex(([, amount]) => amount > 0)
  const shown = first < 0 ? [units[3]] : units.slice(first, first + 2).filter(([, amount]) => amount > 0)
  return shown
    .map(([unit, amount]) =>
      kept(
        `${locale} ${unit}`,
        () => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }),
      ).format(amount),
    )
    .join(' ')
}

/** A moment as the desk's people read it; the day is told when it is another one than `now`'s, and the year likewise. */
export const momentOf = (locale: Locale, zone: string, at: Date, now: Date): string => {
  const day = kept(`day ${zone}`, () => new Intl.DateTimeFormat('en-CA', { timeZone: zone }))
  const [then, today] = [day.format(at), day.format(now)]
  const isToday = then === today
  const isThisYear = then.slice(0, -6) === today.slice(0, -6)
  return kept(
    `${locale} ${zone} ${isToday} ${isThisYear}`,
    () =>
      new Intl.DateTimeFormat(locale, {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
        ...(isToday ? {} : { day: 'numeric', month: 'short' }),
        ...(isThisYear ? {} : { year: 'numeric' }),
      }),
  ).format(at)
}
