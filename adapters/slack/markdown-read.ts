import {
  bareUrlAt,
  isSafeUrl,
  markRuns,
  normalize,
  own,
  paragraph,
  plain,
  type Delimiter,
  type Inline,
  type RichText,
  type Run,
  type TextBlock,
  defined,
} from '../../src/platform'
import { emojiOf } from './emoji'
import { inlineWords, unescape } from './markdown-print'
import { userRef } from './refs'

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
  /** Signs that may close an address. */
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
