import fc from 'fast-check'
import { parseHtml } from '../../adapters/teams/markdown-read'
import { printCardText, printHtml } from '../../adapters/teams/markdown-print'
import { parseMarkdown as readDiscord } from '../../adapters/discord/markdown-read'
import { printMarkdown } from '../../adapters/discord/markdown-print'
import { printMrkdwn } from '../../adapters/slack/markdown-print'
import { parseMrkdwn } from '../../adapters/slack/markdown-read'
import { printRichText } from '../../adapters/slack/markdown-print-blocks'
import { parseRichText } from '../../adapters/slack/markdown-read-blocks'
import {
  firstLine,
  fit,
  fitWords,
  normalize,
  plain,
  readMarkdown,
  say,
  split,
  type Inline,
  type RichText,
} from '../../src/platform'
import { cases } from '../support/cases'
import { networks } from './arbitraries'

const names = { workspace: 'T1', people: {} }
const inlines = (text: RichText): readonly Inline[] =>
  text.flatMap((block) => ('inlines' in block ? block.inlines : 'blocks' in block ? inlines(block.blocks) : []))
const links = (text: RichText): readonly string[] =>
  inlines(text).flatMap((inline) => (inline.kind === 'link' ? [inline.url] : []))

describe('numbers of a list', () => {
  const broken = '1. stop it\n\n```\nsystemctl stop\n```\n\n2. start it\n3. look\n\nThen wait.\n\n4. tell us\n5. done'
  test.each([
    ['Markdown', (source: string) => readMarkdown(source)],
    ['Discord', (source: string) => readDiscord(source)],
  ])('stay through code and other words (%s)', (_, read) => {
    const text = read(broken)
    const numbers = [...plain(text).matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number))
    expect(numbers).toEqual([1, 2, 3, 4, 5])
    expect(text.filter(({ kind }) => kind === 'list')).toHaveLength(3)
    expect(printMarkdown(text)).toMatch(/^1\. stop[\s\S]*^2\. start[\s\S]*^3\. look[\s\S]*^4\. tell[\s\S]*^5\. done/m)
    expect(printMrkdwn(text)).toMatch(/^2\. start[\s\S]*^4\. tell/m)
    expect(printHtml(text)).toContain('<ol start="2">')
    expect(printCardText(text).map((line) => line.inlines[0]?.text)).toEqual(
      expect.arrayContaining(['2. ', '4. ', '5. ']),
    )
    const again = parseRichText([printRichText(text)], names) ?? []
    expect([...plain(again).matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number))).toEqual([1, 2, 3, 4, 5])
  })

  test.each(['24. Dezember', '3. it is blue', '2026. was a good year', '7) seven', '1999. '])(
    '%s by itself is what was said, in a subject too',
    (said) => {
      for (const text of [readMarkdown(said), readDiscord(said), parseMrkdwn(said, names)]) {
        expect(plain(text).trim()).toBe(said.trim())
        expect(firstLine(text, 100)).toBe(said.trim())
        expect(plain(readDiscord(printMarkdown(text))).trim()).toBe(said.trim())
      }
    },
  )

  test('code keeps its tabs in Teams', () => {
    const code: RichText = [{ kind: 'code-block', text: 'all:\n\tmake\n\n\tmake test' }]
    expect(parseHtml(printHtml(code), () => undefined)).toEqual(code)
  })

  test('Teams and Slack say where a list begins', () => {
    const teams = parseHtml('<ol start="3"><li>three</li><li>four</li></ol>', () => undefined)
    expect(plain(teams)).toBe('3. three\n4. four')
    const counted = parseHtml('<ol><li value="5">five</li><li>six</li></ol>', () => undefined)
    expect(plain(counted)).toBe('5. five\n6. six')
    const list = (offset: number, words: string) => ({
      type: 'rich_text_list',
      style: 'ordered',
      indent: 0,
      offset,
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: words }] }],
    })
    const code = { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'ls\n\n\npwd' }] }
    const slack = parseRichText(
      [{ type: 'rich_text', elements: [list(0, 'one'), code, list(1, 'two'), list(2, 'three')] }],
      names,
    )!
    // Blank lines of code are part of it.
    expect(plain(slack)).toBe('1. one\n\nls\n\n\npwd\n\n2. two\n3. three')
  })

  test('a list that is cut goes on with its numbers', () => {
    const list = readMarkdown('8. eight\n9. nine\n10. ten')
    expect(split(list, 16).map(plain)).toEqual(['8. eight\n9. nine', '10. ten'])
  })
})

describe('web addresses', () => {
  const whole = [
    'https://en.wikipedia.org/wiki/Foo_(bar)',
    'https://x.test/a_',
    'https://x.test/~ana/~',
    'https://x.test/?tag[]=a&b=(c)',
    'https://x.test/a_b_c',
    'https://x.test/_private_',
  ]
  test.each(whole)('%s stays whole, wherever it is typed', (url) => {
    for (const read of [readMarkdown, readDiscord])
      for (const source of [
        url,
        `see ${url}.`,
        `(${url})`,
        `**${url}**`,
        `${url}, please`,
        `[page](${url})`,
        `<${url}>`,
      ])
        expect({ source, links: links(read(source)) }).toEqual({ source, links: [url] })
    expect(printMarkdown(say(`see ${url}`))).toBe(`see <${url}>`)
    expect(links(readDiscord(printMarkdown(readMarkdown(`look at ${url}!`))))).toEqual([url])
  })
  test('ends before the sentence does', () => {
    expect(
      links(readMarkdown('Is it https://x.test/a? (https://x.test/b) "https://x.test/c". _https://x.test/d_')),
    ).toEqual(['https://x.test/a', 'https://x.test/b', 'https://x.test/c', 'https://x.test/d'])
  })
  test('an underscore inside a word is not escaped for Discord; one that could mark something is', () => {
    expect(printMarkdown(say('a_b and snake_case_name'))).toBe('a_b and snake_case_name')
    expect(printMarkdown(say('_a_ a__b__c'))).toBe('\\_a\\_ a\\_\\_b\\_\\_c')
  })
})

describe('what is read is bounded by what was typed', () => {
  const wide = `| a | b |\n|---|---|\n| ${'x'.repeat(3000)} | y |\n${'| 1 | 2 |\n'.repeat(408)}`
  test('a table with one endless cell is no storm of posts', () => {
    const text = readMarkdown(wide)
    expect(plain(text).length).toBeLessThan(2 * wide.length + 1000)
    expect(fit({ text }, networks['discord']!).length).toBeLessThan(10)
    expect(plain(text)).toContain('x'.repeat(3000))
  })

  const signs = fc.constantFrom(
    '*',
    '_',
    '~',
    '`',
    '```',
    '|',
    '|-|-|',
    '<',
    '>',
    '> ',
    '[',
    '](',
    ')',
    '!',
    '#',
    '- ',
    '1. ',
    '999999999. ',

    '\n',
    '\n\n',
    '    ',
    '\t',
    'a',
    ' ',
    'word',
    '&',
    '<b>',
    '<li>',
    '<ol start="7">',
    'https://',
    'www.',
    '@',
    '\\',
  )
  const typed = fc.oneof(
    fc.array(signs, { maxLength: 80 }).map((parts) => parts.join('')),
    fc
      .tuple(fc.array(signs, { minLength: 1, maxLength: 6 }), fc.nat(150))
      .map(([unit, times]) => unit.join('').repeat(times)),
  )
  const readers: Readonly<Record<string, (source: string) => RichText>> = {
    Markdown: (source) => readMarkdown(source),
    Discord: (source) => readDiscord(source),
    mrkdwn: (source) => parseMrkdwn(source, names),
    HTML: (source) => parseHtml(source, () => undefined),
  }
  const printers: Readonly<Record<string, (text: RichText) => string>> = {
    plain,
    Discord: printMarkdown,
    mrkdwn: printMrkdwn,
    HTML: printHtml,
  }
  test.each(Object.keys(readers))('in every dialect, in every other (%s)', (dialect) => {
    fc.assert(
      fc.property(typed, (source) => {
        const text = readers[dialect]!(source)
        for (const [printer, print] of Object.entries(printers)) {
          const printed = print(text).length
          expect({ printer, much: printed > 45 * source.length + 400 ? printed : false }).toEqual({
            printer,
            much: false,
          })
        }
      }),
      { numRuns: cases(100) },
    )
  })
  test('every letter is there again, whatever the marks around it', () => {
    const letters = (text: string): string => text.replaceAll(/[^a-z]/g, '')
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '*',
            '_',
            '~~',
            '`',
            '> ',
            '- ',
            '3. ',
            '\n',
            '\n\n',
            '[',
            ']',
            '(',
            'ab',
            ' ',
            '<',
            '|',
            '#',
          ),
          { maxLength: 60 },
        ),
        (parts) => {
          const source = parts.join('')
          for (const [dialect, read] of Object.entries(readers)) {
            if (dialect === 'HTML') continue
            const there = letters(plain(read(source)))
            // A word behind three backquotes or tildes names the language of the code, where code has such a word.
            if (!/```|~~~/.test(source)) expect({ dialect, there }).toEqual({ dialect, there: letters(source) })
          }
        },
      ),
      { numRuns: cases(300) },
    )
  })

  test('of a flood the first posts are shown and the rest is told', () => {
    const flood = say('a line of a flood, one of very many\n'.repeat(20_000))
    const posts = fit({ text: flood }, networks['discord']!, { words: fitWords.es })
    expect(posts.length).toBeLessThanOrEqual(80)
    expect(plain(posts.at(-1)!.text)).toMatch(/^✂️ .*[\d.]{6,} caracteres más/)
  })
})

test('marks are those that a reader of GitHub would expect', () => {
  const shape = (source: string): string =>
    inlines(normalize(readMarkdown(source)))
      .map((one) =>
        one.kind === 'text'
          ? `${one.bold ? 'B' : ''}${one.italic ? 'I' : ''}${one.strike ? 'S' : ''}(${one.text})`
          : one.kind === 'link' || one.kind === 'code'
            ? `${one.kind}(${one.text})`
            : one.kind,
      )
      .join('')
  expect(shape('***a** b*')).toBe('BI(a)I( b)')
  expect(shape('**a *b***')).toBe('B(a )BI(b)')
  expect(shape('foo__bar__ _a_b _')).toBe('(foo__bar__ _a_b _)')
  expect(shape('2 * 3 * 4')).toBe('(2 * 3 * 4)')
  expect(shape('~~a~~ ~b~ ~~~c~~~')).toBe('S(a)( )S(b)( ~~~c~~~)')
  expect(shape('`` a`b `` and `c')).toBe('code(a`b)( and `c)')
  expect(shape('[a *b* `c`](https://x.test "title") ![alt](https://x.test/i.png)')).toBe('link(a b c)( )link(alt)')
  expect(shape('[a](https://x.test/(b)(c)) \\*d\\* &amp; &#169;')).toBe('link(a)( *d* & ©)')
  expect(plain(readMarkdown('# A #\nB\n===\n\n* one\n* two\n\n  more\n\n> q\nlazy\n\n\tcode\n'))).toBe(
    'A\n\nB\n\n- one\n- two\n  more\n\n> q\n> lazy\n\ncode',
  )
  expect(readMarkdown('```make\nall:\n\t@echo ****\n```')).toEqual([
    { kind: 'code-block', language: 'make', text: 'all:\n\t@echo ****' },
  ])
})
