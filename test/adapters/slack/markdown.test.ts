import fc from 'fast-check'
import { emojiOf, nameOf, reactionOf } from '../../../adapters/slack/emoji'
import { printMrkdwn } from '../../../adapters/slack/markdown-print'
import { literalText, parseMrkdwn } from '../../../adapters/slack/markdown-read'
import { userRef } from '../../../adapters/slack/refs'
import { printRichText } from '../../../adapters/slack/markdown-print-blocks'
import { parseRichText } from '../../../adapters/slack/markdown-read-blocks'
import { equalText, paragraph, plain, say, type Inline, type RichText } from '../../../src/platform'
import { richText } from '../../platform/arbitraries'
import { busyMs } from '../../support/busy-ms'

const names = { workspace: 'T1', people: { U1: { name: 'Bo Lindqvist' } }, channels: { C1: 'help' } }
const back = (text: RichText): RichText => parseRichText([printRichText(text)], names) ?? []

describe('rich text', () => {
  test('keeps every word, whatever it is made of', () => {
    fc.assert(
      fc.property(richText, (text) => {
        for (const word of ['VPN', 'ñandú', 'مرحبا', '日本語']) {
          const count = (one: RichText): number => plain(one).split(word).length
          expect(count(back(text))).toBe(count(text))
        }
      }),
      { numRuns: 500 },
    )
  })

  test('marks, links, code, quotes and nested lists come back as they went', () => {
    const text: RichText = [
      paragraph(
        { kind: 'text', text: 'bold', bold: true },
        ' and ',
        { kind: 'text', text: 'both', italic: true, strike: true },
        ' ',
        { kind: 'code', text: '<b>' },
      ),
      paragraph('one', { kind: 'break' }, 'two ', {
        kind: 'link',
        url: 'https://example.com/?a=1&b=2',
        text: 'a link',
      }),
      { kind: 'quote', blocks: [paragraph('said & done')] },
      {
        kind: 'list',
        ordered: false,
        items: [
          [paragraph('a'), { kind: 'list', ordered: true, items: [[paragraph('a1')], [paragraph('a2')]] }],
          [paragraph('b')],
        ],
      },
      { kind: 'code-block', text: 'ping 10.0.0.1\nls' },
      paragraph('end'),
    ]
    expect(equalText(back(text), text)).toBe(true)
  })

  test('a mention is a name and pings nobody; people of other networks are not called', () => {
    const mention: Inline = { kind: 'mention', name: 'Bo Lindqvist', user: userRef('T1', 'U1') }
    expect(JSON.stringify(printRichText([paragraph(mention)]))).not.toContain('"user"')
    expect(printMrkdwn([paragraph(mention)])).toBe('@Bo Lindqvist')
  })

  const attacks = [
    '<!channel>',
    '<!here|here>',
    '<!everyone>',
    '<@U1>',
    '<@U1|bo>',
    '<#C1>',
    '<!subteam^S1>',
    '<!subteam^S1|@ops>',
    '&lt;!channel&gt;',
    '<https://evil.example|<!channel>>',
    '```<!channel>```',
    '`<!here>`',
    '*<!channel>*',
    '> <!channel>',
    '<!date^1^{date}|<!channel>>',
    'javascript:alert(1)',
    '\u202e<!channel>',
    '@channel',
    '@here',
    '@everyone',
    '<mailto:x|<!here>>',
  ]
  const wrapped = (attack: string): RichText[] => [
    say(attack),
    [{ kind: 'heading', inlines: [{ kind: 'text', text: attack }] }],
    [{ kind: 'quote', blocks: say(attack) }],
    [{ kind: 'code-block', text: attack }],
    [{ kind: 'list', ordered: true, items: [say(attack)] }],
    [paragraph({ kind: 'text', text: attack, bold: true })],
    [paragraph({ kind: 'code', text: attack })],
    [paragraph({ kind: 'link', url: attack, text: attack })],
    [paragraph({ kind: 'link', url: 'https://example.com', text: attack })],
    [paragraph({ kind: 'mention', name: attack })],
    [paragraph({ kind: 'emoji', name: attack })],
    [paragraph({ kind: 'time', at: '2026-03-02T09:30:00Z', text: attack })],
    [paragraph({ kind: 'time', at: attack, text: attack })],
  ]
  test.each(attacks)('%s pings nobody, wherever it stands', (attack) => {
    for (const text of wrapped(attack)) {
      expect(printMrkdwn(text)).not.toMatch(/<[!@#](?!date\^)/)
      expect(JSON.stringify(printRichText(text) ?? {})).not.toMatch(/"type":"(broadcast|user|usergroup|channel)"/)
      expect(JSON.stringify(printRichText(text) ?? {})).not.toMatch(/"url":"javascript/)
    }
  })
})

describe('mrkdwn, as commands and old clients send it', () => {
  test('is read', () => {
    expect(plain(parseMrkdwn('a *b* _c_ ~d~ `e` &lt;x&gt; <https://e.com|link> <@U1> <#C1> <!here>', names))).toBe(
      'a b c d e <x> link (https://e.com) @Bo Lindqvist #help @here',
    )
    expect(parseMrkdwn('a *b*', names)).toEqual([paragraph('a ', { kind: 'text', text: 'b', bold: true })])
    expect(plain(parseMrkdwn('snake_case_name and 2*3*4 stay', names))).toBe('snake_case_name and 2*3*4 stay')
    expect(parseMrkdwn('```\ncode &amp; more\n```', names)).toEqual([{ kind: 'code-block', text: 'code & more' }])
  })

  test.each([
    'https://x.com/__init__.py',
    'https://x.com/~~a~~',
    'https://x.com/?q=a_b&amp;c=~d~#frag',
    'https://en.wikipedia.org/wiki/Foo_(bar)',
    'http://localhost:3000/_next/',
  ])('%s is whole, wherever it stands', (url) => {
    const words = url.replace('&amp;', '&')
    for (const around of [
      ['', ''],
      ['(', ')'],
      ['see ', '.'],
      ['*', '*'],
      ['_', '_'],
      ['_see ', '_'],
    ]) {
      const [before = '', after = ''] = around
      expect(plain(parseMrkdwn(`${before}${url}${after}`, names))).toContain(words)
    }
    expect(parseMrkdwn(`_${url}_`, names)).toEqual([paragraph({ kind: 'text', text: words, italic: true })])
  })

  test('a list from 0 keeps its numbers', () => {
    const list: RichText = [{ kind: 'list', ordered: true, start: 0, items: [say('zero'), say('one')] }]
    expect(plain(back(list))).toBe('0. zero\n1. one')
    expect(plain(back([...list, paragraph('after')]))).toMatch(/^0\. zero\n1\. one\n+after$/)
    expect(plain(back([paragraph('before'), ...list]))).toMatch(/^before\n+0\. zero\n1\. one$/)
  })

  test('a short text stays as it was typed', () => {
    expect(literalText('*up* &amp; <https://e.com|here> <@U1|bo>', names)).toBe(
      '*up* & here (https://e.com) @Bo Lindqvist',
    )
  })

  test('what we print we can read, whatever it is', () => {
    fc.assert(fc.property(richText, (text) => void parseMrkdwn(printMrkdwn(text), names)))
  })

  test('thousands of signs are read in no time', () => {
    const readAll = () => {
      for (const sign of ['*', '*a ', '_a', '`', '<', '<a|', ':', '&', '> ', '~', '*_~'])
        parseMrkdwn(sign.repeat(Math.floor(12_000 / sign.length)), names)
    }
    expect(busyMs(readAll)).toBeLessThan(3000)
  })
})

describe('emoji', () => {
  test('the desk’s own have the names that Slack gives them', () => {
    expect(['👀', '✅', '🎫', '👍', '🎉', '❤️', '👋🏼', ':partyparrot:'].map(nameOf)).toEqual([
      'eyes',
      'white_check_mark',
      'ticket',
      expect.stringMatching(/^(\+1|thumbsup)$/),
      'tada',
      'heart',
      'wave::skin-tone-3',
      'partyparrot',
    ])
    expect(['eyes', 'white_check_mark', 'ticket', '+1', 'thumbsup::skin-tone-6'].map(emojiOf)).toEqual([
      '👀',
      '✅',
      '🎫',
      '👍',
      '👍🏿',
    ])
    expect(reactionOf('partyparrot')).toBe(':partyparrot:')
    expect(nameOf('not an emoji')).toBeUndefined()
  })
})
