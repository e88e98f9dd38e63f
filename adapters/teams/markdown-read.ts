import {
  isSafeUrl,
  readMarkdown,
  tableText,
  type Inline,
  type Marks,
  type RichText,
  type TextBlock,
} from '../../src/platform'
import { htmlTree, textOf, type Element, type Node } from './markdown-html'

/** Person meant by the n-th mention of a message; undefined for the bot itself, whose name is no part of the words. */
export type Mentioned = (index: number | undefined, name: string) => Inline | undefined

const blockNames = new Set([
  'p',
  'div',
  'blockquote',
  'pre',
  'codeblock',
  'ul',
  'ol',
  'li',
  'h1',
  'h2',
  'h3',
  'table',
  'hr',
])
const marksOf: ReadonlyMap<string, Marks> = new Map([
  ['b', { bold: true }],
  ['strong', { bold: true }],
  ['i', { italic: true }],
  ['em', { italic: true }],
  ['s', { strike: true }],
  ['strike', { strike: true }],
  ['del', { strike: true }],
])
const mentionTypes = /schema\.skype\.com\/Mention/i
export const replyTypes = /schema\.skype\.com\/Reply/i

interface Context {
  readonly mentioned: Mentioned
  /** A picture that does not come along as a file is told by its name. */
  readonly tellsPictures: boolean
}

/** Teams' HTML to neutral text. What has no word in neutral text loses its tags and keeps its words. */
export const parseHtml = (html: string, mentioned: Mentioned, tellsPictures = true): RichText =>
  blocks(htmlTree(html), { mentioned, tellsPictures })

/** Reads what people type into a form's long field, and messages of clients that write Markdown. HTML in it stays words. */
export const parseMarkdown = (source: string): RichText => readMarkdown(source)

const isBlock = (node: Node): node is Element =>
  typeof node !== 'string' &&
  (blockNames.has(node.name) || (!isAtom(node) && node.children.some((child) => isBlock(child))))
const isAtom = ({ name, attributes }: Element): boolean =>
  name === 'at' || name === 'a' || name === 'code' || mentionTypes.test(attributes.get('itemtype') ?? '')

const blocks = (nodes: readonly Node[], context: Context): RichText => {
  const result: TextBlock[] = []
  let run: Node[] = []
  const flush = (): void => {
    const inlines = trim(run.flatMap((node) => inline(node, {}, context)))
    if (inlines.length > 0) result.push({ kind: 'paragraph', inlines })
    run = []
  }
  for (const node of nodes) {
    if (!isBlock(node)) run.push(node)
    else {
      flush()
      result.push(...block(node, context))
    }
  }
  flush()
  return result
}

const block = (element: Element, context: Context): RichText => {
  const { name, children, attributes } = element
  switch (name) {
    case 'blockquote':
      // The client's copy of the message that is answered: `replyTo` says it.
      if (replyTypes.test(attributes.get('itemtype') ?? '')) return []
      return [{ kind: 'quote', blocks: blocks(children, context) }]
    case 'pre':
    case 'codeblock':
      return [{ kind: 'code-block', text: codeText(children).replace(/^\n|\n$/g, '') }]
    case 'ul':
    case 'ol':
      return [{ kind: 'list', ordered: name === 'ol', ...startOf(element), items: items(children, context) }]
    case 'h1':
    case 'h2':
    case 'h3':
      return [{ kind: 'heading', inlines: trim(children.flatMap((node) => inline(node, {}, context))) }]
    case 'table':
      return [{ kind: 'code-block', text: rowsText(element) }]
    case 'hr':
      return []
    default:
      return blocks(children, context)
  }
}
/** The number of the list, or of its first item: HTML has either. */
const startOf = ({ name, attributes, children }: Element): { readonly start?: number } => {
  const first = children.find((node) => typeof node !== 'string' && node.name === 'li') as Element | undefined
  const said = first?.attributes.get('value') ?? attributes.get('start')
  const start = /^\d{1,9}$/.exec(said?.trim() ?? '')?.[0]
  return name === 'ol' && start !== undefined && Number(start) !== 1 ? { start: Number(start) } : {}
}
const items = (nodes: readonly Node[], context: Context): readonly RichText[] =>
  nodes.flatMap((node) => (typeof node === 'string' || node.name !== 'li' ? [] : [blocks(node.children, context)]))

const codeText = (nodes: readonly Node[]): string =>
  nodes
    .map((node) => {
      if (typeof node === 'string') return node.replaceAll('\u00a0', ' ')
      return node.name === 'br' ? '\n' : codeText(node.children)
    })
    .join('')

const rowsText = (table: Element): string => {
  const rows: string[][] = []
  const visit = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (typeof node === 'string') continue
      if (node.name !== 'tr') visit(node.children)
      else
        rows.push(
          node.children.flatMap((cell) =>
            typeof cell === 'string' ? [] : [textOf(cell.children).replace(/\s+/g, ' ').trim()],
          ),
        )
    }
  }
  visit(table.children)
  return tableText(rows)
}

const inline = (node: Node, marks: Marks, context: Context): readonly Inline[] => {
  if (typeof node === 'string') {
    const text = node.replace(/[\s\u00a0]+/g, ' ')
    return text === '' ? [] : [{ kind: 'text', text, ...marks }]
  }
  const { name, attributes, children } = node
  const inside = (more: Marks): readonly Inline[] =>
    children.flatMap((child) => inline(child, { ...marks, ...more }, context))
  if (name === 'at' || mentionTypes.test(attributes.get('itemtype') ?? '')) {
    const index = Number(attributes.get('itemid') ?? attributes.get('id') ?? 'none')
    const found = context.mentioned(Number.isInteger(index) ? index : undefined, textOf(children).trim())
    return found ? [found] : []
  }
  switch (name) {
    case 'br':
      return [{ kind: 'break' }]
    case 'code':
      return [{ kind: 'code', text: codeText(children) }]
    case 'a':
      return link(attributes.get('href') ?? '', textOf(children), marks)
    case 'emoji':
    case 'img':
      return emoji(attributes, marks, context)
    case 'attachment':
      return []
    default:
      return inside(marksOf.get(name) ?? {})
  }
}

const link = (url: string, text: string, marks: Marks): readonly Inline[] => {
  const words = text.replace(/[\s\u00a0]+/g, ' ').trim()
  if (isSafeUrl(url)) return [{ kind: 'link', url, text: words || url, ...marks }]
  return words ? [{ kind: 'text', text: words, ...marks }] : []
}
const emoji = (attributes: Element['attributes'], marks: Marks, { tellsPictures }: Context): readonly Inline[] => {
  const alt = attributes.get('alt') ?? ''
  if (/\p{Extended_Pictographic}/u.test(alt))
    return [{ kind: 'emoji', name: attributes.get('title') || attributes.get('id') || alt, unicode: alt }]
  return alt && tellsPictures ? [{ kind: 'text', text: `[${alt}]`, ...marks }] : []
}

const trim = (inlines: readonly Inline[]): readonly Inline[] => {
  let list = merged(inlines)
  const first = list[0]
  if (first?.kind === 'text') list = [{ ...first, text: first.text.trimStart() }, ...list.slice(1)]
  const last = list.at(-1)
  if (last?.kind === 'text') list = [...list.slice(0, -1), { ...last, text: last.text.trimEnd() }]
  const blank = (one: Inline | undefined): boolean => one?.kind === 'break' || (one?.kind === 'text' && one.text === '')
  while (blank(list[0])) list = list.slice(1)
  while (blank(list.at(-1))) list = list.slice(0, -1)
  return list
}
const merged = (inlines: readonly Inline[]): readonly Inline[] => {
  const result: Inline[] = []
  for (const next of inlines) {
    const last = result.at(-1)
    if (last?.kind === 'text' && next.kind === 'text' && sameMarks(last, next))
      result[result.length - 1] = { ...last, text: `${last.text}${next.text}`.replace(/ {2,}/g, ' ') }
    else result.push(next)
  }
  return result
}
const sameMarks = (a: Marks, b: Marks): boolean =>
  !a.bold === !b.bold && !a.italic === !b.italic && !a.strike === !b.strike
