import { defined } from './defined'
import type { Inline, RichText, TextBlock } from './rich-text'
import { tableText } from './table-text'
import { nextNumber } from './text'

/** Reads the words of a paragraph. */
export type InlineReader = (source: string) => readonly Inline[]

/** Deeper than anybody means; what is below it stays as typed. */
const deepest = 8

/**
 * The blocks of Markdown with GitHub's tables and tasks. Each line is looked at once for every quote and list around it,
 * of which there are a few at most: the time it takes grows with the text, whatever is typed.
 */
export const readBlocks = (source: string, inlines: InlineReader): RichText =>
  blocksOf(source.replace(/\r\n?/g, '\n').split('\n'), inlines, 0)

interface Taken {
  readonly blocks: RichText
  /** Number of lines taken. */
  readonly lines: number
  /** The sign of a numbered list's only item, as it was typed. */
  readonly alone?: string
}
type Taker = (lines: readonly string[], at: number, inlines: InlineReader, depth: number) => Taken | undefined

const blocksOf = (lines: readonly string[], inlines: InlineReader, depth: number): RichText => {
  if (depth > deepest) return asTyped(lines)
  const blocks: TextBlock[] = []
  let words: string[] = []
  const flush = (): void => {
    if (words.length > 0) blocks.push(paragraphOf(words, inlines))
    words = []
  }
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!
    if (isBlank(line)) {
      flush()
      at++
      continue
    }
    const heading = words.length > 0 ? underlined(line) : false
    if (heading) {
      blocks.push({ kind: 'heading', inlines: inlines(joined(words)) })
      words = []
      at++
      continue
    }
    const table = words.length > 0 ? tableAt(lines, at, words.at(-1)!) : undefined
    if (table) {
      words.pop()
      flush()
      blocks.push(...table.blocks)
      at += table.lines
      continue
    }
    const taken = (words.length > 0 ? interrupting : takers).reduce<Taken | undefined>(
      (found, taker) => found ?? taker(lines, at, inlines, depth),
      undefined,
    )
    if (taken) {
      flush()
      blocks.push(...asSentence(taken, blocks))
      at += taken.lines
    } else {
      words.push(line)
      at++
    }
  }
  flush()
  return blocks
}

/**
 * `24. Dezember` by itself is a sentence and no list. One item that goes on with the numbers of a list before it, parted from
 * it by code or other words, is one.
 */
const asSentence = ({ blocks, alone }: Taken, before: RichText): RichText => {
  const [list] = blocks
  if (alone === undefined || list?.kind !== 'list') return blocks
  if (list.start === undefined || list.start === nextNumber(before)) return blocks
  const [first, ...rest] = list.items[0] ?? []
  if (first?.kind !== 'paragraph')
    return [{ kind: 'paragraph', inlines: [{ kind: 'text', text: alone }] }, ...(first ? [first] : []), ...rest]
  return [{ kind: 'paragraph', inlines: [{ kind: 'text', text: `${alone} ` }, ...first.inlines] }, ...rest]
}

const isBlank = (line: string): boolean => line.trim() === ''
/** Columns of blanks, to the next multiple of four for a tab. */
const columnsOf = (blank: string, from = 0): number => {
  let columns = from
  for (const sign of blank) columns += sign === '\t' ? 4 - (columns % 4) : 1
  return columns - from
}
const indentOf = (line: string): number => {
  const blank = line.length - line.trimStart().length
  return line[0] === ' ' || line[0] === '\t' ? columnsOf(line.slice(0, blank)) : 0
}
/** Without so many columns of blanks at most. */
const dedent = (line: string, columns: number): string => {
  let done = 0
  let at = 0
  while (done < columns && (line[at] === ' ' || line[at] === '\t')) done += line[at++] === '\t' ? 4 - (done % 4) : 1
  return ' '.repeat(Math.max(0, done - columns)) + line.slice(at)
}
const underlined = (line: string): boolean => /^ {0,3}(?:=+|-+) *$/.test(line)
const joined = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trimStart())
    .join('\n')
    .trimEnd()
const paragraphOf = (lines: readonly string[], inlines: InlineReader): TextBlock => ({
  kind: 'paragraph',
  inlines: inlines(joined(lines)),
})
const asTyped = (lines: readonly string[]): RichText => {
  const text = lines.join('\n').trim()
  return text === '' ? [] : [{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }]
}

const indentedCode: Taker = (lines, at) => {
  if (indentOf(lines[at]!) < 4) return undefined
  let end = at
  for (let next = at; next < lines.length && (isBlank(lines[next]!) || indentOf(lines[next]!) >= 4); next++)
    if (!isBlank(lines[next]!)) end = next + 1
  const text = lines.slice(at, end).map((line) => dedent(line, 4))
  return { blocks: [{ kind: 'code-block', text: text.join('\n') }], lines: end - at }
}

const fence = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$/
const isFence = (line: string): boolean => fence.test(line)
const fencedCode: Taker = (lines, at) => {
  const [, indent = '', sign = '', info = ''] = fence.exec(lines[at]!) ?? []
  if (sign === '') return undefined
  const ends = new RegExp(`^ {0,3}${sign[0]}{${sign.length},} *$`)
  let end = at + 1
  while (end < lines.length && !ends.test(lines[end]!)) end++
  const text = lines
    .slice(at + 1, end)
    .map((line) => dedent(line, indent.length))
    .join('\n')
  const language = /^\S+/.exec(info.trim())?.[0]
  return { blocks: [{ kind: 'code-block', text, ...(language && { language }) }], lines: end + 1 - at }
}

const heading: Taker = (lines, at, inlines) => {
  const line = lines[at]!
  if (!/^ {0,3}#{1,6}(?:\s|$)/.test(line)) return undefined
  const text = line.trim().replace(/^#+/, '').trim()
  const closing = /#+$/.exec(text)?.[0] ?? ''
  const own =
    closing === text || /\s/.test(text[text.length - closing.length - 1] ?? 'x')
      ? text.slice(0, text.length - closing.length)
      : text
  return { blocks: [{ kind: 'heading', inlines: inlines(own.trim()) }], lines: 1 }
}

/** A line across has no word in neutral text: it stays as it was typed. */
const isRule = (line: string): boolean =>
  indentOf(line) < 4 && /^([-*_])(?: *\1){2,}$/.test(line.trim().replaceAll('\t', ' '))
const rule: Taker = (lines, at) => (isRule(lines[at]!) ? { blocks: asTyped([lines[at]!]), lines: 1 } : undefined)

/** A line that goes on with the paragraph before it, though it lacks the marks of the quote or list around that. */
const goesOn = (before: string, line: string): boolean =>
  !isBlank(before) &&
  !isBlank(line) &&
  !isRule(line) &&
  !isFence(line) &&
  !/^ {0,3}(?:>|#{1,6}(?:\s|$))/.test(line) &&
  markerOf(line) === undefined &&
  // The line before it must have been words.
  indentOf(before) < 4 &&
  !/^ {0,3}#{1,6}(?:\s|$)/.test(before) &&
  !isRule(before)

/** Follows whether the lines of a quote or an item are in fenced code, in which nothing goes on by itself. */
const fenceWatch = (): ((line: string) => boolean) => {
  let sign = ''
  return (line) => {
    const found = fence.exec(line)?.[2] ?? ''
    if (sign === '') sign = found
    else if (new RegExp(`^ {0,3}${sign[0]}{${sign.length},} *$`).test(line)) sign = ''
    return sign !== ''
  }
}

const quote: Taker = (lines, at, inlines, depth) => {
  if (!/^ {0,3}>/.test(lines[at]!)) return undefined
  const quoted: string[] = []
  const inFence = fenceWatch()
  let isFenced = false
  let end = at
  for (; end < lines.length; end++) {
    const line = lines[end]!
    const isMarked = /^ {0,3}>/.test(line)
    if (!isMarked && (isFenced || !goesOn(withoutQuotes(quoted.at(-1) ?? ''), line))) break
    const own = isMarked ? line.replace(/^ {0,3}> ?/, '') : line.trimStart()
    quoted.push(own)
    isFenced = inFence(own)
  }
  return { blocks: [{ kind: 'quote', blocks: blocksOf(quoted, inlines, depth + 1) }], lines: end - at }
}
const withoutQuotes = (line: string): string => line.replace(/^(?: {0,3}> ?){1,16}/, '')

interface Marker {
  readonly sign: string
  readonly number?: number
  /** Of the item's words, from the line's beginning. */
  readonly offset: number
  readonly isEmpty: boolean
  /** Words behind it in its line. */
  readonly words: string
  readonly typed: string
}
const markerOf = (line: string): Marker | undefined => {
  const [whole, indent = '', sign = '', blank = ''] = /^( {0,3})([-+*]|\d{1,9}[.)])(\s+|$)/.exec(line) ?? []
  if (whole === undefined) return undefined
  const isEmpty = whole.length === line.length
  const before = indent.length + sign.length
  const gap = columnsOf(blank, before)
  const isCode = !isEmpty && gap > 4
  const number = /^\d/.test(sign) ? Number.parseInt(sign, 10) : undefined
  return {
    sign: sign.at(-1)!,
    ...defined({ number }),
    offset: before + (isEmpty || isCode ? 1 : gap),
    words: isEmpty ? '' : isCode ? dedent(line.slice(before), 1) : line.slice(whole.length),
    isEmpty,
    typed: sign,
  }
}

interface Item {
  readonly lines: readonly string[]
  readonly taken: number
}
const itemAt = (lines: readonly string[], at: number, marker: Marker): Item => {
  const own: string[] = [marker.words]
  const inFence = fenceWatch()
  let isFenced = inFence(own[0]!)
  let end = at + 1
  let last = at + 1
  for (; end < lines.length; end++) {
    const line = lines[end]!
    if (isBlank(line)) {
      if (marker.isEmpty && end === at + 1) break
      own.push('')
      continue
    }
    if (indentOf(line) >= marker.offset) own.push(dedent(line, marker.offset))
    else if (!isFenced && goesOn(withoutMarks(own.at(-1) ?? ''), line)) own.push(line.trimStart())
    else break
    isFenced = inFence(own.at(-1)!)
    last = end + 1
  }
  return { lines: own.slice(0, last - at), taken: last - at }
}
const withoutMarks = (line: string): string =>
  line.replace(/^(?: {0,3}(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s)) ?){1,16}/, '')

/** Items of one list, with blank lines between them or without. */
const list: Taker = (lines, at, inlines, depth) => {
  const first = markerOf(lines[at]!)
  if (first === undefined) return undefined
  const items: RichText[] = []
  let end = at
  for (;;) {
    let next = end
    while (next < lines.length && isBlank(lines[next]!)) next++
    const marker = next < lines.length && !isRule(lines[next]!) ? markerOf(lines[next]!) : undefined
    if (marker === undefined || marker.sign !== first.sign || (items.length === 0 && next !== at)) break
    const item = itemAt(lines, next, marker)
    items.push(withTask(blocksOf(item.lines, inlines, depth + 1)))
    end = next + item.taken
  }
  if (items.length === 0) return undefined
  const isOrdered = first.number !== undefined
  const start = isOrdered && first.number !== 1 ? { start: first.number! } : {}
  const alone = isOrdered && items.length === 1 ? { alone: first.typed } : {}
  return { blocks: [{ kind: 'list', ordered: isOrdered, ...start, items }], lines: end - at, ...alone }
}

const withTask = (item: RichText): RichText => {
  const [first, ...rest] = item
  const words = first?.kind === 'paragraph' ? first.inlines[0] : undefined
  const box = words?.kind === 'text' ? /^\[([ xX])\]\s/.exec(words.text) : null
  if (!box || first?.kind !== 'paragraph' || words?.kind !== 'text') return item
  const text = `${box[1] === ' ' ? '☐' : '☑'} ${words.text.slice(box[0].length)}`
  return [{ kind: 'paragraph', inlines: [{ ...words, text }, ...first.inlines.slice(1)] }, ...rest]
}

/** Only a list that begins at 1, with something in it, may follow a paragraph's line at once. */
const listInside: Taker = (lines, at, inlines, depth) => {
  const marker = markerOf(lines[at]!)
  return marker === undefined || marker.isEmpty || (marker.number ?? 1) !== 1
    ? undefined
    : list(lines, at, inlines, depth)
}

const cellsOf = (line: string): readonly string[] => {
  const cells = line.trim().replaceAll('\\|', '\u0000').split('|')
  const own = cells.slice(cells[0] === '' ? 1 : 0, cells.length > 1 && cells.at(-1) === '' ? -1 : undefined)
  return own.map((cell) => cell.replaceAll('\u0000', '|').trim())
}
const tableAt = (lines: readonly string[], at: number, header: string): Taken | undefined => {
  const rule = lines[at]!
  if (!rule.includes('-') || !/^[ |:-]+$/.test(rule) || !(rule.includes('|') || header.includes('|'))) return undefined
  const columns = cellsOf(rule)
  if (!columns.every((cell) => /^:?-+:?$/.test(cell)) || cellsOf(header).length !== columns.length) return undefined
  const rows = [cellsOf(header)]
  let end = at + 1
  for (; end < lines.length && !isBlank(lines[end]!) && !startsBlock(lines[end]!); end++)
    rows.push(cellsOf(lines[end]!))
  return {
    blocks: [{ kind: 'code-block', text: tableText(rows.map((row) => row.slice(0, columns.length))) }],
    lines: end - at,
  }
}
const startsBlock = (line: string): boolean =>
  isFence(line) || isRule(line) || /^ {0,3}(?:>|#{1,6}(?:\s|$))/.test(line) || markerOf(line) !== undefined

const takers: readonly Taker[] = [indentedCode, fencedCode, heading, rule, quote, list]
const interrupting: readonly Taker[] = [fencedCode, heading, rule, quote, listInside]
