import { addWorking, isWorking, shiftEnd, type Calendar } from '../../src/model/calendar'
import { disagreements } from '../support/calendar-oracle'
import { freshSeed } from '../support/random'

const minute = 60_000
const office: Calendar = {
  zone: 'Europe/Madrid',
  week: [
    ...Array.from({ length: 5 }, () => [
      { from: 9 * 60, to: 14 * 60 },
      { from: 16 * 60, to: 19 * 60 },
    ]),
    [],
    [],
  ],
  days: { '2026-12-25': [], '2026-12-24': [{ from: 9 * 60, to: 12 * 60 }] },
}
const at = (iso: string) => new Date(iso)

describe('working time', () => {
  test.each([
    ['2026-11-20T10:00:00+01:00', 2 * 60, '2026-11-20T12:00:00+01:00'],
    ['2026-11-20T13:30:00+01:00', 60, '2026-11-20T16:30:00+01:00'],
    ['2026-11-20T18:30:00+01:00', 60, '2026-11-23T09:30:00+01:00'],
    ['2026-11-21T03:00:00+01:00', 1, '2026-11-23T09:01:00+01:00'],
    ['2026-12-24T11:00:00+01:00', 120, '2026-12-28T10:00:00+01:00'],
  ])('from %s, %d minutes are over at %s', (from, minutes, due) => {
    expect(addWorking(office, at(from), minutes * minute)).toEqual(at(due))
  })
  test('a calendar without working time never comes to an end', () => {
    expect(
      addWorking({ ...office, week: [[], [], [], [], [], [], []], days: {} }, at('2026-11-20T10:00:00Z'), 1),
    ).toBeUndefined()
  })
})

describe('a shift', () => {
  const around = (from: number, to: number): Calendar => ({
    ...office,
    week: Array.from({ length: 7 }, () => [{ from: from * 60, to: to * 60 }]),
    days: {},
  })
  const night: Calendar = {
    ...office,
    days: {},
    week: Array.from({ length: 7 }, () => [
      { from: 0, to: 6 * 60 },
      { from: 22 * 60, to: 24 * 60 },
    ]),
  }
  test.each([
    ['the office', office, '2026-11-20T10:00:00+01:00', '2026-11-20T19:00:00+01:00'],
    ['the office at lunch', office, '2026-11-20T15:00:00+01:00', '2026-11-20T19:00:00+01:00'],
    ['the office, closed already', office, '2026-11-20T19:00:00+01:00', '2026-11-23T19:00:00+01:00'],
    ['the office, before a holiday', office, '2026-12-24T10:00:00+01:00', '2026-12-24T12:00:00+01:00'],
    ['a night', night, '2026-11-20T23:00:00+01:00', '2026-11-21T06:00:00+01:00'],
  ])('of %s ends once, breaks and midnight aside', (_, calendar, from, end) => {
    expect(shiftEnd(calendar, at(from))).toEqual(at(end))
    expect(isWorking(calendar, at(end))).toBe(false)
  })
  test('around the clock has no end: it is looked at anew after two weeks; without hours there is none', () => {
    const from = at('2026-11-20T10:00:00Z')
    expect(shiftEnd(around(0, 24), from)!.getTime() - from.getTime()).toBeGreaterThan(14 * 24 * 60 * minute)
    expect(isWorking(around(0, 24), shiftEnd(around(0, 24), from)!)).toBe(true)
    expect(shiftEnd({ ...office, week: [[], [], [], [], [], [], []], days: {} }, from)).toBeUndefined()
  })
})

describe('over every change of the clocks, against a count minute by minute', () => {
  const seed = freshSeed()
  test(`300 generated calendars agree, seed ${seed}`, () => {
    expect(disagreements(300, seed)).toEqual([])
  }, 120_000)
})
