import type { Inline, Marks, RichText, TextBlock, UserRef } from '../../src/platform'

/** Who and what the ids in a message mean. */
export interface Names {
  user(id: string): { readonly name: string; readonly user: UserRef } | undefined
  channel(id: string): string | undefined
  role(id: string): string | undefined
}
const nameless: Names = { user: () => undefined, channel: () => undefined, role: () => undefined }

/**
 * Discord's Markdown to neutral text. What neutral text has no word for (underlining, spoilers, subtext) keeps its
 * words; people, channels and roles become inert names.
 */
export const parseMarkdown = (source: string, names: Names = nameless): RichText => blocksOf(source, names, 0)

// Deeper than anybody means; what is below it stays as typed.
const deepest = 8

const fence = /(?<!\\)```(?:([\w+.#-]{1,20})\n)?\n*([^\n][\s\S]*?)\n*```/g

const blocksOf = (source: string, names: Names, depth: number): RichText => {
  const blocks: TextBlock[] = []
  let from = 0
  for (const found of source.matchAll(fence)) {
    blocks.push(...linesOf(source.slice(from, found.index).replace(/\n$/, ''), names, depth))
    blocks.push({ kind: 'code-block', text: found[2] ?? '', ...(found[1] && { language: found[1] }) })
    from = found.index + found[0].length
  }
  return [...blocks, ...linesOf(source.slice(from).replace(/^\n/, ''), names, depth)]
}

const linesOf = (source: string, names: Names, depth: number): TextBlock[] => {
  const lines = source.split('\n')
  const blocks: TextBlock[] = []
  let words: string[] = []
  const flush = (): void => {
    const text = words.join('\n')
    if (text.trim() !== '') blocks.push({ kind: 'paragraph', inlines: inlinesOf(text, names, {}, 0) })
    words = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const taken = depth > deepest ? undefined : blockAt(lines, at, names, depth)
    if (taken) {
      flush()
      blocks.push(taken.block)
      at += taken.lines - 1
    } else if (line.trim() === '') flush()
    else words.push(line.replace(/^-# /, ''))
  }
  flush()
  return blocks
}

interface Taken {
  readonly block: TextBlock
  readonly lines: number
}

const blockAt = (lines: readonly string[], at: number, names: Names, depth: number): Taken | undefined => {
  const line = lines[at] ?? ''
  if (/^\s*>>> /.test(line)) {
    const rest = [line.replace(/^\s*>>> /, ''), ...lines.slice(at + 1)]
    return { block: { kind: 'quote', blocks: blocksOf(rest.join('\n'), names, depth + 1) }, lines: rest.length }
  }
  if (/^\s*> /.test(line)) {
    const quoted = run(lines, at, (one) => /^\s*>( |$)/.test(one)).map((one) => one.replace(/^\s*> ?/, ''))
    return { block: { kind: 'quote', blocks: blocksOf(quoted.join('\n'), names, depth + 1) }, lines: quoted.length }
  }
  const heading = /^#{1,3} +(.+)$/.exec(line)?.[1]
  if (heading !== undefined) return { block: { kind: 'heading', inlines: inlinesOf(heading, names, {}, 0) }, lines: 1 }
  return bullet.test(line) ? listAt(lines, at, names, depth) : undefined
}

const run = (lines: readonly string[], at: number, belongs: (line: string) => boolean): readonly string[] => {
  const end = lines.findIndex((line, index) => index > at && !belongs(line))
  return lines.slice(at, end < 0 ? undefined : end)
}

const bullet = /^( *)([-*]|\d{1,9}\.) +(?=\S)/

const listAt = (lines: readonly string[], at: number, names: Names, depth: number): Taken => {
  const [, indent = '', mark = ''] = bullet.exec(lines[at] ?? '') ?? []
  const ordered = /\d/.test(mark)
  const items: string[][] = []
  let end = at
  for (; end < lines.length; end++) {
    const line = lines[end] ?? ''
    const [whole = '', before = '', sign = ''] = bullet.exec(line) ?? []
    if (whole !== '' && before.length <= indent.length + 1) {
      if (/\d/.test(sign) !== ordered || before.length < indent.length) break
      items.push([line.slice(whole.length)])
    } else if (line.trim() !== '' && line.startsWith(`${indent}  `))
      items.at(-1)?.push(line.slice(indent.length).replace(/^ {2,3}/, ''))
    else break
  }
  const block: TextBlock = {
    kind: 'list',
    ordered,
    items: items.map((item) => blocksOf(item.join('\n'), names, depth + 1)),
  }
  return { block, lines: Math.max(1, end - at) }
}

type Rule = readonly [RegExp, (found: RegExpExecArray, marks: Marks, names: Names, depth: number) => readonly Inline[]]

const said = (text: string, marks: Marks): Inline => ({ kind: 'text', text, ...marks })
const inside =
  (mark: Marks): Rule[1] =>
  (found, marks, names, depth) =>
    inlinesOf(found[1] ?? '', names, { ...marks, ...mark }, depth + 1)
const body = String.raw`((?:\\[\s\S]|[^\\])+?)`

/** In the order in which Discord tries them. Each is tried where the reading stands, and nowhere else. */
const rules: readonly Rule[] = [
  [/\\([^\p{L}\p{N}\s])/uy, (found, marks) => [said(found[1] ?? '', marks)]],
  [/(`{1,2})(?!`)([\s\S]*?[^`])\1(?!`)/y, (found) => [{ kind: 'code', text: unpadded(found[2] ?? '') }]],
  [/<@!?(\d+)>/y, ([whole, id = ''], marks, names) => [mention(names.user(id), whole, marks)]],
  [/<@&(\d+)>/y, ([, id = ''], marks, names) => [said(`@${names.role(id) ?? 'role'}`, marks)]],
  [/<#(\d+)>/y, ([, id = ''], marks, names) => [said(`#${names.channel(id) ?? 'channel'}`, marks)]],
  [/<a?:(\w+):\d+>/y, ([, name = '']) => [{ kind: 'emoji', name }]],
  [/<\/([^:>\n]+):\d+>/y, ([, name = ''], marks) => [said(`/${name}`, marks)]],
  [/<t:(-?\d{1,12})(?::[tTdDfFR])?>/y, ([, seconds = '']) => [moment(Number(seconds))]],
  [/<(https?:\/\/[^\s<>]+)>/iy, ([, url = ''], marks) => [{ kind: 'link', url, text: url, ...marks }]],
  [
    /\[((?:\\[\s\S]|[^\\\]\n])+)\]\(<?(https?:\/\/[^\s<>)]+)>?\)/iy,
    ([, text = '', url = ''], marks) => [
      { kind: 'link', url, text: text.replaceAll(/\\([^\p{L}\p{N}\s])/gu, '$1'), ...marks },
    ],
  ],
  [/https?:\/\/[^\s<]*[^\s<.,:;"'\])*_~|]/iy, ([url], marks) => [{ kind: 'link', url, text: url, ...marks }]],
  [new RegExp(String.raw`\*\*${body}\*\*(?!\*)`, 'y'), inside({ bold: true })],
  [new RegExp(String.raw`__${body}__(?!_)`, 'y'), inside({})],
  [/(?<![\p{L}\p{N}])_((?:__|\\[\s\S]|[^\\_])+?)_(?![\p{L}\p{N}])/uy, inside({ italic: true })],
  [/\*(?=\S)((?:\*\*|\\[\s\S]|[^\\*])+?)(?<!\s)\*(?!\*)/y, inside({ italic: true })],
  [new RegExp(String.raw`~~${body}~~(?!~)`, 'y'), inside({ strike: true })],
  [/\n/y, () => [{ kind: 'break' }]],
]

const inlinesOf = (source: string, names: Names, marks: Marks, depth: number): readonly Inline[] => {
  if (depth > deepest) return [said(source, marks)]
  const inlines: Inline[] = []
  let plain = ''
  const flush = (): void => {
    // What the printer puts between two marks that would touch.
    const text = plain.replaceAll('\u200b', '')
    if (text !== '') add(inlines, said(text, marks))
    plain = ''
  }
  for (let at = 0; at < source.length;) {
    const hit = special.test(source[at] ?? '') ? ruleAt(source, at) : undefined
    if (!hit) {
      plain += source[at] ?? ''
      at++
      continue
    }
    flush()
    for (const inline of hit.rule[1](hit.found, marks, names, depth)) add(inlines, inline)
    at += hit.found[0].length
  }
  flush()
  return inlines
}

const special = /[\\`<[hH*_~\n]/

const ruleAt = (source: string, at: number): { readonly rule: Rule; readonly found: RegExpExecArray } | undefined => {
  for (const rule of rules) {
    rule[0].lastIndex = at
    const found = rule[0].exec(source)
    if (found) return { rule, found }
  }
  return undefined
}

const add = (inlines: Inline[], next: Inline): void => {
  const last = inlines.at(-1)
  const joins =
    last?.kind === 'text' &&
    next.kind === 'text' &&
    last.bold === next.bold &&
    last.italic === next.italic &&
    last.strike === next.strike
  if (joins) inlines[inlines.length - 1] = { ...last, text: last.text + next.text }
  else inlines.push(next)
}

const unpadded = (text: string): string =>
  /^ ?`|` ?$/.test(text) ? text.replace(/^ (?=`)/, '').replace(/(?<=`) $/, '') : text

const mention = (known: ReturnType<Names['user']>, typed: string, marks: Marks): Inline =>
  known ? { kind: 'mention', name: known.name, user: known.user } : said(typed, marks)

const moment = (seconds: number): Inline => {
  const at = new Date(Math.min(Math.max(seconds, -8_640_000_000), 8_640_000_000) * 1000).toISOString()
  return { kind: 'time', at, text: at.replace('T', ' ').replace(/:\d\d\.\d+Z$/, ' UTC') }
}
