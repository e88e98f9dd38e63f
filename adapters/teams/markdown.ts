import type { List, Nodes, Parent, PhrasingContent, RootContent } from 'mdast'
import type * as remarkGfmModule from 'remark-gfm'
import type * as remarkParseModule from 'remark-parse'
import type * as unifiedModule from 'unified'
import { lazily, normalize, type Inline, type Marks, type RichText, type TextBlock } from '../../src/platform'
import { isSafe } from './rich-text'

const parser = lazily(() => {
  const { unified } = require('unified') as typeof unifiedModule
  const { default: remarkParse } = require('remark-parse') as typeof remarkParseModule
  const { default: remarkGfm } = require('remark-gfm') as typeof remarkGfmModule
  return unified().use(remarkParse).use(remarkGfm)
})
const deepest = 8

/** What people type into a form's long field, and messages of clients that write Markdown. HTML in it stays words. */
export const fromMarkdown = (source: string): RichText => {
  const well = tame(source.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))
  return normalize(blocks(parser().parse(well).children, well, 0))
}

// A thousand nested quotes or brackets parse in quadratic time.
const tame = (source: string): string =>
  source.replaceAll(/(?:>[ \t]*){16,}|\[{16,}|!{16,}\[|[*_~]{32,}/g, (run) => run.replaceAll(/[>[*_~!]/g, '\\$&'))

const typed = (node: Nodes, source: string): string =>
  source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0)
const wordsOf = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? (node as Parent).children.map((one) => wordsOf(one)).join('') : ''

const blocks = (nodes: readonly RootContent[], source: string, depth: number): RichText =>
  nodes.map((node) => block(node, source, depth))

const block = (node: RootContent, source: string, depth: number): TextBlock => {
  const asTyped: TextBlock = { kind: 'paragraph', inlines: [{ kind: 'text', text: typed(node, source) }] }
  if (depth > deepest) return asTyped
  switch (node.type) {
    case 'paragraph':
    case 'heading':
      return { kind: node.type, inlines: node.children.flatMap((child) => inline(child, source, {}, 0)) }
    case 'blockquote':
      return { kind: 'quote', blocks: blocks(node.children, source, depth + 1) }
    case 'code':
      return { kind: 'code-block', text: node.value, ...(node.lang && { language: node.lang }) }
    case 'list':
      return list(node, source, depth)
    default:
      return asTyped
  }
}
const list = (node: List, source: string, depth: number): TextBlock => ({
  kind: 'list',
  ordered: node.ordered === true,
  items: node.children.map((item) => blocks(item.children, source, depth + 1)),
})

const inline = (node: PhrasingContent, source: string, marks: Marks, depth: number): readonly Inline[] => {
  const inside = (children: readonly PhrasingContent[], more: Marks): readonly Inline[] =>
    children.flatMap((child) => inline(child, source, { ...marks, ...more }, depth + 1))
  const words = (text: string): readonly Inline[] => [{ kind: 'text', text, ...marks }]
  if (depth > deepest) return words(typed(node, source))
  switch (node.type) {
    case 'text':
      return words(node.value)
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
      return isSafe(node.url)
        ? [{ kind: 'link', url: node.url, text: wordsOf(node) || node.url, ...marks }]
        : words(typed(node, source))
    default:
      return words(typed(node, source))
  }
}
