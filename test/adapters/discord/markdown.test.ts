import fc from 'fast-check'
import { parseMarkdown } from '../../../adapters/discord/markdown-read'
import { printMarkdown } from '../../../adapters/discord/markdown-print'
import { normalize, plain, say, type Inline, type RichText } from '../../../src/platform'
import { richText, substance, words } from '../../platform/arbitraries'

const text = (words: string): RichText => [{ kind: 'paragraph', inlines: [{ kind: 'text', text: words }] }]
const inlines = (source: string): readonly Inline[] => {
  const [first] = parseMarkdown(source)
  return first && 'inlines' in first ? first.inlines : []
}
const printedAs = (source: string): RichText => parseMarkdown(printMarkdown(say(source)))
const visible = (source: string): string =>
  source
    // First of all: with the space between them gone, two halves would be a pair.
    .toWellFormed()
    .replaceAll('\0', '\uFFFD')
    .replaceAll(/[\s\u200b]/g, '')

describe('what a person writes in Discord', () => {
  test.each<readonly [string, readonly Inline[]]>([
    [
      'my **VPN** is down',
      [
        { kind: 'text', text: 'my ' },
        { kind: 'text', text: 'VPN', bold: true },
        { kind: 'text', text: ' is down' },
      ],
    ],
    [
      '*a* _b_ ~~c~~',
      [
        { kind: 'text', text: 'a', italic: true },
        { kind: 'text', text: ' ' },
        { kind: 'text', text: 'b', italic: true },
        { kind: 'text', text: ' ' },
        { kind: 'text', text: 'c', strike: true },
      ],
    ],
    ['***both***', [{ kind: 'text', text: 'both', bold: true, italic: true }]],
    ['snake_case_name', [{ kind: 'text', text: 'snake_case_name' }]],
    ['2 * 3 * 4', [{ kind: 'text', text: '2 * 3 * 4' }]],
    ['`a*b*`', [{ kind: 'code', text: 'a*b*' }]],
    ['\\*not\\*', [{ kind: 'text', text: '*not*' }]],
    [
      'see https://a.example/x_y_z.',
      [
        { kind: 'text', text: 'see ' },
        { kind: 'link', url: 'https://a.example/x_y_z', text: 'https://a.example/x_y_z' },
        { kind: 'text', text: '.' },
      ],
    ],
    ['[here](https://a.example)', [{ kind: 'link', url: 'https://a.example', text: 'here' }]],
    ['<:party_parrot:123456>', [{ kind: 'emoji', name: 'party_parrot' }]],
    ['__under__', [{ kind: 'text', text: 'under' }]],
    [
      '_https://a.example/Foo_(bar)_',
      [{ kind: 'link', url: 'https://a.example/Foo_(bar)', text: 'https://a.example/Foo_(bar)', italic: true }],
    ],
    [
      '_one_ (two) _three_(four)',
      [
        { kind: 'text', text: 'one', italic: true },
        { kind: 'text', text: ' (two) ' },
        { kind: 'text', text: 'three', italic: true },
        { kind: 'text', text: '(four)' },
      ],
    ],
    ['<t:1764000000:R>', [{ kind: 'time', at: '2025-11-24T16:00:00.000Z', text: '2025-11-24 16:00 UTC' }]],
  ])('%s', (source, expected) => {
    expect(inlines(source)).toEqual(expected)
  })

  test('quotes, lists, headings and code keep their shape', () => {
    const source = '# Log\n> it said\n> no\n- one\n  - inner\n- two\n```sh\nls -la\n```\nand that is **all**'
    expect(parseMarkdown(source).map(({ kind }) => kind)).toEqual([
      'heading',
      'quote',
      'list',
      'code-block',
      'paragraph',
    ])
    expect(plain(parseMarkdown(source))).toBe(
      'Log\n\n> it said\n> no\n\n- one\n  - inner\n- two\n\nls -la\n\nand that is all',
    )
  })

  test('people, channels and roles become inert names', () => {
    const names = {
      user: (id: string) => ({ name: `user ${id}`, user: { platform: 'discord', kind: 'user', id } as const }),
      channel: () => 'help',
      role: () => 'mods',
    }
    expect(plain(parseMarkdown('<@1> <@!2> <#3> <@&4>', names))).toBe('@user 1 @user 2 #help @mods')
  })

  test('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (source) => void parseMarkdown(source)))
    const signs = fc.array(
      fc.constantFrom('*', '_', '~', '`', '>', '<', '@', '[', '](', ')', '\n', '- ', '1. ', 'a', ' ', '\\', '```', '|'),
    )
    fc.assert(
      fc.property(signs, (parts) => void parseMarkdown(parts.join(''))),
      { numRuns: 500 },
    )
  })

  test('is read in a moment, however it is made', () => {
    for (const evil of ['**', '*a ', '[', '> ', '`', '__a', '~~', '- ', '<@', '```a']) {
      const started = performance.now()
      parseMarkdown(evil.repeat(4000 / evil.length))
      expect({ evil, ms: performance.now() - started < 500 }).toEqual({ evil, ms: true })
    }
  })
})

describe('what the desk prints for Discord', () => {
  test.each([
    '@everyone @here',
    '<@1234567890>',
    '<@&1234567890>',
    '<#123456>',
    '**bold** *it* __u__ ~~s~~ ||spoiler||',
    '[click](https://evil.example)',
    '[https://bank.example](https://evil.example)',
    '`code` ```js\nx\n```',
    '# Heading',
    '-# small',
    '> quote',
    '>>> all',
    '- item',
    '* item',
    '1. one',
    '\\',
    '\\\\*',
    '<t:0:R>',
    '</claim:123>',
    '<:name:123>',
    'a_b_c',
    '_a_',
    '***x***',
    '<https://x.example>',
    '\\<@1>',
    '*\\*',
    '**',
    '* *',
    '~~~',
    '``',
    '```',
    '| |',
    '> \n> ',
    '+ plus',
    '10. ten',
  ])('%s stays the words it is', (source) => {
    expect(visible(plain(printedAs(source)))).toBe(visible(source))
    const marks = printedAs(source).flatMap((block) =>
      'inlines' in block ? block.inlines : [{ kind: block.kind } as never],
    )
    expect(
      marks.every(
        (inline) =>
          (inline.kind === 'text' && !inline.bold && !inline.italic) ||
          inline.kind === 'break' ||
          inline.kind === 'link',
      ),
    ).toBe(true)
  })

  test('reads back as the same words, whatever a person of another network wrote', () => {
    fc.assert(
      fc.property(words, (source) => {
        expect(visible(plain(printedAs(source)))).toBe(visible(source))
      }),
      { numRuns: 500 },
    )
  })

  test('keeps every visible character of any text', () => {
    fc.assert(
      fc.property(richText, (source) => {
        const mended = normalize(source)
        const there = substance(parseMarkdown(printMarkdown(mended)))
        for (const piece of ['hello', 'VPN', 'ñandú', '日本語'])
          expect(there.split(piece).length).toBe(substance(mended).split(piece).length)
      }),
      { numRuns: 300 },
    )
  })

  test('marks survive next to each other', () => {
    const source: RichText = [
      {
        kind: 'paragraph',
        inlines: [
          { kind: 'text', text: 'a', bold: true },
          { kind: 'text', text: 'b', italic: true },
          { kind: 'text', text: 'c', bold: true, italic: true },
          { kind: 'code', text: 'd`e' },
          { kind: 'text', text: ' f ', strike: true },
        ],
      },
    ]
    const [block] = parseMarkdown(printMarkdown(source))
    expect(
      block && 'inlines' in block ? block.inlines.filter((one) => one.kind !== 'text' || one.text.trim() !== '') : [],
    ).toEqual([
      { kind: 'text', text: 'a', bold: true },
      { kind: 'text', text: 'b', italic: true },
      { kind: 'text', text: 'c', bold: true, italic: true },
      { kind: 'code', text: 'd`e' },
      { kind: 'text', text: 'f', strike: true },
    ])
  })

  test('a link never hides where it leads', () => {
    const masked: RichText = [
      { kind: 'paragraph', inlines: [{ kind: 'link', url: 'https://evil.example/', text: 'bank.example' }] },
    ]
    expect(printMarkdown(masked)).toBe('bank.example (<https://evil.example/>)')
    expect(printMarkdown(text('go to https://a.example/x_y'))).toBe('go to <https://a.example/x_y>')
  })
})
