import fc from 'fast-check'
import { Refusal } from '../../src/core/refusal'
import { parseWeek, printWeek } from '../../src/sla/week-text'

describe('a working week, as admins type it', () => {
  test.each([
    ['mon-fri 09:00-14:00,16:00-19:00; sat 10:00-13:00', 'mon-fri 09:00-14:00,16:00-19:00; sat 10:00-13:00'],
    ['lun-vie 9-18', 'mon-fri 09:00-18:00'],
    ['Miércoles 8:30-24:00', 'wed 08:30-24:00'],
    ['sat-mon 0-12', 'mon 00:00-12:00; sat-sun 00:00-12:00'],
    ['mon 14-18; mon 9-12', 'mon 09:00-12:00,14:00-18:00'],
    // A night shift ends on the next day.
    ['mon 22:00-06:00', 'mon 22:00-24:00; tue 00:00-06:00'],
    ['vie-dom 22-6', 'mon 00:00-06:00; fri 22:00-24:00; sat-sun 00:00-06:00,22:00-24:00'],
    ['mon 18-0', 'mon 18:00-24:00'],
    ['mon 24-6', 'tue 00:00-06:00'],
    ['', ''],
  ])('%s is %s', (typed, printed) => {
    expect(printWeek(parseWeek(typed))).toBe(printed)
  })
  test.each(['mon', 'funday 9-18', 'mon 9-25', 'mon 9-12,11-14', 'mon 9-9', 'mon 22-6; tue 5-9', 'mon 9:75-12'])(
    '%s is refused with an example',
    (typed) => {
      expect(() => parseWeek(typed)).toThrow(
        expect.objectContaining({
          code: 'bad-week',
          field: 'week',
          params: expect.objectContaining({ allowed: expect.stringContaining('mon-fri') }),
        }),
      )
    },
  )
  test('printed and read again it is the same, and nothing typed breaks it', () => {
    const day = fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 }).map((marks) => {
      const sorted = marks.toSorted((a, b) => a - b)
      return Array.from({ length: Math.floor(sorted.length / 2) }, (_, index) => ({
        from: sorted[index * 2]! * 15,
        to: sorted[index * 2 + 1]! * 15,
      }))
    })
    fc.assert(
      fc.property(fc.array(day, { minLength: 7, maxLength: 7 }), (week) => {
        expect(parseWeek(printWeek(week))).toEqual(week)
      }),
    )
    fc.assert(
      fc.property(fc.string(), (typed) => {
        try {
          parseWeek(typed)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
      }),
    )
  })
})
