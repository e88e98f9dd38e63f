import fc from 'fast-check'
import {
  lengthOf,
  type Measure,
  normalize,
  paragraph,
  plain,
  type RichText,
  say,
  split,
  truncate,
} from '../../src/platform'
import { family, richText, substance, zalgo } from './arbitraries'
import { busyMs } from '../support/busy-ms'
import { cases } from '../support/cases'

/** A dialect that prints longer than it reads: escapes, marks, fences. */
const markdown: Measure = (text) =>
  text.reduce((sum, block) => {
    switch (block.kind) {
      case 'code-block':
        return sum + block.text.length + 8
      case 'quote':
        return sum + markdown(block.blocks) + 2 * block.blocks.length + 2
      case 'list':
        return sum + block.items.reduce((items, item) => items + markdown(item) + 4, 0)
      default:
        return block.inlines.reduce((run, inline) => {
          const words = plain([paragraph(inline)])
          const marked = inline.kind === 'text' && (inline.bold || inline.italic || inline.strike)
          return run + words.length + (words.match(/[*_&<>]/g)?.length ?? 0) * 4 + (marked ? 4 : 0)
        }, sum + 2)
    }
  }, 0)

const borders = (text: string): Set<number> => {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)
  return new Set([...[...segments].map(({ index }) => index), text.length])
}

test.each([
  ['plain', lengthOf],
  ['markdown', markdown],
])('any message comes in parts that fit, none blank, nothing lost (%s)', (_, measure) => {
  fc.assert(
    fc.property(richText, fc.integer({ min: 16, max: 300 }), (message, max) => {
      const parts = split(message, max, measure)
      for (const part of parts) {
        expect(measure(part)).toBeLessThanOrEqual(max)
        expect(part).toEqual(normalize(part))
        expect(plain(part).trim()).not.toBe('')
      }
      const seen = (text: string) => text.replace(/[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '')
      expect(seen(parts.map(substance).join(''))).toBe(seen(substance(normalize(message))))
    }),
    { numRuns: cases(100) },
  )
})

const hard: readonly (readonly [string, string])[] = [
  ['families joined by ZWJ', family.repeat(9_100)],
  ['flags', '🇪🇸🇲🇽🇦🇷'.repeat(8_400)],
  ['Arabic and Hebrew', 'مرحبا بالعالم שלום עולם. '.repeat(4_000)],
  ['zalgo words', `${zalgo(6)}${zalgo(9)} `.repeat(2_100)],
  ['one endless zalgo letter', zalgo(33_400)],
  ['lone surrogates', 'a\ud83d \udc69b'.repeat(16_700)],
  ['no blank at all', 'x'.repeat(100_000)],
  ['Japanese', '日本語のサポートデスクです。'.repeat(7_200)],
  ['lines', 'a short line\n'.repeat(7_700)],
]
test.each(hard)('100,000 characters: %s', (_, typed) => {
  const message = normalize(say(typed))
  let parts: readonly RichText[] = []
  expect(busyMs(() => (parts = split(message, 2_000, markdown)))).toBeLessThan(5_000)
  expect(parts.map(substance).join('')).toBe(substance(message))
  for (const part of parts) expect(markdown(part)).toBeLessThanOrEqual(2_000)
  // At least half full, but for the last: no storm of posts.
  for (const part of parts.slice(0, -1)) expect(markdown(part)).toBeGreaterThan(800)
})

test('emoji, flags and accents are never cut in two', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(family, '🇪🇸', '👍🏽', 'é', 'a', ' ', 'क्षि'), { minLength: 20, maxLength: 200 }),
      fc.integer({ min: 16, max: 80 }),
      (letters, max) => {
        const message = letters.join('')
        const allowed = borders(message)
        let at = 0
        for (const part of split(say(message), max)) {
          const text = plain(part)
          at = message.indexOf(text, at)
          expect(allowed.has(at)).toBe(true)
          expect(allowed.has((at += text.length))).toBe(true)
        }
      },
    ),
  )
})

test('a grapheme whose halves are formatted differently stays together', () => {
  const message: RichText = [
    paragraph({ kind: 'text', text: `${'a'.repeat(15)}e`, bold: true }, { kind: 'text', text: '\u0301bc' }),
  ]
  expect(split(message, 16).map(plain)).toEqual(['a'.repeat(15), 'e\u0301bc'])
})

test('a long message is cut between paragraphs, then sentences, then words', () => {
  const one = 'First thing that happened here.'
  const two = 'Then it broke. And I waited for an hour.'
  expect(split(say(`${one}\n\n${two}`), 50).map(plain)).toEqual([one, two])
  expect(split(say(two), 24).map(plain)).toEqual(['Then it broke. ', 'And I waited for an ', 'hour.'])
})

test('a code block is closed and opened again, between lines', () => {
  const code: RichText = [{ kind: 'code-block', language: 'sh', text: 'one\ntwo\nthree\nfour' }]
  expect(split(code, 10)).toEqual([
    [{ kind: 'code-block', language: 'sh', text: 'one\ntwo' }],
    [{ kind: 'code-block', language: 'sh', text: 'three\nfour' }],
  ])
})

test('a numbered list goes on with its numbers', () => {
  const list: RichText = [{ kind: 'list', ordered: true, items: [say('one'), say('two'), say('three')] }]
  expect(split(list, 14).map(plain)).toEqual(['1. one\n2. two', '3. three'])
})

test('an item that begins with something invisible keeps its number', () => {
  const list: RichText = [{ kind: 'list', ordered: true, items: [say(`\ufe0f${family} hello`)] }]
  expect(split(list, 8, markdown).map(plain).join('')).toMatch(/^1\. /)
})

test('around a link too long for any part the formatting stays', () => {
  const link = { kind: 'link', url: `https://x.test/${'a'.repeat(60)}`, text: 'page' } as const
  const parts = split([paragraph(link, { kind: 'text', text: ' at once', bold: true })], 30)
  expect(JSON.stringify(parts.at(-1))).toContain('"bold":true')
})

test('a link goes over whole to the next part; one too long for any becomes text', () => {
  const link = { kind: 'link', url: 'https://x.test/abc', text: 'page' } as const
  expect(split([paragraph('have a look at the ', link)], 30)).toEqual([
    [paragraph('have a look at the ')],
    [paragraph(link)],
  ])
  const long = { ...link, url: `https://x.test/${'a'.repeat(60)}` }
  const parts = split([paragraph('see ', long)], 30)
  expect(parts.every((part) => lengthOf(part) <= 30)).toBe(true)
  expect(parts.map(plain).join('')).toBe(`see page (${long.url})`)
})

test('a command goes over whole to the next part', () => {
  const command = { kind: 'text', text: '/ticket search', picked: '/ticket find search' } as const
  const parts = split([paragraph('See them all with ', command, ' here')], 30)
  expect(parts.map(plain)).toEqual(['See them all with ', '/ticket search here'])
  expect(parts[1]).toEqual([paragraph(command, ' here')])
})

test('a message that fits is one part, an empty one none', () => {
  expect(split(say('hello'), 2_000)).toEqual([say('hello')])
  expect(split(say(' \n'), 2_000)).toEqual([])
})

test('a cut text ends in … and fits', () => {
  expect(plain(truncate(say('hello there you'), 13))).toBe('hello there…')
  expect(truncate(say('hello'), 0)).toEqual([])
  fc.assert(
    fc.property(richText, fc.nat(120), (message, max) => {
      const cut = truncate(message, max, markdown)
      expect(markdown(cut)).toBeLessThanOrEqual(max)
      if (markdown(normalize(message)) > max && cut.length > 0) expect(plain(cut)).toContain('…')
    }),
    { numRuns: cases(100) },
  )
})
