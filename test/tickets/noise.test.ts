import fc from 'fast-check'
import { paragraph, say } from '../../src/platform'
import { noiseOf } from '../../src/tickets/conversation/noise'

describe('words that ask for nothing', () => {
  test.each([
    ['hi', 'greeting'],
    ['Hello there!', 'greeting'],
    ['¡Hola! Buenos días 👋', 'greeting'],
    ['Buenas tardes, equipo', 'greeting'],
    ['Hi, thanks', 'thanks'],
    ['Thank you so much!!! 🙏', 'thanks'],
    ['¡Muchísimas gracias!', 'thanks'],
    ['ok, gracias', 'thanks'],
    ['OK', 'thanks'],
    ['👍🏽', 'emoji'],
    ['🎉 🎉', 'emoji'],
  ])('%s is noise', (text, kind) => {
    expect(noiseOf(say(text))).toBe(kind)
  })

  test.each([
    'hi?',
    '¿hola',
    'Hello, the printer is broken',
    'hola, no me va el correo',
    'thanks but it still fails',
    'gracias, pero no',
    'no thanks',
    'hi 5',
    'all',
    'again',
    'everyone',
    '',
    '...',
    '!!!',
    'help',
    'yes',
    'sí',
    'VPN',
    '1️⃣',
    'hello https://example.org',
  ])('%s is not', (text) => {
    expect(noiseOf(say(text))).toBeUndefined()
  })

  it('is words alone: a link, code, a list or a mention is more', () => {
    expect(noiseOf([paragraph('hi ', { kind: 'link', url: 'https://a.example', text: 'hi' })])).toBeUndefined()
    expect(noiseOf([paragraph('hi ', { kind: 'code', text: 'hi' })])).toBeUndefined()
    expect(noiseOf([paragraph('hi ', { kind: 'mention', name: 'Bo' })])).toBeUndefined()
    expect(noiseOf([{ kind: 'list', ordered: false, items: [say('hi')] }])).toBeUndefined()
    expect(noiseOf([paragraph({ kind: 'emoji', name: 'partyparrot' })])).toBe('emoji')
  })

  const greeting = fc.constantFrom('hi', 'Hello', 'HOLA', 'buenas', 'gracias', 'thanks', 'ok', '👍', 'Buenos días')

  it('is never a question, whatever stands around the mark', () => {
    fc.assert(
      fc.property(fc.array(greeting), fc.constantFrom('?', '¿', '？'), fc.array(greeting), (before, mark, after) => {
        expect(noiseOf(say([...before, mark, ...after].join(' ')))).toBeUndefined()
      }),
    )
  })

  it('is never anything with a word that it does not know', () => {
    const unknown = fc.stringMatching(/^[a-z]{3,12}x[a-z]$/).filter((word) => noiseOf(say(word)) === undefined)
    fc.assert(
      fc.property(fc.array(greeting), unknown, fc.array(greeting), (before, word, after) => {
        expect(noiseOf(say([...before, word, ...after].join(' ')))).toBeUndefined()
      }),
    )
  })

  it('stays noise in capitals, with more marks and more of the same', () => {
    fc.assert(
      fc.property(
        fc.array(greeting, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', '!', ' ✨', '…'),
        (words, end) => {
          expect(noiseOf(say(words.join(', ') + end))).toBeDefined()
          expect(noiseOf(say(words.join(' ').toUpperCase() + end))).toBeDefined()
        },
      ),
    )
  })

  it('takes any text, however long and odd', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        expect([undefined, 'greeting', 'thanks', 'emoji']).toContain(noiseOf(say(text)))
      }),
    )
  })
})
