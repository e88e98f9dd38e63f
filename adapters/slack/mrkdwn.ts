import {
  bareUrlAt,
  isSafeUrl,
  markRuns,
  normalize,
  own,
  paragraph,
  plain,
  type Inline,
  type Marks,
  type RichText,
  type Delimiter,
  type Run,
  type TextBlock,
  defined,
} from '../../src/platform'
import { emojiOf } from './emoji'
import { userRef } from './refs'

/** Slack's three control characters; everything else is literal or, at worst, formatting. */
export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
export const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const wrap = (text: string, mark: string): string => {
  const inner = text.trim()
  if (inner === '') return text
  const before = text.slice(0, text.length - text.trimStart().length)
  return `${before}${mark}${inner}${mark}${text.slice(text.trimEnd().length)}`
}
const marked = (text: string, { bold, italic, strike }: Marks): string =>
  [bold && '*', italic && '_', strike && '~'].reduce((whole: string, mark) => (mark ? wrap(whole, mark) : whole), text)

const seconds = (at: string): number | undefined => {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000)
}
export const dateFormat = '{date_short_pretty} {time}'

/** Slack refuses blocks with a link that it does not take for one. */
export const isLink = (url: string): boolean => /^(https?:\/\/|mailto:|tel:)[^\s<>|]+$/i.test(url) && url.length <= 3000
export const inlineWords = ({ text, url }: { readonly text: string; readonly url: string }): string =>
  text !== '' && text !== url ? `${text} (${url})` : url

const printInline = (inline: Inline): string => {
  switch (inline.kind) {
    case 'text':
      return marked(escape(inline.text), inline)
    case 'code':
      return `\`${escape(inline.text).replaceAll('`', 'ˋ')}\``
    case 'link':
      // `<@U1|…>` would be a mention.
      if (!isLink(inline.url)) return marked(escape(inlineWords(inline)), inline)
      return marked(`<${escape(inline.url).replaceAll('|', '%7C')}|${escape(inline.text || inline.url)}>`, inline)
    case 'mention':
      return `@${escape(inline.name)}`
    case 'emoji':
      return inline.unicode ?? `:${escape(inline.name)}:`
    case 'time': {
      const at = seconds(inline.at)
      const shown = escape(inline.text || inline.at).replaceAll('|', '/')
      return at === undefined ? shown : `<!date^${at}^${dateFormat}|${shown}>`
    }
    case 'break':
      return '\n'
  }
}
const printInlines = (inlines: readonly Inline[]): string => inlines.map(printInline).join('')

const hang = (marker: string, body: string): string =>
  marker + body.replaceAll('\n', `\n${' '.repeat(Math.min(marker.length, 4))}`)

const printBlock = (block: TextBlock): string => {
  switch (block.kind) {
    case 'paragraph':
      return printInlines(block.inlines)
    case 'heading':
      return wrap(printInlines(block.inlines), '*')
    case 'quote':
      return `> ${print(block.blocks).replaceAll('\n', '\n> ')}`
    case 'code-block':
      return `\`\`\`\n${escape(block.text)}\n\`\`\``
    case 'list':
      return block.items
        .map((item, i) => hang(block.ordered ? `${(block.start ?? 1) + i}. ` : '• ', item.map(printBlock).join('\n')))
        .join('\n')
  }
}

/** As mrkdwn: for notifications, small print and whatever shows no blocks. Nothing in it can ping. */
const print = (text: RichText): string => text.map(printBlock).join('\n\n')
export const printMrkdwn = (text: RichText): string => print(normalize(text))
export const measure = (text: RichText): number => print(text).length

/** Whether a literal text holds signs that mrkdwn could take for formatting: there is no way to escape those. */
export const looksMarked = (text: string): boolean => /[*_~`]/.test(text)

/** Names for what a text mentions: people by id, channels by id. */
export interface Names {
  readonly workspace: string
  readonly people: Readonly<Record<string, { readonly name: string }>>
  readonly channels?: Readonly<Record<string, string>>
}

const special = (body: string, label: string | undefined, names: Names): Inline => {
  const literal = (text: string): Inline => ({ kind: 'text', text })
  if (/^@[UW]/.test(body)) return mentionOf(body.slice(1), names, label)
  if (/^#[CG]/.test(body)) return literal(`#${label || own(names.channels ?? {}, body.slice(1)) || body.slice(1)}`)
  if (body.startsWith('!date^')) {
    const at = Number(body.split('^')[1])
    const shown = label ?? ''
    return Number.isSafeInteger(at) && Math.abs(at) < 8e12
      ? { kind: 'time', at: new Date(at * 1000).toISOString(), text: shown }
      : literal(shown)
  }
  if (body.startsWith('!subteam^')) return literal(label ? `@${label.replace(/^@/, '')}` : '@group')
  if (body.startsWith('!')) return literal(`@${label || body.slice(1)}`)
  const url = body
  if (isSafeUrl(url)) return { kind: 'link', url, text: label || url.replace(/^mailto:/, '') }
  return literal(/^\w+:/.test(url) ? inlineWords({ text: label ?? '', url }) : label || url)
}
/** A short text as it was typed, marks and names in words: a subject, a tag. */
export const literalText = (source: string, names: Names): string =>
  source
    .split(/(<[^<>\n]*>)/)
    .map((part, i) => {
      if (i % 2 === 0) return unescape(part)
      const [body = '', ...label] = part.slice(1, -1).split('|')
      return plain([
        paragraph(special(unescape(body), label.length > 0 ? unescape(label.join('|')) : undefined, names)),
      ])
    })
    .join('')

export const mentionOf = (user: string, names: Names, label?: string): Inline => ({
  kind: 'mention',
  name: own(names.people, user)?.name ?? label ?? user,
  user: userRef(names.workspace, user),
})

const emojiInline = (name: string): Inline => {
  const unicode = emojiOf(name)
  return { kind: 'emoji', name, ...defined({ unicode }) }
}

/** Everything but words: a mark opens after a border and closes before one; an address that is not in signs has none. */
const tokens =
  /`([^`\n]+)`|<([^<>|\n]*)(?:\|([^<>\n]*))?>|:([a-z0-9_+-]{1,100}(?:::skin-tone-[2-6])?):|([*_~])|(?=[hH][tT][tT][pP][sS]?:\/\/)/gu
const meanings = { '*': 'bold', _: 'italic', '~': 'strike' } as const

const parseInlines = (source: string, names: Names): readonly Inline[] => {
  const runs: Run[] = []
  /** What an address may be closed by. */
  const open = new Set<string>()
  let at = 0
  const literal = (text: string): void => {
    if (text !== '') runs.push({ inline: { kind: 'text', text: unescape(text) } })
  }
  for (const found of source.matchAll(tokens)) {
    const [whole, code, body, label, emoji, sign] = found
    if (found.index < at) continue
    if (emoji !== undefined && emojiOf(emoji) === undefined && /^\d+$/.test(emoji)) continue
    literal(source.slice(at, found.index))
    at = found.index + (whole.length || bareUrlAt(source, found.index, [...open].join('')))
    if (whole === '') literal(source.slice(found.index, at))
    else if (code !== undefined) runs.push({ inline: { kind: 'code', text: unescape(code) } })
    else if (body !== undefined)
      runs.push({ inline: special(unescape(body), label === undefined ? undefined : unescape(label), names) })
    else if (emoji !== undefined) runs.push({ inline: emojiInline(emoji) })
    else {
      const mark = markAt(source, found.index, sign as keyof typeof meanings)
      runs.push(mark)
      if (mark.canOpen) open.add(mark.sign)
      else if (mark.canClose) open.delete(mark.sign)
    }
  }
  literal(source.slice(at))
  return markRuns(runs, (sign) => meanings[sign])
}
const markAt = (source: string, at: number, sign: keyof typeof meanings): Delimiter => {
  const [before, after] = [source[at - 1] ?? ' ', source[at + 1] ?? ' ']
  return {
    sign,
    length: 1,
    canOpen: !/[\p{L}\p{N}]/u.test(before) && /\S/.test(after),
    canClose: /\S/.test(before) && !/[\p{L}\p{N}]/u.test(after),
  }
}

const parseLines = (source: string, names: Names): TextBlock[] => {
  const blocks: TextBlock[] = []
  for (const part of source.split(/\n{2,}/)) {
    const lines = part.split('\n')
    for (let i = 0; i < lines.length;) {
      const isQuote = /^&gt; ?/.test(lines[i] ?? '')
      let end = i
      while (end < lines.length && /^&gt; ?/.test(lines[end] ?? '') === isQuote) end++
      const run = lines.slice(i, end).map((line) => (isQuote ? line.replace(/^&gt; ?/, '') : line))
      const block = paragraph(
        ...run.flatMap((line, n): Inline[] => [
          ...(n > 0 ? [{ kind: 'break' } as const] : []),
          ...parseInlines(line, names),
        ]),
      )
      blocks.push(isQuote ? { kind: 'quote', blocks: [block] } : block)
      i = end
    }
  }
  return blocks
}

/** Reads mrkdwn as Slack sends it (`&amp;`, `<@U1|ana>`, `*bold*`): commands, and messages without blocks. */
export const parseMrkdwn = (source: string, names: Names): RichText => {
  const parts = source.replace(/\r\n?/g, '\n').split(/```\n?([\s\S]*?)\n?```/)
  return normalize(
    parts.flatMap((part, i): readonly TextBlock[] =>
      i % 2 === 1 ? [{ kind: 'code-block', text: unescape(part) }] : parseLines(part.replace(/^\n+|\n+$/g, ''), names),
    ),
  )
}
