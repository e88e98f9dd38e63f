import type { Inline, RichText, TextBlock, Unshown } from '../../src/platform'
import { list, maybe, record, text, type Json } from './payload'
import { isLink } from './markdown-print'
import { parseMrkdwn, type Names } from './markdown-read'
import { parseRichText } from './markdown-read-blocks'

/** Words of blocks or attachments, and what of them no words can stand for. */
export interface Told {
  readonly text: readonly TextBlock[]
  readonly unshown: readonly Unshown[]
}
const nothing: Told = { text: [], unshown: [] }
const deepest = 6

export const together = (parts: readonly Told[]): Told => ({
  text: parts.flatMap((part) => part.text),
  unshown: parts.flatMap((part) => part.unshown),
})

const paragraph = (...inlines: readonly Inline[]): RichText =>
  inlines.length === 0 ? [] : [{ kind: 'paragraph', inlines }]
export const bold = (words: string): RichText => paragraph({ kind: 'text', text: words, bold: true })
export const linked = (url: string | undefined, words: string): RichText =>
  url !== undefined && isLink(url)
    ? paragraph({ kind: 'link', url, text: words || url })
    : paragraph({ kind: 'text', text: words })

/** A text object, a plain string, or rich text in one. */
const textIn = (value: unknown, names: Names): RichText => {
  const object = record(value)
  if (object['type'] === 'rich_text') return parseRichText([object], names) ?? []
  const words = text(value) || text(object['text'])
  if (words === '') return []
  return object['type'] === 'plain_text' ? paragraph({ kind: 'text', text: words }) : parseMrkdwn(words, names)
}

const pictureIn = (block: Json): RichText => {
  const url =
    maybe(block['image_url']) ??
    maybe(block['thumb_url']) ??
    maybe(record(block['slack_file'])['url']) ??
    maybe(record(block['image'])['image_url'])
  const title = text(record(block['title'])['text']) || text(block['alt_text'])
  return url === undefined && title === '' ? [] : linked(url, title)
}

/** A control as a person reads it: what it does is another program's. */
const controlWords = (element: Json): RichText => {
  const label = text(record(element['text'])['text']) || text(record(element['placeholder'])['text'])
  const options = list(element['options']).map((one) => text(record(record(one)['text'])['text']))
  const shown = label || options.filter((option) => option !== '').join(' / ')
  const url = maybe(element['url'])
  if (shown === '' && url === undefined) return []
  return url === undefined ? paragraph({ kind: 'text', text: `[${shown}]` }) : linked(url, shown)
}

const tableWords = (block: Json, names: Names): RichText =>
  list(block['rows']).flatMap((row): RichText => {
    const cells = list(row).map((cell) => textIn(cell, names))
    const inlines = cells.flatMap((cell, at): Inline[] => [
      ...(at > 0 ? [{ kind: 'text' as const, text: ' | ' }] : []),
      ...cell.flatMap((one) => (one.kind === 'paragraph' ? one.inlines : [])),
    ])
    return paragraph(...inlines)
  })

const elementTold = (value: unknown, names: Names): Told => {
  const element = record(value)
  switch (text(element['type'])) {
    case 'image':
      return { ...nothing, text: pictureIn(element) }
    case 'mrkdwn':
    case 'plain_text':
      return { ...nothing, text: textIn(element, names) }
    default:
      return { ...nothing, text: controlWords(element) }
  }
}

/** Reads one block of any kind; one that is not known here and says nothing is told as such. */
const blockTold = (block: Json, names: Names, depth: number): Told => {
  const words = (...texts: readonly RichText[]): Told => ({ text: texts.flat(), unshown: [] })
  const accessory = (): Told => (block['accessory'] ? elementTold(block['accessory'], names) : nothing)
  switch (text(block['type'])) {
    case 'rich_text':
      return words(parseRichText([block], names) ?? [])
    case 'section': {
      const fields = list(block['fields']).map((field) => textIn(field, names))
      return together([words(textIn(block['text'], names), ...fields), accessory()])
    }
    case 'header':
      return words(bold(text(record(block['text'])['text'])))
    case 'markdown':
    case 'alert':
      return words(textIn(block['text'], names))
    case 'context':
    case 'actions':
    case 'context_actions':
      return together(list(block['elements']).map((element) => elementTold(element, names)))
    case 'image':
      return words(pictureIn(block))
    case 'video': {
      const title = text(record(block['title'])['text'])
      const url = maybe(block['title_url']) ?? maybe(block['video_url'])
      return words(linked(url, title || text(block['alt_text'])), textIn(block['description'], names))
    }
    case 'input':
      return together([words(textIn(block['label'], names)), elementTold(block['element'], names)])
    case 'table':
    case 'data_table':
      return words(tableWords(block, names))
    case 'divider':
    case 'file':
      // The file itself is among the files of the message.
      return nothing
    case 'call':
      return { text: [], unshown: [{ kind: 'call' }] }
    default:
      return unknownBlock(block, names, depth)
  }
}
const unknownBlock = (block: Json, names: Names, depth: number): Told => {
  const inner = list(block['blocks'] ?? block['elements']).map(record)
  const own = [...textIn(block['title'], names), ...textIn(block['text'], names), ...textIn(block['body'], names)]
  const told = together([{ text: own, unshown: [] }, blocksTold(inner, names, depth + 1)])
  return told.text.length + told.unshown.length > 0 ? told : { text: [], unshown: [{ kind: 'card' }] }
}

export const blocksTold = (blocks: readonly Json[], names: Names, depth = 0): Told =>
  depth > deepest ? nothing : together(blocks.map((block) => blockTold(block, names, depth)))
