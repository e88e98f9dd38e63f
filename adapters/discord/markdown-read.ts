import {
  bareUrlAt,
  isSafeUrl,
  nextNumber,
  splitAtUrls,
  type Inline,
  type Marks,
  type RichText,
  type TextBlock,
  type UserRef,
} from '../../src/platform'

/** People and things that the ids in a message mean. */
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
    blocks.push(...linesOf(source.slice(from, found.index).replace(/\n$/, ''), names, depth, blocks))
    blocks.push({ kind: 'code-block', text: found[2] ?? '', ...(found[1] && { language: found[1] }) })
    from = found.index + found[0].length
  }
  return [...blocks, ...linesOf(source.slice(from).replace(/^\n/, ''), names, depth, blocks)]
}

/** `before`: the blocks that the words of these lines stand after. */
const linesOf = (source: string, names: Names, depth: number, before: RichText): TextBlock[] => {
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
    const taken =
      depth > deepest ? undefined : blockAt(lines, at, names, depth, () => nextNumber([...before, ...blocks]))
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

const blockAt = (
  lines: readonly string[],
  at: number,
  names: Names,
  depth: number,
  next: () => number | undefined,
): Taken | undefined => {
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
  if (!bullet.test(line)) return undefined
  const list = listAt(lines, at, names, depth)
  return isSentence(list.block, next) ? undefined : list
}

/** `24. Dezember` by itself is a sentence, unless it goes on with the numbers of a list before it. */
const isSentence = (block: TextBlock, next: () => number | undefined): boolean =>
  block.kind === 'list' && block.items.length === 1 && block.start !== undefined && block.start !== next()

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
  const first = ordered ? Number.parseInt(mark, 10) : 1
  const block: TextBlock = {
    kind: 'list',
    ordered,
    ...(first !== 1 && { start: first }),
    items: items.map((item) => blocksOf(item.join('\n'), names, depth + 1)),
  }
  return { block, lines: Math.max(1, end - at) }
}

type Read = (found: RegExpExecArray, marks: Marks, names: Names, depth: number) => readonly Inline[]
/** The third: the signs that open it, where it looks for the same ones as far as the text goes. */
type Rule = readonly [RegExp, Read, string?]

const said = (text: string, marks: Marks): Inline => ({ kind: 'text', text, ...marks })
const inside =
  (mark: Marks): Read =>
  (found, marks, names, depth) =>
    inlinesOf(found[1] ?? '', names, { ...marks, ...mark }, depth + 1)
const body = String.raw`((?:\\[\s\S]|[^\\])+?)`

/** Of each sign in the order in which Discord tries them. Each is tried where the reading stands, and nowhere else. */
const rules: ReadonlyMap<string, readonly Rule[]> = new Map([
  ['\\', [[/\\([^\p{L}\p{N}\s])/uy, (found, marks) => [said(found[1] ?? '', marks)]]]],
  [
    '`',
    [
      [/``(?!`)([\s\S]*?[^`])``(?!`)/y, (found) => [{ kind: 'code', text: unpadded(found[1] ?? '') }], '``'],
      [/`(?!`)([\s\S]*?[^`])`(?!`)/y, (found) => [{ kind: 'code', text: unpadded(found[1] ?? '') }]],
    ],
  ],
  [
    '<',
    [
      [/<@!?(\d+)>/y, ([whole, id = ''], marks, names) => [mention(names.user(id), whole, marks)]],
      [/<@&(\d+)>/y, ([, id = ''], marks, names) => [said(`@${names.role(id) ?? 'role'}`, marks)]],
      [/<#(\d+)>/y, ([, id = ''], marks, names) => [said(`#${names.channel(id) ?? 'channel'}`, marks)]],
      [/<a?:(\w+):\d+>/y, ([, name = '']) => [{ kind: 'emoji', name }]],
      [/<\/([^:<>\n]+):\d+>/y, ([, name = ''], marks) => [said(`/${name}`, marks)]],
      [/<t:(-?\d{1,12})(?::[tTdDfFR])?>/y, ([, seconds = '']) => [moment(Number(seconds))]],
      [/<(https?:\/\/[^\s<>]+)>/iy, ([whole, url = ''], marks) => [link(url, url, whole, marks)]],
    ],
  ],
  [
    '[',
    [
      [
        // Between < and > anything but those; without them, with parentheses in pairs.
        /\[((?:\\[\s\S]|[^\\[\]\n])+)\]\((?:<(https?:\/\/[^\s<>]+)>|(https?:\/\/(?:[^\s<>()]|\([^\s<>()]*\))+))\)/iy,
        ([whole, text = '', bracketed, bare], marks) => [
          link(bracketed ?? bare ?? '', text.replaceAll(/\\([^\p{L}\p{N}\s])/gu, '$1'), whole, marks),
        ],
      ],
    ],
  ],
  [
    '*',
    [
      [new RegExp(String.raw`\*\*${body}\*\*(?!\*)`, 'y'), inside({ bold: true }), '**'],
      [/\*(?=\S)((?:\*\*|\\[\s\S]|[^\\*])+?)(?<!\s)\*(?!\*)/y, inside({ italic: true })],
    ],
  ],
  [
    '_',
    [
      [new RegExp(String.raw`__${body}__(?!_)`, 'y'), inside({}), '__'],
      [/(?<![\p{L}\p{N}])_((?:__|\\[\s\S]|[^\\_])+?)_(?![\p{L}\p{N}])/uy, inside({ italic: true })],
    ],
  ],
  ['~', [[new RegExp(String.raw`~~${body}~~(?!~)`, 'y'), inside({ strike: true }), '~~']]],
  ['\n', [[/\n/y, () => [{ kind: 'break' }]]]],
])

const link = (url: string, text: string, typed: string, marks: Marks): Inline =>
  isSafeUrl(url) ? { kind: 'link', url, text, ...marks } : said(typed, marks)

/** As long as it was, without the _ inside its addresses: they open and close nothing. */
const withQuietUrls = (source: string): string =>
  source.includes('://')
    ? splitAtUrls(source)
        .map((part, index) => {
          let end = part.length
          while (part[end - 1] === '_') end--
          return index % 2 === 0 ? part : part.slice(0, end).replaceAll('_', '-') + part.slice(end)
        })
        .join('')
    : source

const inlinesOf = (source: string, names: Names, marks: Marks, depth: number): readonly Inline[] => {
  if (depth > deepest) return [said(source, marks)]
  const inlines: Inline[] = []
  const ended = new Set<Rule>()
  const quiet = withQuietUrls(source)
  let from = 0
  const flush = (to: number): void => {
    // Removes what the printer puts between two marks that would touch.
    const text = source.slice(from, to).replaceAll('\u200b', '')
    if (text !== '') add(inlines, said(text, marks))
  }
  for (let at = 0; at < source.length;) {
    const sign = source[at]!
    const url = sign === 'h' || sign === 'H' ? source.slice(at, at + bareUrlAt(source, at)) : ''
    const hit = url === '' ? ruleAt(sign === '_' ? quiet : source, at, sign, ended) : undefined
    if (url === '' && !hit) {
      at++
      continue
    }
    flush(at)
    if (hit && sign === '_') {
      const signs = (hit.found[0].length - (hit.found[1]?.length ?? 0)) / 2
      hit.found[1] = source.slice(at + signs, at + hit.found[0].length - signs)
    }
    if (hit) for (const inline of hit.rule[1](hit.found, marks, names, depth)) add(inlines, inline)
    else add(inlines, link(url, url, url, marks))
    at += hit?.found[0].length ?? url.length
    from = at
  }
  flush(source.length)
  return inlines
}

/** A sign in pairs that found no second one ahead finds none further on: it is not looked for again. */
const ruleAt = (
  source: string,
  at: number,
  sign: string,
  ended: Set<Rule>,
): { readonly rule: Rule; readonly found: RegExpExecArray } | undefined => {
  for (const rule of rules.get(sign) ?? []) {
    if (ended.has(rule)) continue
    rule[0].lastIndex = at
    const found = rule[0].exec(source)
    if (found) return { rule, found }
    if (rule[2] !== undefined && source.startsWith(rule[2], at)) ended.add(rule)
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
