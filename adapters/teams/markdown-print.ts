import { isSafeUrl, normalize, type Inline, type Marks, type RichText, type TextBlock } from '../../src/platform'
import { escape } from './markdown-html'

/** Replaces what networks and XML refuse: control characters but newlines and tabs, halves of pairs. */
export const clean = (text: string): string =>
  text.replace(/(?![\n\t])\p{Cc}/gu, ' ').replace(/\p{Surrogate}/gu, '\u{FFFD}')

const quoted = (text: string): string => escape(clean(text))

const wrap = (html: string, { bold, italic, strike }: Marks): string => {
  const slanted = italic ? `<em>${html}</em>` : html
  const struck = strike ? `<strike>${slanted}</strike>` : slanted
  return bold ? `<strong>${struck}</strong>` : struck
}
const inlineHtml = (inline: Inline): string => {
  switch (inline.kind) {
    case 'text':
      return wrap(quoted(inline.text).replaceAll('\n', '<br>'), inline)
    case 'code':
      return `<code>${quoted(inline.text)}</code>`
    case 'link':
      return isSafeUrl(inline.url)
        ? wrap(`<a href="${quoted(inline.url)}">${quoted(inline.text.trim() ? inline.text : inline.url)}</a>`, inline)
        : wrap(quoted(inline.text || inline.url), inline)
    // A name, and no <at>: only `Content.mentions` may ping.
    case 'mention':
      return `@${quoted(inline.name)}`
    case 'emoji':
      return quoted(inline.unicode ?? `:${inline.name}:`)
    case 'time':
      return quoted(inline.text || inline.at)
    case 'break':
      return '<br>'
  }
}
const inlinesHtml = (inlines: readonly Inline[]): string => inlines.map((inline) => inlineHtml(inline)).join('')

const blockHtml = (block: TextBlock): string => {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${inlinesHtml(block.inlines)}</p>`
    case 'heading':
      return `<h3>${inlinesHtml(block.inlines)}</h3>`
    case 'quote':
      return `<blockquote>${blocksHtml(block.blocks)}</blockquote>`
    case 'code-block':
      return `<pre>${quoted(block.text)}</pre>`
    case 'list': {
      const name = block.ordered ? 'ol' : 'ul'
      const start = block.ordered && block.start !== undefined ? ` start="${block.start}"` : ''
      return `<${name}${start}>${block.items.map((item) => `<li>${itemHtml(item)}</li>`).join('')}</${name}>`
    }
  }
}
const itemHtml = (item: RichText): string => {
  const [only, ...more] = item
  return only?.kind === 'paragraph' && more.length === 0 ? inlinesHtml(only.inlines) : blocksHtml(item)
}
const blocksHtml = (text: RichText): string => text.map((block) => blockHtml(block)).join('')

/** A message's text, `textFormat` xml: everything in it is escaped, nothing is parsed by the client as markup. */
export const printHtml = (text: RichText): string => itemHtml(normalize(text))

/** A run of a card's RichTextBlock: no client reads Markdown in it, so names and words cannot become links. */
export interface Run {
  readonly type: 'TextRun'
  readonly text: string
  readonly weight?: 'Bolder'
  readonly italic?: true
  readonly strikethrough?: true
  readonly fontType?: 'Monospace'
  readonly isSubtle?: true
  readonly size?: 'Large' | 'Small'
  readonly color?: 'Attention'
  readonly selectAction?: { readonly type: 'Action.OpenUrl'; readonly url: string }
}
type Style = Pick<Run, 'isSubtle' | 'size' | 'color' | 'weight'>

export const run = (text: string, style: Style = {}): Run => ({ type: 'TextRun', text: clean(text), ...style })

const runOf = (inline: Inline, style: Style): Run | undefined => {
  const marks = (text: string, of: Marks): Run => ({
    ...run(text, style),
    ...(of.bold && { weight: 'Bolder' }),
    ...(of.italic && { italic: true }),
    ...(of.strike && { strikethrough: true }),
  })
  switch (inline.kind) {
    case 'text':
      return marks(inline.text, inline)
    case 'code':
      return { ...run(inline.text, style), fontType: 'Monospace' }
    case 'link': {
      const words = marks(inline.text.trim() ? inline.text : inline.url, inline)
      return isSafeUrl(inline.url)
        ? { ...words, selectAction: { type: 'Action.OpenUrl', url: clean(inline.url) } }
        : words
    }
    case 'mention':
      return run(`@${inline.name}`, style)
    case 'emoji':
      return run(inline.unicode ?? `:${inline.name}:`, style)
    case 'time':
      return run(inline.text || inline.at, style)
    case 'break':
      return undefined
  }
}

const linesOf = (inlines: readonly Inline[], style: Style): Run[][] => {
  const lines: Run[][] = [[]]
  for (const inline of inlines) {
    const next = runOf(inline, style)
    if (!next) lines.push([])
    else if (next.text !== '') lines.at(-1)?.push(next)
  }
  return lines
}
const hang = (lines: readonly Run[][], first: string, rest: string): Run[][] =>
  lines.map((line, i) => [run(i === 0 ? first : rest), ...line])

const blockLines = (block: TextBlock, style: Style): Run[][] => {
  switch (block.kind) {
    case 'paragraph':
      return linesOf(block.inlines, style)
    case 'heading':
      return linesOf(block.inlines, { ...style, weight: 'Bolder' })
    case 'quote':
      return hang(textLines(block.blocks, style), '❝ ', '   ')
    case 'code-block':
      return block.text.split('\n').map((line) => [{ ...run(line || ' ', style), fontType: 'Monospace' }])
    case 'list':
      return block.items.flatMap((item, i) =>
        hang(
          textLines(item, style),
          block.ordered ? `${(block.start ?? 1) + i}. ` : '• ',
          block.ordered ? '    ' : '   ',
        ),
      )
  }
}
const textLines = (text: RichText, style: Style): Run[][] => text.flatMap((block) => blockLines(block, style))

export type RichTextBlock = {
  readonly type: 'RichTextBlock'
  readonly inlines: readonly Run[]
  readonly spacing?: 'None' | 'Small'
}
/** A text as elements of a card, a line each. */
export const printCardText = (text: RichText, style: Style = {}): RichTextBlock[] =>
  textLines(normalize(text), style)
    .filter((line) => line.some(({ text: words }) => words.trim() !== ''))
    .map((inlines, i) => ({ type: 'RichTextBlock', inlines, ...(i > 0 && { spacing: 'Small' as const }) }))

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** Bytes that a text costs, in a message or in a card, whichever is more. */
export const measure = (text: RichText): number => Math.max(bytes(printHtml(text)), bytes(printCardText(text)))
