import { normalize } from './normalize'
import type { Inline, RichText, TextBlock } from './rich-text'
import {
  codePointBorder,
  cutInlines,
  graphemeBorder,
  inlinesText,
  inlineText,
  isEmpty,
  lengthOf,
  type Measure,
  most,
  paragraph,
  plain,
} from './text'

type Cut = readonly [head: RichText, rest: RichText]
type List = Extract<TextBlock, { kind: 'list' }>

interface Room {
  /** The share of the room that a text would take: over 1 is too much. */
  used(text: RichText): number
  /** Rather an early border between blocks than a cut inside one. */
  readonly tidy: boolean
  /** Allows cutting what is longer than the whole room: a link, then even a grapheme. */
  readonly hard: boolean
}
const within = (room: Room, wrap: (inner: RichText) => RichText): Room => ({
  ...room,
  used: (inner) => room.used(wrap(inner)),
})

/** Sentences before words, both only in the latter half: a part cut in its first tenth helps nobody. */
const goodBorders = (text: string, limit: number): readonly number[] => {
  const from = Math.floor(limit / 2)
  const tail = text.slice(from, limit)
  const sentence = [...tail.matchAll(/[.!?…。！？؟]["'”’)\]]*\s/gu)].at(-1)
  const word = /\s(?=\S*$)/u.exec(tail)
  return [
    tail.lastIndexOf('\n') + 1,
    sentence ? sentence.index + sentence[0].length : 0,
    word ? word.index + 1 : 0,
  ].flatMap((at) => (at > 0 ? [from + at] : []))
}

/** A link, a mention, an emoji or a command stays whole. */
const outsideAtoms = (inlines: readonly Inline[], offset: number): number => {
  let at = 0
  for (const inline of inlines) {
    const end = at + inlineText(inline).length
    const isWords = (inline.kind === 'text' || inline.kind === 'code') && inline.picked === undefined
    if (end >= offset) return isWords || end === offset ? offset : at
    at = end
  }
  return offset
}

const forcedBorder = (text: string, offset: number): number =>
  graphemeBorder(text, offset) || codePointBorder(text, offset)

/** Runs beyond those that fit: a sign may go on in the next ones. */
const beyond = 8

/** Only as many runs are looked at as there is room for: the rest of a long paragraph is another part's. */
const divideInlines = (block: Extract<TextBlock, { inlines: unknown }>, room: Room): Cut => {
  const fitting = most(
    block.inlines.length,
    (n) => room.used([{ ...block, inlines: block.inlines.slice(0, n) }]) <= 1,
    64,
  )
  if (fitting + beyond >= block.inlines.length) return divideRuns(block, room)
  const [head, rest] = divideRuns({ ...block, inlines: block.inlines.slice(0, fitting + beyond) }, room)
  const later = block.inlines.slice(fitting + beyond)
  const [next] = rest
  if (next && 'inlines' in next) return [head, [{ ...next, inlines: [...next.inlines, ...later] }]]
  return [head, [{ ...block, inlines: later }]]
}

const divideRuns = (block: Extract<TextBlock, { inlines: unknown }>, room: Room): Cut => {
  const { inlines } = block
  const text = inlinesText(inlines)
  const head = (offset: number): RichText => [{ ...block, inlines: cutInlines(inlines, offset)[0] }]
  const holds = (offset: number): boolean => room.used(head(offset)) <= 1
  const border = (offset: number): number => {
    const at = outsideAtoms(inlines, graphemeBorder(text, offset))
    return at === offset ? at : border(at)
  }
  const reach = most(text.length, holds, 512)
  const whole = border(reach)
  const good = whole > 0 ? goodBorders(text, whole).find((at) => border(at) === at && holds(at)) : undefined
  const at = good ?? (whole > 0 || !room.hard ? whole : forcedBorder(text, reach))
  if (at === 0) return [[], [block]]
  const [before, after] = cutInlines(inlines, at)
  const kept = before.at(-1)?.kind === 'break' ? before.slice(0, -1) : before
  const left = after.length > 0 ? [{ ...block, inlines: after }] : []
  return [[{ ...block, inlines: kept }], left]
}

const divideCode = (block: Extract<TextBlock, { kind: 'code-block' }>, room: Room): Cut => {
  const { text } = block
  const reach = most(text.length, (n) => room.used([{ ...block, text: text.slice(0, n) }]) <= 1, 512)
  const at = room.hard ? forcedBorder(text, reach) : graphemeBorder(text, reach)
  if (at === 0) return [[], [block]]
  const line = text.lastIndexOf('\n', at)
  const cut = line > at / 4 ? line : at
  const rest = text.slice(cut === line ? cut + 1 : cut)
  return [[{ ...block, text: text.slice(0, cut) }], rest ? [{ ...block, text: rest }] : []]
}

/** The items from `from` on, with their numbers. */
const goOn = (list: List, from: number): RichText => {
  const items = list.items.slice(from)
  if (items.length === 0) return []
  return [{ ...list, ...(list.ordered && { start: (list.start ?? 1) + from }), items }]
}

/** The items as paragraphs that carry their numbers, for where there is no room for a list. */
const asParagraphs = (list: List): RichText =>
  list.items.flatMap((item, i): RichText => {
    if (isEmpty(item)) return []
    const [first, ...others] = item
    const number = `${(list.start ?? 1) + i}. `
    if (first?.kind === 'paragraph') return [paragraph(number, ...first.inlines), ...others]
    return [paragraph(number), ...item]
  })

const divideList = (list: List, room: Room): Cut => {
  const only = (items: readonly RichText[]): RichText => [{ ...list, items }]
  const whole = most(list.items.length, (n) => room.used(only(list.items.slice(0, n))) <= 1)
  const done = list.items.slice(0, whole)
  const next = list.items[whole]
  if (!next) return [[list], []]
  const border: Cut = whole > 0 ? [only(done), goOn(list, whole)] : [[], [list]]
  if (whole > 0 && room.tidy && (room.used(only(done)) >= 0.5 || room.used(only([next])) <= 1)) return border
  const [head, rest] = take(
    next,
    within(room, (inner) => only([...done, inner])),
  )
  // A blank head is not sent, and the item's number would go with it.
  if (isEmpty(head)) return border
  return [only([...done, head]), [...rest, ...goOn(list, whole + 1)]]
}

const divide = (block: TextBlock, room: Room): Cut => {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return divideInlines(block, room)
    case 'code-block':
      return divideCode(block, room)
    case 'list':
      return divideList(block, room)
    case 'quote': {
      const [head, rest] = take(
        block.blocks,
        within(room, (blocks) => [{ ...block, blocks }]),
      )
      if (head.length === 0) return [[], [block]]
      return [[{ ...block, blocks: head }], rest.length > 0 ? [{ ...block, blocks: rest }] : []]
    }
  }
}

/** As much from the front as there is room for; the head is empty when not even the first grapheme fits. */
const take = (blocks: RichText, room: Room): Cut => {
  const whole = most(blocks.length, (n) => room.used(blocks.slice(0, n)) <= 1)
  const head = blocks.slice(0, whole)
  const next = blocks[whole]
  if (!next) return [blocks, []]
  const border: Cut = [head, blocks.slice(whole)]
  if (whole > 0 && room.tidy && (room.used(head) >= 0.5 || room.used([next]) <= 1)) return border
  const [part, rest] = divide(
    next,
    within(room, (inner) => [...head, ...inner]),
  )
  return part.length === 0
    ? border
    : [
        [...head, ...part],
        [...rest, ...blocks.slice(whole + 1)],
      ]
}

/** `take`, and where the formatting itself leaves no room, without it: at least one character, always. */
const takeSome = (blocks: RichText, room: Room): Cut => {
  for (const hard of [false, true]) {
    const cut = take(blocks, { ...room, hard })
    if (cut[0].length > 0) return cut
  }
  const [first, ...others] = blocks
  if (!first) return [[], []]
  if (first.kind === 'quote') return takeSome([...first.blocks, ...others], room)
  if (first.kind === 'list')
    return takeSome([...(first.ordered ? asParagraphs(first) : first.items.flat()), ...others], room)
  const text = plain([first])
  const reach = codePointBorder(
    text,
    most(text.length, (n) => room.used([paragraph(text.slice(0, n))]) <= 1, 64),
  )
  const at = reach > 0 ? reach : (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1
  const rest = at < text.length ? [paragraph(text.slice(at))] : []
  return [[paragraph(text.slice(0, at))], [...rest, ...others]]
}

/**
 * Parts in order, none longer than `max` as `measure` counts, none blank; none at all for an empty text. Cuts between
 * blocks, sentences, words or graphemes, in this order of liking; only a grapheme longer than a whole part is cut, and
 * a link that long turns into text. Code blocks and quotes are closed and opened again.
 */
export const split = (text: RichText, max: number, measure: Measure = lengthOf): RichText[] => {
  const parts: RichText[] = []
  let rest = normalize(text)
  while (rest.length > 0) {
    const [head, left] = takeSome(rest, { used: (part) => measure(part) / max, tidy: true, hard: false })
    if (!isEmpty(head)) parts.push(normalize(head))
    rest = left
  }
  return parts
}

const trimEnd = (inlines: readonly Inline[]): readonly Inline[] => {
  const last = inlines.at(-1)
  const others = inlines.slice(0, -1)
  if (last?.kind === 'break') return trimEnd(others)
  return last?.kind === 'text' ? [...others, { ...last, text: last.text.trimEnd() }] : inlines
}

const append = (text: RichText, end: string): RichText => {
  const last = text.at(-1)
  const others = text.slice(0, -1)
  if (!last) return [paragraph(end)]
  switch (last.kind) {
    case 'paragraph':
    case 'heading':
      return [...others, { ...last, inlines: [...trimEnd(last.inlines), { kind: 'text', text: end }] }]
    case 'code-block':
      return [...others, { ...last, text: last.text + end }]
    case 'quote':
      return [...others, { ...last, blocks: append(last.blocks, end) }]
    case 'list':
      return [...others, { ...last, items: [...last.items.slice(0, -1), append(last.items.at(-1) ?? [], end)] }]
  }
}

/** The beginning of a text, ended with … when it had to be cut; empty when there is no room even for that. */
export const truncate = (text: RichText, max: number, measure: Measure = lengthOf): RichText => {
  const whole = normalize(text)
  if (measure(whole) <= max) return whole
  const room: Room = { used: (part) => measure(append(part, '…')) / max, tidy: false, hard: false }
  const cut = normalize(append(takeSome(whole, room)[0], '…'))
  return measure(cut) <= max ? cut : measure([paragraph('…')]) <= max ? [paragraph('…')] : []
}
