import { bareUrlAt } from './bare-url'
import { markRuns, type Run } from './mark-runs'
import type { Inline, Marks } from './rich-text'
import { isSafeUrl } from './safe-url'

/**
 * The words of a paragraph of Markdown, read once from left to right: every sign is looked at a fixed number of times,
 * however many of them open something that nothing closes.
 */
export const readInlines = (source: string): readonly Inline[] => {
  const reading: Reading = { source, tokens: [], brackets: [], ticks: tickRuns(source), open: new Map() }
  const hasMail = source.includes('@')
  let from = 0
  for (let at = 0; at < source.length;) {
    const reader = readers.get(source[at]!) ?? (hasMail ? letter : undefined)
    if (reader !== undefined && from < at) reading.tokens.push(said(source.slice(from, at)))
    if (reader !== undefined) from = at
    const length = reader?.(reading, at) ?? 0
    at += Math.max(1, length)
    if (length > 0) from = at
  }
  if (from < source.length) reading.tokens.push(said(source.slice(from)))
  return markRuns(reading.tokens)
}

interface Bracket {
  readonly at: number
  /** Number of tokens before it. */
  readonly token: number
  readonly isImage: boolean
}
interface Reading {
  readonly source: string
  readonly tokens: Run[]
  readonly brackets: Bracket[]
  readonly ticks: ReadonlyMap<number, readonly number[]>
  /** Count of each sign that is opened and not closed yet. */
  readonly open: Map<string, number>
}
/** Reads what begins at `at`; answers how long it was, 0 for nothing. */
type Reader = (reading: Reading, at: number) => number

const said = (text: string, marks: Marks = {}): Run => ({ inline: { kind: 'text', text, ...marks } })

/** Offsets of the runs of backquotes, by their length. */
const tickRuns = (source: string): ReadonlyMap<number, readonly number[]> => {
  const runs = new Map<number, number[]>()
  for (const { index, 0: run } of source.matchAll(/`+/g)) {
    const known = runs.get(run.length)
    if (known) known.push(index)
    else runs.set(run.length, [index])
  }
  return runs
}
/** The first of `sorted` after `at`. */
const firstAfter = (sorted: readonly number[], at: number): number | undefined => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! > at) high = middle
    else low = middle + 1
  }
  return sorted[low]
}

const runLength = (source: string, at: number): number => {
  let end = at + 1
  while (source[end] === source[at]) end++
  return end - at
}

const escape: Reader = ({ source, tokens }, at) => {
  const next = source[at + 1]
  if (next === '\n') return 1
  if (next === undefined || !/[!-/:-@[-`{-~]/.test(next)) return 0
  tokens.push(said(next))
  return 2
}

const code: Reader = ({ source, tokens, ticks }, at) => {
  const length = runLength(source, at)
  const end = firstAfter(ticks.get(length) ?? [], at)
  if (end === undefined) {
    tokens.push(said(source.slice(at, at + length)))
    return length
  }
  const text = source.slice(at + length, end).replaceAll('\n', ' ')
  const isPadded = text.startsWith(' ') && text.endsWith(' ') && text.trim() !== ''
  tokens.push({ inline: { kind: 'code', text: isPadded ? text.slice(1, -1) : text } })
  return end + length - at
}

const auto = /<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*)>/iy
const mailed = /<([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9.-]{1,255})>/iy
const tag = /<[/!?a-z][^<>]{0,2000}>/iy
const angle: Reader = ({ source, tokens }, at) => {
  const link = sticky(auto, source, at) ?? sticky(mailed, source, at)
  if (link !== undefined) {
    const [whole, address = ''] = link
    const url = /^[^:]*@/.test(address) ? `mailto:${address}` : address
    tokens.push(isSafeUrl(url) ? { inline: { kind: 'link', url, text: address } } : said(whole))
    return whole.length
  }
  const html = sticky(tag, source, at)?.[0]
  if (html === undefined) return 0
  const lines = html.split('\n')
  for (const [index, line] of lines.entries()) {
    if (index > 0) tokens.push({ inline: { kind: 'break' } })
    tokens.push(said(line))
  }
  return html.length
}
const sticky = (pattern: RegExp, source: string, at: number): RegExpExecArray | undefined => {
  pattern.lastIndex = at
  return pattern.exec(source) ?? undefined
}

/** Signs that HTML writes by a name. */
export const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
])
const entity: Reader = ({ source, tokens }, at) => {
  const found = sticky(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/iy, source, at)
  if (!found) return 0
  const [whole, hex, decimal, name] = found
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  const text =
    name === undefined
      ? point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
        ? String.fromCodePoint(point)
        : '\u{FFFD}'
      : entities.get(name)
  if (text === undefined) return 0
  tokens.push(said(text))
  return whole.length
}

const opens: Reader = ({ source, tokens, brackets }, at) => {
  const isImage = source[at] === '!'
  if (isImage && source[at + 1] !== '[') return 0
  brackets.push({ at, token: tokens.length, isImage })
  tokens.push(said(isImage ? '![' : '['))
  return isImage ? 2 : 1
}

const closes: Reader = ({ source, tokens, brackets }, at) => {
  const bracket = brackets.pop()
  const target = bracket && destinationAt(source, at + 1)
  if (!bracket || !target) return 0
  const inside = tokens.splice(bracket.token)
  const whole = source.slice(bracket.at, at + 1 + target.length)
  if (isSafeUrl(target.url)) {
    const words = markRuns(inside.slice(1)).map(wordsOf).join('').trim()
    tokens.push({ inline: { kind: 'link', url: target.url, text: words || target.url } })
  } else tokens.push(said(whole))
  // A link holds no link.
  if (!bracket.isImage) brackets.length = 0
  return 1 + target.length
}
const wordsOf = (inline: Inline): string =>
  inline.kind === 'break' ? ' ' : 'text' in inline ? inline.text : inline.kind === 'mention' ? inline.name : ''

const title = /\s*(?:\s(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\((?:[^()\\]|\\[\s\S])*\)))?\s*\)/y
const longestUrl = 4000

/** `(address "title")`; the address with its parentheses in pairs, some of them. */
const destinationAt = (source: string, at: number): { readonly url: string; readonly length: number } | undefined => {
  if (source[at] !== '(') return undefined
  let end = at + 1
  while (/\s/.test(source[end] ?? '')) end++
  const bracketed = sticky(/<([^<>\n]{0,4000})>/y, source, end)
  let url = bracketed?.[1] ?? ''
  if (bracketed) end += bracketed[0].length
  else {
    const from = end
    let depth = 0
    for (; end < source.length && end - from < longestUrl; end++) {
      const sign = source[end]!
      if (sign === '\\' && /[!-/:-@[-`{-~]/.test(source[end + 1] ?? '')) end++
      else if (/[\s\p{Cc}]/u.test(sign)) break
      else if (sign === '(' && ++depth > 16) return undefined
      else if (sign === ')' && --depth < 0) break
    }
    url = source.slice(from, end)
  }
  const rest = sticky(title, source, end)
  return rest && { url: url.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'), length: end + rest[0].length - at }
}

const delimiter: Reader = ({ source, tokens, open }, at) => {
  const length = runLength(source, at)
  const sign = source[at] as '*' | '_' | '~'
  const [before, after] = [codePointBefore(source, at), codePointAfter(source, at + length)]
  const isLeft = !isBlank(after) && (!isSign(after) || isBlank(before) || isSign(before))
  const isRight = !isBlank(before) && (!isSign(before) || isBlank(after) || isSign(after))
  const canOpen = sign === '_' ? isLeft && (!isRight || isSign(before)) : isLeft
  const canClose = sign === '_' ? isRight && (!isLeft || isSign(after)) : isRight
  if (sign === '~' && length > 2) tokens.push(said(source.slice(at, at + length)))
  else {
    tokens.push({ sign, length, canOpen, canClose })
    const standing = open.get(sign) ?? 0
    open.set(sign, canClose && standing > 0 ? standing - 1 : canOpen ? standing + 1 : standing)
  }
  return length
}
const codePointBefore = (source: string, at: number): string => {
  const last = source[at - 1] ?? ' '
  return /[\udc00-\udfff]/.test(last) ? `${source[at - 2] ?? ''}${last}` : last
}
const codePointAfter = (source: string, at: number): string =>
  at < source.length ? String.fromCodePoint(source.codePointAt(at)!) : ' '
const isBlank = (sign: string): boolean => sign === ' ' || sign === '\n' || /^\s/u.test(sign)
const isSign = (sign: string): boolean => !/^[a-z0-9 ]/i.test(sign) && /^[\p{P}\p{S}]/u.test(sign)

const breaks: Reader = ({ tokens }) => {
  const last = tokens.at(-1)
  if (last && 'inline' in last && last.inline.kind === 'text')
    tokens[tokens.length - 1] = { inline: { ...last.inline, text: last.inline.text.trimEnd() } }
  tokens.push({ inline: { kind: 'break' } })
  return 1
}

const web: Reader = ({ source, tokens, open }, at) => {
  const length = bareUrlAt(source, at, [...open].map(([sign, count]) => (count > 0 ? sign : '')).join(''))
  const url = source.slice(at, at + length)
  if (length === 0) return 0
  const whole = /^w/i.test(url) ? `http://${url}` : url
  tokens.push(isSafeUrl(whole) ? { inline: { kind: 'link', url: whole, text: url } } : said(url))
  return length
}
/** Read where a word begins. */
const mail = /[a-z0-9][\w.+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8}/iy
export const mailAt = (source: string, at: number): string | undefined => {
  if (/[\p{L}\p{N}.+-]/u.test(source[at - 1] ?? ' ')) return undefined
  const found = sticky(mail, source, at)?.[0].replace(/[-.]+$/, '')
  return found !== undefined && /@.*\./.test(found) ? found : undefined
}

const letter: Reader = ({ source, tokens }, at) => {
  const found = mailAt(source, at)
  if (found === undefined) return 0
  tokens.push({ inline: { kind: 'link', url: `mailto:${found}`, text: found } })
  return found.length
}
const webOrLetter: Reader = (reading, at) => web(reading, at) || letter(reading, at)

const readers: ReadonlyMap<string, Reader> = new Map([
  ['\\', escape],
  ['`', code],
  ['<', angle],
  ['&', entity],
  ['!', opens],
  ['[', opens],
  [']', closes],
  ['*', delimiter],
  ['_', delimiter],
  ['~', delimiter],
  ['\n', breaks],
  ['h', webOrLetter],
  ['H', webOrLetter],
  ['w', webOrLetter],
])
