import { entities } from '../../src/platform'

/** One tag or run of text of an HTML string. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string }

export interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Node[]
}
export type Node = string | Element

const empty = new Set(['br', 'hr', 'img', 'emoji', 'attachment', 'input', 'meta', 'link', 'wbr'])
/** Deeper than any client writes; what is below it loses its tags and keeps its words. */
const deepest = 24

export const unescape = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities.get(name.toLowerCase()) ?? whole
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\u{FFFD}'
    },
  )
export const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

const tag = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]{0,4000})?)\/?>/gi
const attribute = /([a-z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi

/** Without comments; one that nothing ends is words. */
const withoutComments = (html: string): string => {
  let text = ''
  let from = 0
  for (let at = html.indexOf('<!--'); at >= 0; at = html.indexOf('<!--', from)) {
    const end = html.indexOf('-->', at + 4)
    if (end < 0) break
    text += html.slice(from, at)
    from = end + 3
  }
  return text + html.slice(from)
}

const tokens = function* (html: string): Generator<Token> {
  let at = 0
  for (const found of html.matchAll(tag)) {
    if (found.index > at) yield { kind: 'text', text: unescape(html.slice(at, found.index)) }
    at = found.index + found[0].length
    const name = found[2]?.toLowerCase()
    if (name === undefined) continue
    if (found[1] === '/') yield { kind: 'close', name }
    else yield { kind: 'open', name, attributes: attributesOf(found[3] ?? '') }
  }
  if (at < html.length) yield { kind: 'text', text: unescape(html.slice(at)) }
}
const attributesOf = (source: string): ReadonlyMap<string, string> =>
  new Map(
    [...source.matchAll(attribute)].map(([, name = '', a, b, c]) => [name.toLowerCase(), unescape(a ?? b ?? c ?? '')]),
  )

/** A forgiving tree: what is never closed ends with its parent, what was never opened is ignored. */
export const htmlTree = (html: string): readonly Node[] => {
  interface Open {
    readonly name: string
    readonly children: Node[]
  }
  const stack: Open[] = [{ name: '', children: [] }]
  const top = (): Open => stack.at(-1) as Open
  for (const token of tokens(withoutComments(html))) {
    if (token.kind === 'text') top().children.push(token.text)
    else if (token.kind === 'close') {
      const depth = stack.findLastIndex(({ name }) => name === token.name)
      if (depth > 0) stack.length = depth
    } else {
      const element = { name: token.name, attributes: token.attributes, children: [] as Node[] }
      top().children.push(element)
      if (!empty.has(token.name) && stack.length <= deepest) stack.push(element)
    }
  }
  return stack[0]?.children ?? []
}
export const textOf = (nodes: readonly Node[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('')
