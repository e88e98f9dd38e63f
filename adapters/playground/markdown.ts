import type { List, Nodes, Parent, PhrasingContent, RootContent, Table } from 'mdast'
import type * as remarkGfmModule from 'remark-gfm'
import type * as remarkParseModule from 'remark-parse'
import type * as unifiedModule from 'unified'
import { lazily, type Inline, type Marks, type RichText, type TextBlock, type UserRef } from '../../src/platform'

/** Who `@Name` may mean. */
export interface Addressable {
  readonly names: readonly string[]
  readonly name: string
  readonly user: UserRef
}

const parser = lazily(() => {
  const { unified } = require('unified') as typeof unifiedModule
  const { default: remarkParse } = require('remark-parse') as typeof remarkParseModule
  const { default: remarkGfm } = require('remark-gfm') as typeof remarkGfmModule
  return unified().use(remarkParse).use(remarkGfm)
})
// Deeper than anybody means; what is below it stays as typed.
const deepest = 8

/**
 * Markdown with GitHub's additions to neutral text. What neutral text has no word for (HTML, footnotes, references,
 * links that are not http or mail) stays as it was typed: nothing is lost and nothing becomes markup. `@Name` of one of
 * `people` becomes an inert mention.
 */
export const parseMarkdown = (source: string, people: readonly Addressable[] = []): RichText => {
  const well = tame(source.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))
  return blocks(parser().parse(well).children, { source: well, people }, 0)
}

interface Context {
  readonly source: string
  readonly people: readonly Addressable[]
}

// A thousand nested quotes, lists or brackets are an attack or a cat on the keyboard: they parse in quadratic time, and
// overflow the stack.
const tame = (source: string): string =>
  source
    .replaceAll(/^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))){10,}/gm, (run) => run.replaceAll(/[>\-+*.)]/g, '\\$&'))
    .replaceAll(/\[{16,}|(?:!\[){8,}|[*_~]{32,}/g, (run) => run.replaceAll(/[[*_~!]/g, '\\$&'))

const blocks = (nodes: readonly RootContent[], context: Context, depth: number): RichText =>
  nodes.flatMap((node) => block(node, context, depth) ?? [])

const block = (node: RootContent, context: Context, depth: number): TextBlock | undefined => {
  if (depth > deepest) return paragraph(typed(node, context))
  switch (node.type) {
    case 'paragraph':
      return { kind: 'paragraph', inlines: inlinesOf(node.children, context) }
    case 'heading':
      return { kind: 'heading', inlines: inlinesOf(node.children, context) }
    case 'blockquote':
      return { kind: 'quote', blocks: blocks(node.children, context, depth + 1) }
    case 'code':
      return { kind: 'code-block', text: node.value, ...(node.lang && { language: node.lang }) }
    case 'list':
      return list(node, context, depth)
    case 'table':
      return { kind: 'code-block', text: tableText(node) }
    default:
      return paragraph(typed(node, context))
  }
}

const list = (node: List, context: Context, depth: number): TextBlock => ({
  kind: 'list',
  ordered: node.ordered === true,
  items: node.children.map((item) => {
    const inner = blocks(item.children, context, depth + 1)
    return typeof item.checked === 'boolean' ? [paragraph(item.checked ? '☑' : '☐'), ...inner] : inner
  }),
})
const paragraph = (text: string): TextBlock => ({ kind: 'paragraph', inlines: [{ kind: 'text', text }] })

const tableText = (table: Table): string => {
  const rows = table.children.map((row) => row.children.map((cell) => wordsOf(cell)))
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)))
  return rows
    .map((row) =>
      widths
        .map((width, column) => (row[column] ?? '').padEnd(width))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const wordsOf = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? (node as Parent).children.map((one) => wordsOf(one)).join('') : ''

const typed = (node: Nodes, { source }: Context): string =>
  source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0)

const inlinesOf = (nodes: readonly PhrasingContent[], context: Context): readonly Inline[] =>
  merged(nodes.flatMap((node) => inline(node, context, {}, 0)))

const inline = (node: PhrasingContent, context: Context, marks: Marks, depth: number): readonly Inline[] => {
  if (depth > deepest) return words(typed(node, context), marks, context)
  const inside = (children: readonly PhrasingContent[], more: Marks): readonly Inline[] =>
    children.flatMap((child) => inline(child, context, { ...marks, ...more }, depth + 1))
  switch (node.type) {
    case 'text':
      return words(node.value, marks, context)
    case 'strong':
      return inside(node.children, { bold: true })
    case 'emphasis':
      return inside(node.children, { italic: true })
    case 'delete':
      return inside(node.children, { strike: true })
    case 'inlineCode':
      return [{ kind: 'code', text: node.value }]
    case 'break':
      return [{ kind: 'break' }]
    case 'link':
      return link(node.url, wordsOf(node), typed(node, context), marks)
    case 'image':
      return link(node.url, node.alt ?? '', typed(node, context), marks)
    default:
      return [{ kind: 'text', text: typed(node, context), ...marks }]
  }
}

const link = (url: string, text: string, source: string, marks: Marks): readonly Inline[] =>
  isSafe(url) ? [{ kind: 'link', url, text: text || url, ...marks }] : [{ kind: 'text', text: source, ...marks }]

const isSafe = (url: string): boolean => /^(https?:\/\/|mailto:)/i.test(url) && URL.canParse(url)

/** In a chat a new line is a new line. */
const words = (text: string, marks: Marks, context: Context): readonly Inline[] =>
  text.split('\n').flatMap((line, at): readonly Inline[] => {
    const inlines = withMentions(line, marks, context.people)
    return at === 0 ? inlines : [{ kind: 'break' }, ...inlines]
  })

const withMentions = (text: string, marks: Marks, people: readonly Addressable[]): readonly Inline[] => {
  const found: Inline[] = []
  let from = 0
  for (const at of text.matchAll(/(?<![\p{L}\p{N}@])@/gu)) {
    if (at.index < from) continue
    const hit = longestName(text, at.index + 1, people)
    if (!hit) continue
    if (at.index > from) found.push({ kind: 'text', text: text.slice(from, at.index), ...marks })
    found.push({ kind: 'mention', name: hit.person.name, user: hit.person.user })
    from = at.index + 1 + hit.length
  }
  return from < text.length ? [...found, { kind: 'text', text: text.slice(from), ...marks }] : found
}

const longestName = (
  text: string,
  from: number,
  people: readonly Addressable[],
): { readonly person: Addressable; readonly length: number } | undefined =>
  people
    .flatMap((person) => person.names.map((name) => ({ person, length: name.length, name: name.toLocaleLowerCase() })))
    .toSorted((a, b) => b.length - a.length)
    .find(
      ({ name, length }) =>
        text.slice(from, from + length).toLocaleLowerCase() === name &&
        !/^[\p{L}\p{N}]/u.test(text.slice(from + length)),
    )

const merged = (inlines: readonly Inline[]): readonly Inline[] => {
  const result: Inline[] = []
  for (const next of inlines) {
    const last = result.at(-1)
    if (last?.kind === 'text' && next.kind === 'text' && sameMarks(last, next)) {
      result[result.length - 1] = { ...last, text: last.text + next.text }
    } else if (next.kind !== 'text' || next.text !== '') result.push(next)
  }
  return result
}

const sameMarks = (a: Marks, b: Marks): boolean => a.bold === b.bold && a.italic === b.italic && a.strike === b.strike
