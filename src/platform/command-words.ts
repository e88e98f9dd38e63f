import { distance } from './nearest'
import { clip } from './text'
import { fold } from './fold'
import type { FieldInfo, Locale, OperationInfo } from './platform'

/** One word of a line, or what stood in quotes. Offsets are the line's own, quotes included. */
export interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly quoted: boolean
}

/** Straight and smart quotes, as keyboards and phones put them: what may close after what opened. */
const closers: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”“"',
  '”': '”“"',
  '„': '“”"',
  '«': '»',
  '‘': '’‘',
}

/** Text in quotes from `start` on: they close before a blank, a comma or one of `ends`. */
export const quotedAt = (line: string, start: number, ends = ''): Word | undefined => {
  const closing = closers[line[start] ?? '']
  if (!closing) return undefined
  const close = new RegExp(`[${closing}](?=[\\s,${ends}]|$)`, 'g')
  close.lastIndex = start + 1
  for (let found = close.exec(line); found; found = close.exec(line)) {
    const inside = line.slice(start + 1, found.index)
    const slashes = /\\*$/.exec(inside.slice(-100))?.[0].length ?? 0
    if (slashes % 2 === 1) continue
    const text = inside.replace(new RegExp(`\\\\([\\\\${closing}])`, 'g'), '$1')
    return { text, start, end: found.index + 1, quoted: true }
  }
  // It never closes: an apostrophe, or a quote that means itself.
  return undefined
}

/** A value as it stands in a line: in quotes where it would be read as something else. */
export const quoteWord = (value: string): string =>
  /^[\p{L}\p{N}@#][^\s"'“”„«»‘’,:=\\]*$/u.test(value) ? value : `"${insideQuotes(value)}"`

/** Escapes a value to stand between two straight quotes. */
export const insideQuotes = (value: string): string => value.replaceAll(/["\\]/g, '\\$&')

/** The next word at or after `from`. */
export const wordAt = (line: string, from: number): Word | undefined => {
  const space = /\S/g
  space.lastIndex = from
  const start = space.exec(line)?.index
  if (start === undefined) return undefined
  const quoted = quotedAt(line, start)
  if (quoted) return quoted
  const rest = /\S+/y
  rest.lastIndex = start
  const text = rest.exec(line)?.[0] ?? ''
  return { text, start, end: start + text.length, quoted: false }
}

/** Offset at which words taken as they stand begin: after the blanks, but the indent of a first line of its own stays. */
export const restAt = (line: string, from: number): number => {
  const blank = /\s*/y
  blank.lastIndex = from
  const space = blank.exec(line)?.[0] ?? ''
  const newline = space.lastIndexOf('\n')
  return from + (newline >= 0 ? newline + 1 : space.length)
}

interface Alias {
  readonly folded: string
  readonly spelled: string
}
/** Each line that somebody types is compared with all of them. */
const known = new WeakMap<OperationInfo, readonly Alias[]>()
/** Names of an operation: its own, its older ones, its Spanish title; the spelling is what one would type. */
export const aliases = (operation: OperationInfo): readonly Alias[] => {
  const before = known.get(operation)
  if (before !== undefined) return before
  const all = [operation.name, ...operation.was, operation.title.es]
    .map((words) => ({ folded: fold(words), spelled: fold(words).replaceAll(' ', '-') }))
    .filter(({ folded }) => folded !== '')
  known.set(operation, all)
  return all
}

export interface Match {
  readonly operation: OperationInfo
  readonly end: number
}

/** The operation whose name stands at `from`: the longest name wins, a name over an older one over a title. */
export const operationAt = (line: string, from: number, operations: readonly OperationInfo[]): Match | undefined => {
  const names = operations.map((operation) => ({ operation, names: aliases(operation).map(({ folded }) => folded) }))
  const longest = Math.max(0, ...names.flatMap(({ names }) => names.map((name) => name.split(' ').length)))
  let best: Match | undefined
  let typed = ''
  let at = from
  for (let count = 0; count < longest; count++) {
    const word = wordAt(line, at)
    if (!word || word.text.length > 100) break
    // `policy -` names none: signs, and what nobody sees, are no part of an operation's name, nor is what stands in quotes.
    if (fold(word.text) === '') break
    if (count > 0 && (word.quoted || line.slice(at, word.start).includes('\n'))) break
    typed = fold(`${typed} ${word.text}`)
    at = word.end
    const found = names
      .filter(({ names }) => names.includes(typed))
      .toSorted((a, b) => a.names.indexOf(typed) - b.names.indexOf(typed))[0]
    if (found) best = { operation: found.operation, end: at }
  }
  return best
}

/** An operation's name as a reader of this language would type it: in Spanish its title too, when that is what was meant. */
export const spelledFor = (operation: OperationInfo, { spelled }: Alias, locale: Locale): string =>
  locale === 'es' && spelled === aliases(operation).at(-1)?.spelled ? spelled : operation.name

/** At most three names that may have been meant, the nearest first, one of each operation, in the reader's language. */
export const suggest = (word: string, operations: readonly OperationInfo[], locale: Locale): string[] => {
  const typed = fold(clip(word, 60))
  if (typed === '') return []
  const far = Math.max(1, Math.floor(typed.length / 3))
  return operations
    .flatMap((operation) => {
      const near = aliases(operation)
        .map(({ folded, spelled }) => ({
          spelled: spelledFor(operation, { folded, spelled }, locale),
          away: typed.length > 1 && folded.startsWith(typed) ? 0.5 : distance(typed, folded),
        }))
        .toSorted((a, b) => a.away - b.away)[0]
      return near && near.away <= far ? [near] : []
    })
    .toSorted((a, b) => a.away - b.away || a.spelled.localeCompare(b.spelled))
    .slice(0, 3)
    .map(({ spelled }) => spelled)
}

export interface Named {
  readonly field: FieldInfo
  /** Offset of its value. */
  readonly value: number
  /** `--name value`: the value is the next word. */
  readonly apart: boolean
}

/** `name:value`, `name=value`, `--name value`, `--name=value`, by the field's name or its label; phones make — of --. */
export const namedAt = (line: string, from: number, fields: readonly FieldInfo[]): Named | undefined => {
  const pattern = /(--|[—–])?([\p{L}_][\p{L}\p{M}\p{N}_-]{0,60})([:=]?)/uy
  pattern.lastIndex = from
  const parts = pattern.exec(line)
  if (!parts) return undefined
  const [whole, dashes, name = '', sign] = parts
  const value = from + whole.length
  const ends = value >= line.length || /\s/.test(line[value] ?? '')
  // `priority: high` reads like prose; so does a name alone.
  if (sign ? ends : !dashes || !ends) return undefined
  const typed = fold(name)
  const field =
    fields.find((field) => fold(field.name) === typed) ??
    fields.find(({ label, was = [] }) => [...Object.values(label), ...was].some((word) => fold(word) === typed))
  return field && { field, value, apart: !sign }
}
