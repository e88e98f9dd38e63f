import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { timeToCome } from '../src/core/moment'
import { Refusal } from '../src/core/refusal'
import type { Desk } from '../src/store/desk-rows'

const toCome = (typed: string, now: Date, zone: string): Date | undefined => {
  try {
    return timeToCome({ now, desk: { zone } as Desk }, typed, 'until')
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

const zone = 'Europe/Madrid'
/** A Wednesday. */
const now = new Date('2026-06-10T10:00:00+02:00')
const read = (typed: string) => {
  const at = toCome(typed, now, zone)
  return (
    at && Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime().toString()
  )
}

describe('a time that people write', () => {
  test.each([
    ['2h', '2026-06-10T12:00:00'],
    ['en 2h', '2026-06-10T12:00:00'],
    ['tomorrow', '2026-06-11T09:00:00'],
    ['Tomorrow 9:00', '2026-06-11T09:00:00'],
    ['tomorrow at 9', '2026-06-11T09:00:00'],
    ['mañana a las 14:30', '2026-06-11T14:30:00'],
    ['pasado mañana a las 8', '2026-06-12T08:00:00'],
    ['hoy a las 17', '2026-06-10T17:00:00'],
    ['today 5pm', '2026-06-10T17:00:00'],
    ['monday', '2026-06-15T09:00:00'],
    ['el lunes a las 9:15', '2026-06-15T09:15:00'],
    ['wednesday 12:00', '2026-06-10T12:00:00'],
    ['wednesday 9:00', '2026-06-17T09:00:00'],
    ['next wednesday 12:00', '2026-06-17T12:00:00'],
    ['el miércoles que viene', '2026-06-17T09:00:00'],
    ['próximo viernes', '2026-06-12T09:00:00'],
    ['9:30', '2026-06-11T09:30:00'],
    ['11:30', '2026-06-10T11:30:00'],
    ['at 8', '2026-06-11T08:00:00'],
    ['24 dec 8am', '2026-12-24T08:00:00'],
    ['24 de diciembre', '2026-12-24T09:00:00'],
    ['Dec 24, 12pm', '2026-12-24T12:00:00'],
    ['1 mar', '2027-03-01T09:00:00'],
    ['2026-12-24', '2026-12-24T09:00:00'],
    ['2026-12-24 18:05', '2026-12-24T18:05:00'],
    ['2026-12-24T18:05', '2026-12-24T18:05:00'],
    ['2026-12-24T18:05:00Z', '2026-12-24T19:05:00'],
    ['1.5h', '2026-06-10T11:30:00'],
    ['1,5 h', '2026-06-10T11:30:00'],
    ['2 hours', '2026-06-10T12:00:00'],
    ['in 2 hours', '2026-06-10T12:00:00'],
    ['dentro de 2 horas', '2026-06-10T12:00:00'],
    ['media hora', '2026-06-10T10:30:00'],
    ['en media hora', '2026-06-10T10:30:00'],
    ['half an hour', '2026-06-10T10:30:00'],
    ['una hora y media', '2026-06-10T11:30:00'],
    ['an hour and a half', '2026-06-10T11:30:00'],
    ['2 hours and 30 minutes', '2026-06-10T12:30:00'],
    ['tres días', '2026-06-13T10:00:00'],
    ['in a week', '2026-06-17T10:00:00'],
    ['friday', '2026-06-12T09:00:00'],
    ['el viernes', '2026-06-12T09:00:00'],
    ['hasta el viernes', '2026-06-12T09:00:00'],
    ['until friday 5pm', '2026-06-12T17:00:00'],
    ['next monday 9am', '2026-06-15T09:00:00'],
    ['next week', '2026-06-15T09:00:00'],
    ['la semana que viene', '2026-06-15T09:00:00'],
    ['mañana a las 9', '2026-06-11T09:00:00'],
    ['mañana a las nueve y media', '2026-06-11T09:30:00'],
    ['mañana a las 9 de la mañana', '2026-06-11T09:00:00'],
    ['mañana por la mañana', '2026-06-11T09:00:00'],
    ['mañana por la tarde', '2026-06-11T15:00:00'],
    ['el lunes a las 3 de la tarde', '2026-06-15T15:00:00'],
    ['tomorrow morning', '2026-06-11T09:00:00'],
    ['this afternoon', '2026-06-10T15:00:00'],
    ['esta tarde', '2026-06-10T15:00:00'],
    ['tonight', '2026-06-10T20:00:00'],
    ['tomorrow at noon', '2026-06-11T12:00:00'],
    ['9 am tomorrow', '2026-06-11T09:00:00'],
    ['at 9 tomorrow', '2026-06-11T09:00:00'],
    ['half past 4 in the afternoon', '2026-06-10T16:30:00'],
    ['24/12', '2026-12-24T09:00:00'],
    ['24/12 9:00', '2026-12-24T09:00:00'],
    ['12/24', '2026-12-24T09:00:00'],
    ['24/12/2026 18:05', '2026-12-24T18:05:00'],
    ['24-12-2026', '2026-12-24T09:00:00'],
    ['24.12. 8h', '2026-12-24T08:00:00'],
    ['Dec 24th 2026', '2026-12-24T09:00:00'],
    ['24 de diciembre de 2026 a las 10', '2026-12-24T10:00:00'],
    ['el 24 a las 10', '2026-06-24T10:00:00'],
    ['the 5th', '2026-07-05T09:00:00'],
    ['2026/12/24 09:00', '2026-12-24T09:00:00'],
    ['2026-12-24 09:00', '2026-12-24T09:00:00'],
    ['the day after tomorrow at 10', '2026-06-12T10:00:00'],
    ['tomorrow @ 9', '2026-06-11T09:00:00'],
    ['tomorrow @9am', '2026-06-11T09:00:00'],
    ['quarter to five', '2026-06-11T04:45:00'],
    ['half past four tomorrow', '2026-06-11T04:30:00'],
    ['hasta las 5', '2026-06-11T05:00:00'],
    ["3 o'clock", '2026-06-11T03:00:00'],
    ['midnight', '2026-06-11T00:00:00'],
    ['a medianoche', '2026-06-11T00:00:00'],
    ['a las 12 del mediodía', '2026-06-10T12:00:00'],
    ['12 noon', '2026-06-10T12:00:00'],
    ['by end of day', '2026-06-10T18:00:00'],
    ['hoy a última hora', '2026-06-10T18:00:00'],
    ['first thing tomorrow', '2026-06-11T09:00:00'],
    ['mañana a primera hora', '2026-06-11T09:00:00'],
    ['lunes próximo', '2026-06-15T09:00:00'],
    ['the coming friday', '2026-06-12T09:00:00'],
    ['antes del viernes', '2026-06-12T09:00:00'],
    ['next month', '2026-07-01T09:00:00'],
    ['el mes que viene', '2026-07-01T09:00:00'],
    ['vie. 10:00', '2026-06-12T10:00:00'],
    ['mier', '2026-06-17T09:00:00'],
    ['24 de dic.', '2026-12-24T09:00:00'],
    ['24-dic-2026', '2026-12-24T09:00:00'],
    ['24/dic 9:00', '2026-12-24T09:00:00'],
    ['primero de enero', '2027-01-01T09:00:00'],
    ['1º de enero', '2027-01-01T09:00:00'],
    ['3 de setiembre', '2026-09-03T09:00:00'],
    ['Friday 24 December', '2026-12-24T09:00:00'],
    ['viernes, 25 de diciembre, 9:00', '2026-12-25T09:00:00'],
    ['mar 3', '2027-03-03T09:00:00'],
    ['2 hours from now', '2026-06-10T12:00:00'],
  ])('%s is %s', (typed, expected) => expect(read(typed)).toBe(expected))

  test.each([
    '',
    'soon',

    'yesterday',
    'today 9:00',
    'tomorrow 25:00',
    'tomorrow 9:75',
    '31 feb',
    '13pm',
    'next tomorrow',
    '2020-01-01 10:00',
    '2030-01-01',
    'monday tuesday',
    'tomorrow or so',
    '1.5',
    '32/12',
    '2 hours 1 day',
    'constructor',
    'at constructor',
  ])('%p is none to come', (typed) => expect(read(typed)).toBeUndefined())

  test('is on the clock as it was written, in any zone and over summer time, and always to come', () => {
    const zones = ['Europe/Madrid', 'America/Santiago', 'Australia/Lord_Howe', 'America/Mexico_City', 'UTC']
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.constantFrom('', 'tomorrow ', 'mañana a las ', 'friday ', 'el domingo a las ', '3 nov '),
        (from, where, hour, minute, words) => {
          const at = toCome(`${words}${hour}:${String(minute).padStart(2, '0')}`, from, where)
          if (at === undefined) throw new Error('not read')
          expect(at > from).toBe(true)
          const shown = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(where)
          const wanted = shown.toPlainDate().toPlainDateTime({ hour, minute })
          // In the hour that a day leaves out the clock shows what comes after it.
          const isThere = wanted.toZonedDateTime(where).toPlainDateTime().equals(wanted)
          if (isThere) expect(shown.toPlainDateTime().equals(wanted)).toBe(true)
        },
      ),
    )
  })
})
