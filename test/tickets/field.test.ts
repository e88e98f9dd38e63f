import fc from 'fast-check'
import { printMoment, readMoment } from '../../src/core/moment'
import { parseAssignments, printAssignments } from '../../src/core/assignments'
import { ownFields, parseChoices, printChoices, readFieldValue } from '../../src/model/field'
import { changedIn, stamp } from '../../src/tickets/fields/field-form'
import { Refusal } from '../../src/core/refusal'

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/)
const line = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\n\r\u2028\u2029]/.test(text))

describe('fields as they are typed', () => {
  test('assignments printed and read again are the same', () => {
    fc.assert(
      fc.property(fc.dictionary(name, line, { minKeys: 1, maxKeys: 6 }), (assigned) => {
        expect(parseAssignments(printAssignments(assigned))).toEqual(assigned)
      }),
    )
  })
  test('nothing typed breaks them', () => {
    const setting = { locale: 'en', zone: 'Europe/Madrid', now: new Date('2026-03-01T12:00:00Z') } as const
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.constantFrom(...ownFields), (typed, field) => {
        parseAssignments(typed)
        for (const read of [() => parseChoices(typed), () => readFieldValue(field, typed, setting)])
          try {
            read()
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal)
          }
      }),
    )
  })
  test('choices printed and read again are the same', () => {
    const typed = 'Hardware/Equipos, Network gear, Otros'
    expect(printChoices(parseChoices(typed))).toBe(typed)
    expect(parseChoices(typed).map(({ value }) => value)).toEqual(['hardware', 'network-gear', 'otros'])
    for (const wrong of ['A, a', '!!', `${'x'.repeat(61)}`]) expect(() => parseChoices(wrong)).toThrow(Refusal)
  })
})

describe('a form that comes back', () => {
  const values = fc.dictionary(name, fc.string({ minLength: 1, maxLength: 8 }), { maxKeys: 5 })
  test('changes exactly what was changed in it', () => {
    fc.assert(
      fc.property(values, values, (standing, given) => {
        const fields = Object.entries(standing).map(
          ([one, value]) => ({ name: `field-${one}`, label: one, kind: 'text', required: false, value }) as const,
        )
        const expected = Object.fromEntries([
          ...Object.entries(given).filter(([one, value]) => standing[one] !== value),
          ...Object.keys(standing)
            .filter((one) => !(one in given))
            .map((one) => [one, '']),
        ])
        expect(changedIn(stamp(fields), given)).toEqual(expected)
      }),
    )
  })
  test('sent without a form, all of it is meant', () => {
    expect(changedIn(undefined, { seats: '5' })).toEqual({ seats: '5' })
  })
})

describe('a moment as it is typed', () => {
  const now = new Date('2026-03-28T22:30:00Z')
  test.each([
    ['2h', 'Europe/Madrid', '2026-03-29T00:30:00Z'],
    ['today', 'Europe/Madrid', '2026-03-28T22:59:00Z'],
    // The night on which the clocks change.
    ['mañana', 'Europe/Madrid', '2026-03-29T21:59:00Z'],
    ['2026-03-29 02:30', 'Europe/Madrid', '2026-03-29T01:30:00Z'],
    ['2026-04-01T09:00', 'America/Mexico_City', '2026-04-01T15:00:00Z'],
    ['2026-04-01', 'UTC', '2026-04-01T23:59:00Z'],
    ['2026-04-01T09:00+02:00', 'UTC', '2026-04-01T07:00:00Z'],
  ])('%s in %s is %s', (typed, zone, at) => {
    expect(readMoment(typed, now, zone)?.toISOString()).toBe(new Date(at).toISOString())
  })
  test.each(['', 'soon', '2026-02-30', '2026-13-01', '2026-01-01T25:00', '32/03/2026'])('%s is none', (typed) => {
    expect(readMoment(typed, now, 'UTC')).toBeUndefined()
  })
  test('printed, whole minutes are read again as they were', () => {
    const minutes = fc.integer({ min: 29_000_000, max: 31_000_000 })
    fc.assert(
      fc.property(minutes, (minute) => {
        const at = new Date(minute * 60_000)
        expect(readMoment(printMoment(at, 'UTC'), now, 'UTC')).toEqual(at)
      }),
    )
  })
})
