import fc from 'fast-check'
import { printDuration, readDuration } from '../src/core/duration'

const minute = 60_000

test.each([
  ['90', 90],
  ['30m', 30],
  ['1h30m', 90],
  ['1h 30m', 90],
  ['30m1h', 90],
  ['1.5h', 90],
  ['1,5h', 90],
  ['2 hours', 120],
  ['in 2 hours', 120],
  ['dentro de 2 horas', 120],
  ['durante 15 minutos', 15],
  ['media hora', 30],
  ['half an hour', 30],
  ['un cuarto de hora', 15],
  ['dos horas y media', 150],
  ['one and a half hours', 90],
  ['1 day, 2 hours and 5 minutes', 1565],
  ['1 día y 2 horas', 1560],
  ['an hour', 60],
  ['una semana', 7 * 1440],
  ['90 min', 90],
  ['2 HRS', 120],
  ['un par de horas', 120],
  ['a couple of hours', 120],
  ['hora y media', 90],
  ['1½ h', 90],
  ['½ hour', 30],
  ['2 1/2 hours', 150],
  ['+2h', 120],
  ['after 2 hours', 120],
  ['2 hours from now', 120],
  ['de aquí a 2 horas', 120],
  ['un mes', 30 * 1440],
  ['in 3 months', 90 * 1440],
  ['a fortnight', 14 * 1440],
])('%s is %i minutes', (typed, minutes) => expect(readDuration(typed)).toBe(minutes * minute))

test.each([
  '',
  'soon',
  'hour',
  '2 hours ago',
  '2 bananas',
  '1h tomorrow',
  '1.5',
  '-2h',
  '1..5h',
  'a',
  'an',
  'toString',
])('%p is no length of time', (typed) => expect(readDuration(typed)).toBeUndefined())

test('what is printed reads back, and words say the same as letters', () => {
  const units = [
    ['w', 'weeks', 'semanas'],
    ['d', 'days', 'días'],
    ['h', 'hours', 'horas'],
    ['m', 'minutes', 'minutos'],
    ['s', 'seconds', 'segundos'],
  ] as const
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 * 86_400 }), (seconds) => {
      expect(readDuration(printDuration(seconds * 1000))).toBe(seconds * 1000)
    }),
  )
  fc.assert(
    fc.property(
      fc.subarray([...units], { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 90 }),
      (chosen, count) => {
        const short = chosen.map(([unit]) => `${count}${unit}`).join('')
        expect(readDuration(chosen.map(([, en]) => `${count} ${en}`).join(' and '))).toBe(readDuration(short))
        expect(readDuration(`dentro de ${chosen.map(([, , es]) => `${count} ${es}`).join(', ')}`)).toBe(
          readDuration(short),
        )
      },
    ),
  )
})

test('nothing typed throws or takes long', () => {
  fc.assert(fc.property(fc.string({ maxLength: 5000 }), (typed) => void readDuration(typed)))
  const start = performance.now()
  readDuration('1 h '.repeat(50_000))
  expect(performance.now() - start).toBeLessThan(50)
})
