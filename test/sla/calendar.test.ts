import fc from 'fast-check'
import { addWorking, isWorking, shiftEnd, workingBetween, type Calendar, type Window } from '../../src/sla/calendar'

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

/** Counts minute by minute what the wall clock shows. */
const oracle = (calendar: Calendar) => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: calendar.zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  })
  const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
  return (time: number): boolean => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
    const windows =
      calendar.days[`${parts['year']}-${parts['month']}-${parts['day']}`] ??
      calendar.week[weekdays.indexOf(parts['weekday']!)]!
    const now = Number(parts['hour']) * 60 + Number(parts['minute'])
    return windows.some(({ from, to }) => from <= now && now < to)
  }
}
/** Two days around each kind of change: Madrid's hour, Santiago's at midnight, Lord Howe's half hour, Mexico City's last. */
const changes = [
  ['Europe/Madrid', '2026-03-28T12:00:00Z'],
  ['Europe/Madrid', '2026-10-24T12:00:00Z'],
  ['America/Santiago', '2026-04-04T12:00:00Z'],
  ['America/Santiago', '2026-09-05T12:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T00:00:00Z'],
  ['America/Mexico_City', '2022-04-02T18:00:00Z'],
  ['America/Mexico_City', '2022-10-29T18:00:00Z'],
  ['Asia/Kathmandu', '2026-06-01T00:00:00Z'],
] as const

const windows: fc.Arbitrary<Window[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 0, maxLength: 6 })
  .map((marks) => {
    const sorted = marks.toSorted((a, b) => a - b)
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, index) => ({
      from: sorted[index * 2]! * 15,
      to: sorted[index * 2 + 1]! * 15,
    }))
  })
const cases = fc.record({
  change: fc.constantFrom(...changes),
  week: fc.array(windows, { minLength: 7, maxLength: 7 }),
  start: fc.integer({ min: 0, max: 1440 }),
  length: fc.integer({ min: 1, max: 1800 }),
})

describe('over every change of the clocks, against a count minute by minute', () => {
  const runs = Number(process.env['CALENDAR_RUNS'] ?? 300)
  test(`${runs} generated calendars agree`, () => {
    fc.assert(
      fc.property(cases, ({ change: [zone, noon], week, start, length }) => {
        const calendar: Calendar = { zone, week, days: {} }
        const isWorkingAt = oracle(calendar)
        const from = Date.parse(noon) + start * minute
        const working: number[] = []
        for (let now = from; now < from + length * minute; now += minute) if (isWorkingAt(now)) working.push(now)
        expect(workingBetween(calendar, new Date(from), new Date(from + length * minute))).toBe(working.length * minute)
        if (working.length > 0)
          expect(addWorking(calendar, new Date(from), working.length * minute)).toEqual(
            new Date(working.at(-1)! + minute),
          )
      }),
      { numRuns: runs },
    )
  }, 120_000)
})
