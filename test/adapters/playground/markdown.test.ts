import fc from 'fast-check'
import { userRef } from '../../../adapters/playground/refs'
import { parseMarkdown } from '../../../adapters/playground/markdown-read'
import { plain, type Inline, type RichText } from '../../../src/platform'

const people = [
  { name: 'Ana García', user: userRef('ana'), names: ['Ana García', 'ana', 'Ana'] },
  { name: 'Bo Lindqvist', user: userRef('bo'), names: ['Bo Lindqvist', 'bo', 'Bo'] },
]
const inlines = (source: string): readonly Inline[] => {
  const [block] = parseMarkdown(source, people)
  return block?.kind === 'paragraph' ? block.inlines : []
}
const everyLink = (text: RichText): readonly string[] =>
  [...JSON.stringify(text).matchAll(/"url":"([^"]*)"/g)].map((found) => found[1] ?? '')

test('what a person marks is marked', () => {
  expect(inlines('**bold** _it_ ~~no~~ `code` [site](https://example.com)')).toEqual([
    { kind: 'text', text: 'bold', bold: true },
    { kind: 'text', text: ' ' },
    { kind: 'text', text: 'it', italic: true },
    { kind: 'text', text: ' ' },
    { kind: 'text', text: 'no', strike: true },
    { kind: 'text', text: ' ' },
    { kind: 'code', text: 'code' },
    { kind: 'text', text: ' ' },
    { kind: 'link', url: 'https://example.com', text: 'site' },
  ])
})

test('a name after @ is a mention that pings nobody, with the longest name that fits', () => {
  expect(inlines('@ana and @Bo Lindqvist, not bo@example.org, not @bobby')).toEqual([
    { kind: 'mention', name: 'Ana García', user: userRef('ana') },
    { kind: 'text', text: ' and ' },
    { kind: 'mention', name: 'Bo Lindqvist', user: userRef('bo') },
    { kind: 'text', text: ', not ' },
    { kind: 'link', url: 'mailto:bo@example.org', text: 'bo@example.org' },
    { kind: 'text', text: ', not @bobby' },
  ])
})

test('a new line is a new line', () => {
  expect(inlines('one\ntwo')).toEqual([{ kind: 'text', text: 'one' }, { kind: 'break' }, { kind: 'text', text: 'two' }])
})

test('HTML and links that could run something stay as they were typed', () => {
  const evil = '<script>alert(1)</script> [x](javascript:alert(1)) ![y](data:text/html,z) <b>bold</b>'
  expect(plain(parseMarkdown(evil))).toBe(evil)
  expect(everyLink(parseMarkdown(evil))).toEqual([])
})

test('lists, tasks, quotes, code and tables are kept', () => {
  expect(plain(parseMarkdown('1. one\n2. two'))).toBe('1. one\n2. two')
  expect(plain(parseMarkdown('- [x] done\n- [ ] open'))).toContain('☑')
  expect(parseMarkdown('> said').map((block) => block.kind)).toEqual(['quote'])
  expect(parseMarkdown('```sh\nls\n```')).toEqual([{ kind: 'code-block', text: 'ls', language: 'sh' }])
  expect(parseMarkdown('| a | b |\n|---|---|\n| 1 | 2 |')).toEqual([{ kind: 'code-block', text: 'a  b\n1  2' }])
})

test('whatever is typed is read, loses no letter and links nowhere unsafe', () => {
  const typed = fc.array(
    fc.oneof(
      fc.constantFrom(
        '**',
        '_',
        '~~',
        '`',
        '```\n',
        '\n',
        '\n\n',
        '> ',
        '- ',
        '1. ',
        '[',
        '](',
        ')',
        '<b>',
        '@ana',
        '| ',
        '\\',
        '&amp;',
        '#',
        '\ud83d',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 60 },
  )
  const letters = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '')
  fc.assert(
    fc.property(typed, (parts) => {
      const source = parts.join('')
      const text = parseMarkdown(source, people)
      for (const url of everyLink(text)) expect(url).toMatch(/^(https?:\/\/|mailto:)/i)
      if (/^[\p{L}\p{N} ]*$/u.test(source)) expect(letters(plain(text))).toBe(letters(source))
    }),
  )
})

test('a thousand nested marks are read soon, and overflow nothing', () => {
  const marks = [
    '> ',
    '>',
    '[',
    '![',
    '*a ',
    '_',
    '- ',
    '`',
    '<',
    '(',
    '~~',
    '1. ',
    '**a',
    '_a_ ',
    '[a](',
    'a@b.',
    '>- ',
    '- > ',
    '+ 1) ',
  ]
  for (const mark of marks) {
    const began = performance.now()
    parseMarkdown(mark.repeat(8000 / mark.length))
    expect({ mark, slow: performance.now() - began > 5000 }).toEqual({ mark, slow: false })
  }
})
