import { pathOf } from './command-groups'
import { paragraph, replaceCommands, say, type Inline, type Locale, type RichText } from '../platform'
import { momentOf, wordsWithMarks, type MessageKey } from './words'

/** A sentence's facts; a time is an inline of its own, for each network shows it in its own way. */
export type RichParams = Readonly<Record<string, string | number | Inline | readonly Inline[]>>

const mark = (index: number) => `\u0001${index}\u0002`
const commandMarks = ['\u0003', '\u0004'] as const
// oxlint-disable-next-line no-control-regex
const marks = /(\u0001\d+\u0002|\u0003[^\u0003\u0004]*\u0004)/

interface Marked {
  readonly text: string
  readonly given: readonly (readonly Inline[])[]
}

const markedWords = (locale: Locale, key: MessageKey, params: RichParams): Marked => {
  const given: (readonly Inline[])[] = []
  const flat = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'object' ? mark(given.push('kind' in value ? [value] : value) - 1) : value,
    ]),
  )
  return { text: wordsWithMarks(locale, key, flat, commandMarks), given }
}

/** The sentence of this key with its times as inlines, and its commands as each network calls them. */
export const richWords = (locale: Locale, key: MessageKey, params: RichParams = {}): readonly Inline[] =>
  inlinesOf(markedWords(locale, key, params))

const inlinesOf = ({ text, given }: Marked): readonly Inline[] =>
  text.split(marks).flatMap((part, at): readonly Inline[] => {
    if (part === '') return []
    if (at % 2 === 0) return linesOf(part)
    const inside = part.slice(1, -1)
    // What people wrote may hold a mark: it stands for nothing.
    return part.startsWith(commandMarks[0]) ? [commandInline(inside)] : (given[Number(inside)] ?? [])
  })

const linesOf = (text: string): readonly Inline[] =>
  text
    .split('\n')
    .flatMap((line, at): readonly Inline[] => [
      ...(at > 0 ? [{ kind: 'break' } as const] : []),
      ...(line === '' ? [] : [{ kind: 'text', text: line } as const]),
    ])

/** `/ticket search`: where commands are picked from groups it is `/ticket find search`. */
const commandInline = (text: string): Inline => {
  const picked = replaceCommands(text, (written, command, name) => pathOf(command, name) ?? written)
  return { kind: 'text', text, ...(picked !== text && { picked }) }
}

/** A sentence that is at hand as a string, a refusal at a field: its facts are names that its reader typed. */
export const namingCommands = (sentence: string): readonly Inline[] =>
  inlinesOf({ text: replaceCommands(sentence, (written) => commandMarks.join(written)), given: [] })

export const richSentence = (locale: Locale, key: MessageKey, params: RichParams = {}): RichText => {
  const marked = markedWords(locale, key, params)
  return marks.test(marked.text) ? [paragraph(...inlinesOf(marked))] : say(marked.text)
}

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
