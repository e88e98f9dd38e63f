import fc from 'fast-check'
import {
  clip,
  dropPrefix,
  equalText,
  firstLine,
  isEmpty,
  lengthOf,
  normalize,
  paragraph,
  plain,
  type RichText,
  say,
} from '../../src/platform'
import { family, richText, words, zalgo } from './arbitraries'

const text = (text: string, bold = false) => ({ kind: 'text', text, ...(bold && { bold }) }) as const

test('a formatted message reads well as plain text', () => {
  const message: RichText = [
    { kind: 'heading', inlines: [text('VPN')] },
    paragraph('See ', { kind: 'link', url: 'https://x.test', text: 'the page' }, ', ', { kind: 'mention', name: 'Bo' }),
    { kind: 'list', ordered: false, items: [say('one\ntwo'), [...say('three'), list(true, 'a', 'b')]] },
    { kind: 'quote', blocks: say('it\n\nfails') },
    { kind: 'code-block', text: 'ping\npong', language: 'sh' },
    paragraph({ kind: 'emoji', name: 'tada', unicode: '🎉' }, { kind: 'emoji', name: 'parrot' }),
  ]
  expect(plain(message)).toBe(
    [
      'VPN',
      'See the page (https://x.test), @Bo',
      '- one\n  two\n- three\n  1. a\n  2. b',
      '> it\n> \n> fails',
      'ping\npong',
      '🎉:parrot:',
    ].join('\n\n'),
  )
})
const list = (ordered: boolean, ...items: string[]) => ({ kind: 'list', ordered, items: items.map(say) }) as const

test('a link that shows its own address is printed once', () => {
  expect(plain([paragraph({ kind: 'link', url: 'https://x.test', text: 'https://x.test' })])).toBe('https://x.test')
  expect(plain([paragraph({ kind: 'link', url: 'mailto:ana@x.test', text: 'ana@x.test' })])).toBe('ana@x.test')
  expect(plain([paragraph({ kind: 'link', url: 'https://x.test', text: '' })])).toBe('https://x.test')
})

test('what is said plainly stays as it is, and nothing in it is parsed', () => {
  expect(say('**hi** <b>\nthere\n\nbye')).toEqual([
    { kind: 'paragraph', inlines: [text('**hi** <b>'), { kind: 'break' }, text('there')] },
    { kind: 'paragraph', inlines: [text('bye')] },
  ])
  fc.assert(
    fc.property(fc.oneof(words, fc.string({ unit: fc.constantFrom('a', '\n', ' ', '\r') })), (typed) => {
      const mended = typed.replace(/\r\n?/g, '\n').replace(/[\p{Surrogate}\0]/gu, '\ufffd')
      expect(plain(say(typed))).toBe(mended)
    }),
  )
})

test('a message of blanks and invisible characters is empty, one of an emoji is not', () => {
  for (const nothing of ['', ' \n\n ', '\u200b\u2060\ufeff', '\u3164', '\ufe0f'])
    expect(isEmpty(say(nothing))).toBe(true)
  for (const something of ['.', '🎉', family, 'م']) expect(isEmpty(say(something))).toBe(false)
  expect(isEmpty([{ kind: 'list', ordered: true, items: [[], say(' ')] }])).toBe(true)
})

test("a ticket's subject is the customer's own first line, not what they quote", () => {
  const message: RichText = [
    { kind: 'quote', blocks: say('you wrote') },
    paragraph('\n  My   VPN\tis down\nplease help'),
  ]
  expect(firstLine(message, 80)).toBe('My VPN is down')
  expect(firstLine(message, 9)).toBe('My VPN i…')
  expect(firstLine([{ kind: 'quote', blocks: say('only this') }], 80)).toBe('> only this')
  expect(firstLine([], 80)).toBe('')
})

test('a string is cut between graphemes and marked', () => {
  expect(clip('hello', 5)).toBe('hello')
  expect(clip('hello you', 6)).toBe('hello…')
  expect(clip(`ab${family}`, 8)).toBe('ab…')
  expect(clip('hello', 1)).toBe('…')
  expect(clip('hello', 0)).toBe('')
  expect(clip(zalgo(500), 10)).toHaveLength(10)
  fc.assert(
    fc.property(words, fc.nat(60), (text, max) => {
      const cut = clip(text, max)
      expect(cut.length).toBeLessThanOrEqual(max)
      if (cut !== text) expect(text.startsWith(cut.slice(0, -1))).toBe(true)
    }),
  )
})

test('after a command is taken off, the rest keeps its formatting', () => {
  const message: RichText = [paragraph(text('!reply '), text('hi', true), text(' there')), list(false, 'one')]
  expect(dropPrefix(message, 7)).toEqual([paragraph(text('hi', true), text(' there')), list(false, 'one')])
  expect(dropPrefix(message, 8)).toEqual([paragraph(text('i', true), text(' there')), list(false, 'one')])
  expect(dropPrefix([paragraph('!note'), { kind: 'code-block', text: '  a\nb' }], 7)).toEqual([
    { kind: 'code-block', text: '  a\nb' },
  ])
})

test('dropping a prefix drops exactly that many characters of the plain text', () => {
  fc.assert(
    fc.property(richText, fc.double({ min: 0, max: 1, noNaN: true }), (message, share) => {
      const whole = plain(message)
      const n = Math.floor(whole.length * share)
      expect(plain(dropPrefix(message, n)).replace(/^\n+/, '')).toBe(whole.slice(n).replace(/^\n+/, ''))
    }),
  )
})

test('one text cut into different runs is the same text', () => {
  const whole = [paragraph(text('hello ', true), text('you'))]
  const cut = [
    paragraph(text('hel', true), text(''), text('lo ', true), { ...text('you'), italic: false }),
    paragraph(''),
  ]
  expect(equalText(whole, cut)).toBe(true)
  expect(normalize(cut)).toEqual(whole)
  expect(equalText(whole, say('hello you'))).toBe(false)
})

test('halves of a pair in two runs become the emoji, a lone half becomes U+FFFD', () => {
  expect(plain(normalize([paragraph(text('\ud83d'), text('\ude00'))]))).toBe('😀')
  expect(plain(normalize([paragraph(text('\ud83d', true), text('\ude00'))]))).toBe('\ufffd\ufffd')
  expect(plain(normalize(say('a\u0000b')))).toBe('a\ufffdb')
})

test('a command that a network may call otherwise stays a run of its own, and whole or bare when cut', () => {
  const command = { kind: 'text', text: '/ticket search', picked: '/ticket find search' } as const
  const told = [paragraph(text('Type '), command, text(' and '), text('words'))]
  const whole = normalize(told)
  expect(whole).toEqual([paragraph(text('Type '), command, text(' and words'))])
  expect(plain(whole)).toBe('Type /ticket search and words')
  expect(dropPrefix(whole, 5)).toEqual([paragraph(command, text(' and words'))])
  expect(dropPrefix(whole, 13)).toEqual([paragraph(text('search'), text(' and words'))])
})

test('normalizing twice changes nothing more and leaves nothing a database refuses', () => {
  fc.assert(
    fc.property(richText, (message) => {
      const once = normalize(message)
      expect(normalize(once)).toEqual(once)
      expect(JSON.stringify(once)).not.toMatch(/\\u0000|\\ud[89a-f]../)
      expect(isEmpty(once)).toBe(isEmpty(message))
    }),
  )
})

test('length is that of the plain text', () => {
  expect(lengthOf([paragraph('ab'), paragraph('c')])).toBe(5)
})
