import type { types as slack } from '@slack/bolt'
import {
  normalize,
  plain,
  type Inline,
  type Marks,
  type RichText,
  type TextBlock,
  type UserRef,
} from '../../src/platform'
import { dateFormat, inlineWords, isLink } from './markdown-print'
import { partsOf, platformName } from './refs'

/*
 * `rich_text` is a tree: what a person typed stays literal in it, so there is nothing to escape and nothing that could
 * ping. A mention is printed as its name; only `pings` makes `user` elements.
 */

type Element = slack.RichTextElement
type Part = slack.RichTextSection | slack.RichTextList | slack.RichTextQuote | slack.RichTextPreformatted

const styleOf = ({ bold, italic, strike }: Marks): { style?: { bold?: true; italic?: true; strike?: true } } =>
  bold || italic || strike
    ? { style: { ...(bold && { bold }), ...(italic && { italic }), ...(strike && { strike }) } }
    : {}
const literal = (words: string, marks: Marks = {}): Element => ({ type: 'text', text: words, ...styleOf(marks) })

const printInline = (inline: Inline): Element[] => {
  switch (inline.kind) {
    case 'text':
      return inline.text === '' ? [] : [literal(inline.text, inline)]
    case 'code':
      return inline.text === '' ? [] : [{ type: 'text', text: inline.text, style: { code: true } }]
    case 'link':
      return isLink(inline.url)
        ? [{ type: 'link', url: inline.url, text: inline.text || inline.url, ...styleOf(inline) }]
        : [literal(inlineWords(inline), inline)]
    case 'mention':
      return [literal(`@${inline.name}`)]
    case 'emoji':
      return inline.unicode ? [literal(inline.unicode)] : [{ type: 'emoji', name: inline.name }]
    case 'time': {
      const ms = Date.parse(inline.at)
      const shown = inline.text || inline.at
      return Number.isNaN(ms)
        ? [literal(shown)]
        : [{ type: 'date', timestamp: Math.floor(ms / 1000), format: dateFormat, fallback: shown }]
    }
    case 'break':
      return [literal('\n')]
  }
}
const printInlines = (inlines: readonly Inline[], marks: Marks = {}): Element[] =>
  inlines.flatMap((inline) =>
    printInline(inline.kind === 'text' || inline.kind === 'link' ? { ...inline, ...marks } : inline),
  )

/** Content of a quote or a list's item: no blocks inside, so those become lines. */
const flat = (blocks: RichText): Element[] =>
  blocks.flatMap((block, i): Element[] => [
    ...(i > 0 ? [literal('\n')] : []),
    ...('inlines' in block
      ? printInlines(block.inlines, block.kind === 'heading' ? { bold: true } : {})
      : block.kind === 'quote'
        ? flat(block.blocks)
        : block.kind === 'code-block'
          ? [{ type: 'text' as const, text: block.text, style: { code: true } }]
          : [literal(plain([block]))]),
  ])

const deepest = 8

const printList = (block: Extract<TextBlock, { kind: 'list' }>, indent: number): slack.RichTextList[] => {
  const parts: slack.RichTextList[] = []
  const style = block.ordered ? 'ordered' : 'bullet'
  let count = (block.start ?? 1) - 1
  for (const item of block.items) {
    const nested = indent < deepest ? item.filter((one) => one.kind === 'list') : []
    const own = item.filter((one) => !nested.includes(one as never))
    const section: slack.RichTextSection = { type: 'rich_text_section', elements: flat(own) }
    const last = parts.at(-1)
    if (last && last.indent === indent && last.style === style) last.elements.push(section)
    else
      parts.push({
        type: 'rich_text_list',
        style,
        indent,
        elements: [section],
        ...(block.ordered && count > 0 && { offset: count }),
      })
    count++
    for (const inner of nested) parts.push(...printList(inner, indent + 1))
  }
  return parts
}

/** Slack counts from 1 on: a list from 0 is lines that carry their numbers. */
const isFromZero = (block: TextBlock): boolean => block.kind === 'list' && block.ordered && block.start === 0

const printBlock = (block: TextBlock): Part[] => {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return [{ type: 'rich_text_section', elements: flat([block]) }]
    case 'quote':
      return [{ type: 'rich_text_quote', elements: flat(block.blocks) }]
    case 'code-block':
      return [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: block.text }] }]
    case 'list':
      return isFromZero(block) ? [{ type: 'rich_text_section', elements: flat([block]) }] : printList(block, 0)
  }
}

/** Two paragraphs in a row are parted by a blank line, which sections do not make by themselves. */
const parted = (blocks: RichText): Part[] =>
  blocks.flatMap((block, i) => {
    const parts = printBlock(block)
    const next = blocks[i + 1]
    const isSection = (one: TextBlock | undefined): boolean =>
      one?.kind === 'paragraph' || one?.kind === 'heading' || (one !== undefined && isFromZero(one))
    const first = parts[0]
    if (isSection(block) && next && first?.type === 'rich_text_section')
      return [{ ...first, elements: [...first.elements, literal(isSection(next) ? '\n\n' : '\n')] }]
    return parts
  })

/** The people of this workspace whom a post may ping. */
export const pings = (workspace: string, mentions: readonly UserRef[] = []): Element[] =>
  mentions
    .filter((user) => user.platform === platformName && partsOf(user).workspace === workspace)
    .flatMap((user) => [{ type: 'user' as const, user_id: partsOf(user).channel }, literal(' ')])

/** One `rich_text` block; undefined for a text in which there is nothing. */
export const printRichText = (blocks: RichText, before: readonly Element[] = []): slack.RichTextBlock | undefined => {
  const parts = parted(normalize(blocks))
  const [first, ...rest] = parts
  const all: Part[] =
    before.length === 0
      ? parts
      : first?.type === 'rich_text_section'
        ? [{ ...first, elements: [...before, ...first.elements] }, ...rest]
        : [{ type: 'rich_text_section', elements: [...before] }, ...parts]
  const filled = all.filter((part) => part.elements.length > 0)
  return filled.length === 0 ? undefined : { type: 'rich_text', elements: filled }
}
