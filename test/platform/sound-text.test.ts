import fc from 'fast-check'
import { printMarkdown } from '../../adapters/discord/markdown-print'
import { printMrkdwn } from '../../adapters/slack/markdown-print'
import { printHtml } from '../../adapters/teams/markdown-print'
import {
  clip,
  clipName,
  cut,
  encodePart,
  fit,
  normalize,
  paragraph,
  plain,
  soundText,
  type RichText,
} from '../../src/platform'
import { cases } from '../support/cases'
import { family, networks, richText } from './arbitraries'

const nested = (depth: number): RichText => {
  let text: RichText = [{ kind: 'paragraph', inlines: [{ kind: 'text', text: 'the heart of it' }] }]
  for (let level = 0; level < depth; level++)
    text = level % 2 === 0 ? [{ kind: 'quote', blocks: text }] : [{ kind: 'list', ordered: false, items: [text] }]
  return text
}
const depthOf = (text: RichText): number =>
  Math.max(
    0,
    ...text.map((block) =>
      block.kind === 'quote'
        ? 1 + depthOf(block.blocks)
        : block.kind === 'list'
          ? 1 + Math.max(...block.items.map(depthOf))
          : 0,
    ),
  )

describe('rich text from outside', () => {
  test('is as deep as anybody means at most, and keeps its words', () => {
    for (const depth of [3, 500, 50_000]) {
      const text = soundText(nested(depth))
      expect(depthOf(text)).toBeLessThanOrEqual(10)
      expect(plain(text)).toContain('the heart of it')
    }
    // Texts that were stored before anybody looked are shown as well.
    for (const limits of Object.values(networks)) expect(fit({ text: nested(500) }, limits).length).toBeLessThan(5)
  })

  test('a sound one stays as it is', () => {
    fc.assert(
      fc.property(richText, (text) => expect(normalize(soundText(text))).toEqual(normalize(text))),
      { numRuns: cases(100) },
    )
  })

  test('a command keeps the way in which networks with groups call it', () => {
    const told = [paragraph({ kind: 'code', text: '/ticket tag', picked: '/ticket sort tag' })]
    expect(soundText(told)).toEqual(told)
    expect(soundText([paragraph({ kind: 'code', text: 'a', picked: 7 } as never)])).toEqual([
      paragraph({ kind: 'code', text: 'a' }),
    ])
  })

  test('anything at all is made into something that can be shown', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 5 }), fc.json(), (given, json) => {
        for (const one of [given, [given], JSON.parse(json), [JSON.parse(json)]])
          for (const print of [plain, printMarkdown, printMrkdwn, printHtml])
            expect(typeof print(soundText(one))).toBe('string')
      }),
      { numRuns: cases(200) },
    )
  })

  test.each([
    'javascript:alert(1)',
    'JavaScript:x',
    'data:text/html,x',
    'vbscript:x',
    ' javascript:x',
    'file:///etc/passwd',
    'slack://x',
  ])('%s is words and no link', (url) => {
    const text = soundText([{ kind: 'paragraph', inlines: [{ kind: 'link', url, text: 'Click' }] }])
    expect(JSON.stringify(text)).not.toContain('"link"')
    expect(plain(text)).toBe(`Click (${url})`)
  })
  test('pages, letters and calls are links', () => {
    for (const url of ['https://x.test/a?b=c#d', 'http://10.0.0.1:80', 'mailto:a@b.test', 'tel:+34600'])
      expect(soundText([{ kind: 'paragraph', inlines: [{ kind: 'link', url, text: 'x' }] }])).toMatchObject([
        { inlines: [{ kind: 'link', url }] },
      ])
  })
  test('kinds that nobody knows keep their words', () => {
    const text = [
      { kind: 'spoiler', blocks: [{ kind: 'paragraph', inlines: [{ kind: 'wave', text: 'hidden' }] }] },
      { kind: 'constructor', text: 'odd' },
      {
        kind: 'list',
        ordered: 'yes',
        start: -5,
        items: [[{ kind: 'paragraph', inlines: [{ kind: 'text', text: 1 }] }]],
      },
      null,
      7,
    ]
    expect(plain(soundText(text))).toContain('hidden')
    expect(plain(soundText(text))).toContain('odd')
  })
})

describe('a link whose words are another address', () => {
  const shown = (text: string, url: string): string =>
    [printMarkdown, printMrkdwn, printHtml]
      .map((print) => print(normalize([{ kind: 'paragraph', inlines: [{ kind: 'link', url, text }] }])))
      .join('\n')
  test.each([
    'https://bank.com',
    'bank.com',
    'www.bank.com/login',
    'https://bank\u200b.com',
    'bank\uff0ecom',
    'ana@bank.com',
    '10.0.0.1',
    'Visit bank.com now',
  ])('%s shows both', (text) => {
    for (const line of shown(text, 'https://evil.test/x').split('\n')) {
      expect(line).not.toMatch(/\[[^\]]*bank[^\]]*\]\(/)
      expect(line).not.toMatch(/\|[^>]*(?:bank|10\.0)/)
      expect(line).not.toMatch(/<a [^>]*>[^<]*(?:bank|10\.0)/)
      expect(line).toMatch(/\([^)]*evil\.test/)
    }
  })
  test.each([
    ['the status page', 'https://evil.test/x'],
    ['example.com', 'https://example.com/'],
    ['https://www.example.com', 'https://example.com'],
    ['ana@bank.com', 'mailto:ana@bank.com'],
  ])('%s for %s is a link like any other', (text, url) => {
    expect(normalize([{ kind: 'paragraph', inlines: [{ kind: 'link', url, text }] }])).toEqual([
      { kind: 'paragraph', inlines: [{ kind: 'link', url, text }] },
    ])
  })
  test('signs that turn words round are shown nowhere', () => {
    const turned = 'invoice\u202egpj.exe\u2066\u202a'
    const [post] = fit(
      {
        text: [
          {
            kind: 'paragraph',
            inlines: [
              { kind: 'text', text: turned },
              { kind: 'code', text: turned },
            ],
          },
        ],
        as: { name: turned },
        files: [{ platform: 'desk', kind: 'file', id: 'f', name: turned, size: 1, type: 'x' }],
        card: {
          title: turned,
          tone: 'neutral',
          blocks: [
            { kind: 'fields', fields: [{ label: turned, value: turned }] },
            { kind: 'controls', controls: [{ kind: 'button', label: turned, operation: 'claim', input: {} }] },
          ],
        },
      },
      networks['discord']!,
    )
    expect(JSON.stringify(post)).toContain('invoicegpj.exe')
    expect(JSON.stringify(post)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
  })
})

describe('a text that is cut', () => {
  const borders = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  const signs = fc.array(fc.constantFrom(family, '🇪🇸', '👍🏽', 'e\u0301', 'a', ' ', '😀', 'क्षि', '.txt'), {
    maxLength: 60,
  })
  test('is well formed and ends between two signs, and can be part of an address', () => {
    fc.assert(
      fc.property(signs, fc.integer({ min: 0, max: 80 }), (parts, max) => {
        const text = parts.join('')
        const short = cut(text, max)
        expect(short.length).toBeLessThanOrEqual(max)
        expect(short.isWellFormed()).toBe(true)
        expect(text.startsWith(short)).toBe(true)
        const ends = [...borders.segment(text)].map(({ index }) => index)
        expect(short.length === text.length || ends.includes(short.length)).toBe(true)
        expect(clip(text, max).length).toBeLessThanOrEqual(max)
        expect(clipName(text, Math.max(20, max)).length).toBeLessThanOrEqual(Math.max(20, max))
      }),
      { numRuns: cases(300) },
    )
    expect(encodePart('a'.repeat(99) + '😀'.slice(0, 1))).toContain('%EF%BF%BD')
  })
  test('a file’s name keeps its ending', () => {
    expect(clipName(`${'n'.repeat(300)}.pdf`, 100)).toMatch(/^n+…\.pdf$/)
    expect(clipName(`${'😀'.repeat(150)}.tar.gz`, 101)).toMatch(/^(?:😀)+…\.tar\.gz$/u)
    expect(clipName('short.txt', 100)).toBe('short.txt')
  })
})
