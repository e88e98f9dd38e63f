import fc from 'fast-check'
import { repeats } from '../../src/tickets/conversation/echo'

describe('words that say again what was said', () => {
  const names = ['Ana García', 'Support', 'Bo']
  test.each([
    ['invoice 4711', 'invoice 4711'],
    ['ana garcía: invoice 4711', 'invoice 4711'],
    ['**ana garcía** invoice 4711', 'invoice 4711'],
    ['<ana garcía> invoice 4711', 'invoice 4711'],
    ['[support] invoice 4711', 'invoice 4711'],
    ['bo » invoice 4711', 'invoice 4711'],
    ['> invoice 4711', 'invoice 4711'],
    ['👍', '👍'],
  ])('%s is an echo of %s', (words, said) => {
    expect(repeats(words, said, names)).toBe(true)
  })
  test.each([
    ['i have sent invoice 4711', 'invoice 4711'],
    ['invoice 4711', 'i have sent invoice 4711'],
    ['invoice 4711 is paid', 'invoice 4711'],
    ['re: invoice 4711', 'invoice 4711'],
    ['please restart the router', 'restart the router'],
    ['ana garcía has invoice 4711', 'invoice 4711'],
    ['no, bo: invoice 4711', 'invoice 4711'],
    ['ok 👍', '👍'],
    ['boinvoice 4711', 'invoice 4711'],
    ['x', ''],
  ])('%s is none of %s', (words, said) => {
    expect(repeats(words, said, names)).toBe(false)
  })
  test('whatever is said beside the words of another is one’s own', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9 ]{0,30}$/), fc.stringMatching(/^[a-z]{1,9}$/), (said, more) => {
        expect(repeats(`${more} ${said}`, said, names)).toBe(['bo', 'support'].includes(more))
        expect(repeats(`${said} ${more}`, said, names)).toBe(false)
      }),
    )
  })
})
