import { mend, shown } from './normalize'
import type { Inline, RichText, TextBlock } from './rich-text'

/** Length of a text once a dialect has printed it. */
export type Measure = (text: RichText) => number

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The last border between two graphemes at or before `offset`. */
export const graphemeBorder = (text: string, offset: number): number => {
  if (offset <= 0 || offset >= text.length) return Math.max(0, Math.min(offset, text.length))
  // One code point after the border decides it, so the rest of a long text need not be looked at.
  return graphemes.segment(text.slice(0, offset + 2)).containing(offset)?.index ?? offset
}

/** The last border between two code points at or before `offset`. */
export const codePointBorder = (text: string, offset: number): number =>
  offset > 0 && offset < text.length && (text.codePointAt(offset - 1) ?? 0) > 0xffff ? offset - 1 : offset

/** The largest n up to `count` that still `holds`, when all smaller ones do; 0 always does. */
export const most = (count: number, holds: (n: number) => boolean, guess = 1): number => {
  let low = 0
  let high = Math.min(guess, count)
  while (high < count && holds(high)) {
    low = high
    high = Math.min(high * 2, count)
  }
  if (low === high || holds(high)) return high
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}

/** The beginning of a text, at most `max` UTF-16 units of it and never part of a sign; only one longer than all of the room is left out whole. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text.toWellFormed() : text.slice(0, graphemeBorder(text, max)).toWellFormed()

/** As one part of an address: also a text that lost half of a sign. */
export const encodePart = (text: string): string => encodeURIComponent(text.toWellFormed())

/** A file's name cut to `max` UTF-16 units: its ending, which says what opens it, stays. */
export const clipName = (name: string, max: number): string => {
  if (name.length <= max) return name.toWellFormed()
  const ending = /\.[\p{L}\p{N}]{1,10}(?:\.(?:gz|bz2|xz|zst))?$/u.exec(name)?.[0] ?? ''
  return ending.length + 1 < max ? `${cut(name, max - ending.length - 1).trimEnd()}…${ending}` : cut(name, max)
}

/** Cuts one string to `max` as `size` counts (UTF-16 units), never inside a grapheme that could be spared; a cut one ends in …. */
export const clip = (text: string, max: number, size: (text: string) => number = (text) => text.length): string => {
  if (size(text) <= max) return text
  const room = most(text.length, (n) => size(`${text.slice(0, n)}…`) <= max, Math.max(1, max))
  const whole = graphemeBorder(text, room)
  const cut = text.slice(0, whole > 0 ? whole : codePointBorder(text, room)).trimEnd()
  return size(`${cut}…`) <= max ? `${cut}…` : ''
}

const lines = (text: string): readonly Inline[] =>
  text
    .split(/\r\n|\r|\n/)
    .flatMap((line, i): Inline[] => [
      ...(i > 0 ? [{ kind: 'break' } as const] : []),
      ...(line ? [{ kind: 'text', text: line } as const] : []),
    ])

/** One paragraph of plain strings and inlines; a newline in a string is a break. */
export const paragraph = (...parts: readonly (string | Inline)[]): TextBlock => ({
  kind: 'paragraph',
  inlines: parts.flatMap((part) => (typeof part === 'string' ? lines(part) : [part])),
})

/** A plain string as it stands: blank lines part paragraphs, nothing is parsed. `plain(say(s))` is `s`. */
export const say = (text: string): RichText =>
  text === ''
    ? []
    : mend(text)
        .replace(/\r\n?/g, '\n')
        .split(/(?<=[^\n])\n\n/)
        .map((part) => paragraph(part))

export const inlineText = (inline: Inline): string => {
  switch (inline.kind) {
    case 'text':
    case 'code':
      return inline.text
    case 'link':
      return !inline.text || inline.url === inline.text || inline.url === `mailto:${inline.text}`
        ? inline.text || inline.url
        : `${inline.text} (${inline.url})`
    case 'mention':
      return `@${inline.name}`
    case 'emoji':
      return inline.unicode ?? `:${inline.name}:`
    case 'time':
      return inline.text || inline.at
    case 'break':
      return '\n'
  }
}
export const inlinesText = (inlines: readonly Inline[]): string => inlines.map(inlineText).join('')

const hang = (marker: string, body: string): string =>
  marker + body.replaceAll('\n', `\n${' '.repeat(Math.min(marker.length, 4))}`)

/** The number with which an ordered list after these blocks goes on; undefined where there is none to go on with. */
export const nextNumber = (before: RichText): number | undefined => {
  const list = before.findLast((block) => block.kind === 'list' && block.ordered)
  return list?.kind === 'list' ? (list.start ?? 1) + list.items.length : undefined
}

/** Marker before an item, and how far its other lines are moved in: a long number does not move them further. */
const markerOf = (list: Extract<TextBlock, { kind: 'list' }>, index: number): string =>
  list.ordered ? `${(list.start ?? 1) + index}. ` : '- '

const plainBlock = (block: TextBlock): string => {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return inlinesText(block.inlines)
    case 'quote':
      return `> ${plain(block.blocks).replaceAll('\n', '\n> ')}`
    case 'code-block':
      return block.text
    case 'list':
      return block.items.map((item, i) => hang(markerOf(block, i), item.map(plainBlock).join('\n'))).join('\n')
  }
}

/** Readable plain text: lists with `- ` or numbers, quotes with `> `, links as `text (url)`, a blank line between blocks. */
export const plain = (text: RichText): string => text.map(plainBlock).join('\n\n')

/** The plain text's length in UTF-16 units. */
export const lengthOf: Measure = (text) => plain(text).length

const leaves = (block: TextBlock): string => {
  if (block.kind === 'code-block') return block.text
  if (block.kind === 'quote') return block.blocks.map(leaves).join('')
  if (block.kind === 'list') return block.items.flatMap((item) => item.map(leaves)).join('')
  return inlinesText(block.inlines)
}

/** Nothing in it that a person would see. */
export const isEmpty = (text: RichText): boolean =>
  !/[^\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u.test(text.map(leaves).join(''))

/** The first line with something on it, for a ticket's subject: own words before quotes and code. At most `max` units. */
export const firstLine = (text: RichText, max: number): string => {
  const own = text.filter((block) => block.kind !== 'quote' && block.kind !== 'code-block')
  for (const blocks of [own, text]) {
    const line = plain(blocks)
      .split('\n')
      .find((line) => !isEmpty([paragraph(line)]))
    if (line !== undefined) return clip(shown(line).replace(/\s+/g, ' ').trim(), max)
  }
  return ''
}

/** Both sides of `offset` in the printed inlines; a link, mention or emoji that it falls into becomes bare text. */
export const cutInlines = (
  inlines: readonly Inline[],
  offset: number,
): readonly [readonly Inline[], readonly Inline[]] => {
  const before: Inline[] = []
  const after: Inline[] = []
  let at = 0
  for (const inline of inlines) {
    const text = inlineText(inline)
    const cut = offset - at
    at += text.length
    if (cut >= text.length) before.push(inline)
    else if (cut <= 0) after.push(inline)
    else {
      const words: Extract<Inline, { kind: 'text' | 'code' }> =
        inline.kind === 'text' || inline.kind === 'code' ? inline : { kind: 'text', text }
      // Half a command is none.
      const { picked: _picked, ...run } = words
      before.push({ ...run, text: text.slice(0, cut) })
      after.push({ ...run, text: text.slice(cut) })
    }
  }
  return [before, after]
}

const dropFrom = (block: TextBlock, n: number): TextBlock => {
  if (n <= 0) return block
  if (block.kind === 'paragraph' || block.kind === 'heading')
    return { ...block, inlines: cutInlines(block.inlines, n)[1] }
  if (block.kind === 'code-block') return { ...block, text: block.text.slice(n) }
  return paragraph(plainBlock(block).slice(n))
}

/** Without the first `n` characters of its plain text: what is left of `!reply **hi**` after the command, still bold. */
export const dropPrefix = (text: RichText, n: number): RichText => {
  let left = n
  for (const [i, block] of text.entries()) {
    const length = plainBlock(block).length
    if (left < length) return [dropFrom(block, left), ...text.slice(i + 1)]
    left = Math.max(0, left - length - '\n\n'.length)
  }
  return []
}
