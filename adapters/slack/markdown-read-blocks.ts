import {
  isSafeUrl,
  normalize,
  own,
  plain,
  type Inline,
  type Marks,
  type RichText,
  type TextBlock,
  defined,
} from '../../src/platform'
import { emojiOf } from './emoji'
import { list, maybe, number, record, text, type Json } from './payload'
import { inlineWords } from './markdown-print'
import { mentionOf, type Names } from './markdown-read'

const marksOf = (style: Json): Marks => ({
  ...(style['bold'] === true && { bold: true }),
  ...(style['italic'] === true && { italic: true }),
  ...(style['strike'] === true && { strike: true }),
})

/** `1f44b-1f3fc`, as emoji elements carry it. */
const fromCodes = (codes: string): string | undefined => {
  const points = codes.split('-').map((code) => Number.parseInt(code, 16))
  return points.every((point) => Number.isSafeInteger(point) && point > 0 && point <= 0x10ffff)
    ? String.fromCodePoint(...points)
    : undefined
}

const readInline = (element: Json, names: Names): Inline => {
  const marks = marksOf(record(element['style']))
  const literal = (words: string): Inline => ({ kind: 'text', text: words, ...marks })
  switch (text(element['type'])) {
    case 'text':
      return record(element['style'])['code'] === true
        ? { kind: 'code', text: text(element['text']) }
        : literal(text(element['text']))
    case 'link': {
      const url = text(element['url'])
      const words = maybe(element['text']) ?? url.replace(/^mailto:/, '')
      return isSafeUrl(url) ? { kind: 'link', url, text: words, ...marks } : literal(inlineWords({ text: words, url }))
    }
    case 'user':
      return mentionOf(text(element['user_id']), names)
    case 'channel': {
      const id = text(element['channel_id'])
      return literal(`#${own(names.channels ?? {}, id) ?? id}`)
    }
    case 'usergroup':
      return literal('@group')
    case 'broadcast':
      return literal(`@${text(element['range'])}`)
    case 'team':
      return literal(text(element['team_id']))
    case 'color':
      return literal(text(element['value']))
    case 'emoji': {
      const name = text(element['name'])
      const unicode = emojiOf(name) ?? fromCodes(text(element['unicode']))
      return { kind: 'emoji', name, ...defined({ unicode }) }
    }
    case 'date': {
      const at = number(element['timestamp'])
      const shown = text(element['fallback'])
      return at !== undefined && Math.abs(at) < 8e12
        ? { kind: 'time', at: new Date(at * 1000).toISOString(), text: shown }
        : literal(shown)
    }
    default:
      return literal(maybe(element['text']) ?? maybe(element['fallback']) ?? '')
  }
}
const readInlines = (elements: unknown, names: Names): Inline[] =>
  list(elements).map((element) => readInline(record(element), names))

/** Slack ends a section with the newline that parts it from what follows. */
const readSection = (element: Json, names: Names): TextBlock[] => {
  const paragraphs: Inline[][] = [[]]
  const runs = readInlines(element['elements'], names)
  runs.forEach((inline, i) => {
    const words = inline.kind === 'text' && i === runs.length - 1 ? inline.text.replace(/\n+$/, '') : undefined
    const run = words === undefined || inline.kind !== 'text' ? inline : { ...inline, text: words }
    if (run.kind !== 'text') return paragraphs.at(-1)?.push(run)
    run.text.split(/\n{2,}/).forEach((part, n) => {
      if (n > 0) paragraphs.push([])
      paragraphs.at(-1)?.push({ ...run, text: part })
    })
  })
  return paragraphs.map((inlines) => ({ kind: 'paragraph', inlines }))
}

/** Code stands as it is, blank lines and all. */
const readCode = (element: Json, names: Names): string =>
  readInlines(element['elements'], names)
    .map((inline) =>
      inline.kind === 'link' ? inline.text || inline.url : plain([{ kind: 'paragraph', inlines: [inline] }]),
    )
    .join('')
    .replace(/\n$/, '')

/** Count of the numbers before a list's first. */
const offsetOf = (element: Json | undefined): number => {
  const offset = number(element?.['offset']) ?? 0
  return Number.isSafeInteger(offset) && offset > 0 && offset < 1e9 ? offset : 0
}

/** A list nests by `indent`; Slack sends one element for each run of one depth. */
const readLists = (elements: readonly Json[], depth: number, names: Names): TextBlock[] => {
  const blocks: TextBlock[] = []
  let items: RichText[] = []
  let ordered = false
  let start = 1
  const flush = (): void => {
    if (items.length > 0) blocks.push({ kind: 'list', ordered, ...(ordered && start !== 1 && { start }), items })
    items = []
  }
  for (let i = 0; i < elements.length;) {
    const indent = number(elements[i]?.['indent']) ?? 0
    if (indent > depth) {
      let end = i
      while (end < elements.length && (number(elements[end]?.['indent']) ?? 0) > depth) end++
      const nested = readLists(elements.slice(i, end), depth + 1, names)
      const last = items.pop()
      if (last) items.push([...last, ...nested])
      else blocks.push(...nested)
      i = end
      continue
    }
    const isOrdered = elements[i]?.['style'] === 'ordered'
    const offset = offsetOf(elements[i])
    // A run that says no number goes on with the one before it.
    if (isOrdered !== ordered || (offset > 0 && items.length > 0 && start - 1 + items.length !== offset)) flush()
    ordered = isOrdered
    if (items.length === 0) start = offset + 1
    for (const item of list(elements[i]?.['elements'])) items.push(readSection(record(item), names))
    i++
  }
  flush()
  return blocks
}

const readElements = (all: readonly Json[], names: Names): TextBlock[] => {
  const blocks: TextBlock[] = []
  for (let i = 0; i < all.length; i++) {
    const element = all[i] ?? {}
    switch (text(element['type'])) {
      case 'rich_text_list': {
        let end = i
        while (end < all.length && all[end]?.['type'] === 'rich_text_list') end++
        blocks.push(...readLists(all.slice(i, end), 0, names))
        i = end - 1
        break
      }
      case 'rich_text_quote':
        blocks.push({ kind: 'quote', blocks: readSection(element, names) })
        break
      case 'rich_text_preformatted':
        blocks.push({ kind: 'code-block', text: readCode(element, names) })
        break
      default:
        blocks.push(...readSection(element, names))
    }
  }
  return blocks
}

/** The words of a message's blocks, or of a rich text field. Undefined when there is no rich text among them. */
export const parseRichText = (blocks: unknown, names: Names): RichText | undefined => {
  const rich = list(blocks)
    .map(record)
    .filter((block) => block['type'] === 'rich_text')
  if (rich.length === 0) return undefined
  return normalize(rich.flatMap((block) => readElements(list(block['elements']).map(record), names)))
}
