import fc from 'fast-check'
import { parseMarkdown } from '../../../adapters/discord/markdown-read'
import { markSpoilers } from '../../../adapters/discord/markdown-spoilers'
import { plain } from '../../../src/platform'

const read = (source: string): string => plain(markSpoilers(parseMarkdown(source)))

describe('what Discord hides until it is pressed', () => {
  test.each([
    ['the killer is ||the **butler**||, sorry', 'the killer is [spoiler: the butler], sorry'],
    ['||one|| and ||two||', '[spoiler: one] and [spoiler: two]'],
    ['> ||quoted||', '> [spoiler: quoted]'],
    ['a || b', 'a || b'],
    ['||one|| and || b', '[spoiler: one] and || b'],
    ['`||code||`', '||code||'],
  ])('%s is said to be a spoiler', (source, told) => {
    expect(read(source)).toBe(told)
  })
  test('loses no word', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('||', 'word ', '`', '**'), { maxLength: 12 }), (parts) => {
        const source = parts.join('')
        const words = (text: string) => text.split('word').length
        expect(words(read(source))).toBe(words(source))
      }),
    )
  })
})
