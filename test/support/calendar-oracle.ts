import fc from 'fast-check'
import { addWorking, workingBetween, type Calendar, type Window } from '../../src/model/calendar'

const minute = 60_000

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

interface WallClock {
  readonly day: string
  readonly weekday: number
  readonly minutes: number
}
/** Wall clock of a zone. Remembered: the same minutes come up in case after case. */
const wallClock = (zone: string): ((time: number) => WallClock) => {
  const known = new Map<number, WallClock>()
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  })
  return (time) => {
    const before = known.get(time)
    if (before !== undefined) return before
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
    const shown = {
      day: `${parts['year']}-${parts['month']}-${parts['day']}`,
      weekday: weekdays.indexOf(parts['weekday']!),
      minutes: Number(parts['hour']) * 60 + Number(parts['minute']),
    }
    known.set(time, shown)
    return shown
  }
}
const wallClocks = new Map<string, ReturnType<typeof wallClock>>()

/** Counts minute by minute what the wall clock shows. */
const oracle = ({ zone, days, week }: Calendar) => {
  const clock = wallClocks.get(zone) ?? wallClock(zone)
  wallClocks.set(zone, clock)
  return (time: number): boolean => {
    const { day, weekday, minutes } = clock(time)
    return (days[day] ?? week[weekday]!).some(({ from, to }) => from <= minutes && minutes < to)
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

/** Row 20: generated calendars in which working time is not what a count minute by minute makes of it. `zoneOf` is for controls. */
export const disagreements = (count: number, seed: number, zoneOf = (zone: string) => zone): readonly string[] =>
  fc.sample(cases, { numRuns: count, seed }).flatMap(({ change: [zone, noon], week, start, length }) => {
    const isWorkingAt = oracle({ zone, week, days: {} })
    const calendar: Calendar = { zone: zoneOf(zone), week, days: {} }
    const from = Date.parse(noon) + start * minute
    const working: number[] = []
    for (let now = from; now < from + length * minute; now += minute) if (isWorkingAt(now)) working.push(now)
    const between = workingBetween(calendar, new Date(from), new Date(from + length * minute))
    const after = addWorking(calendar, new Date(from), working.length * minute)
    const isRight =
      between === working.length * minute && (working.length === 0 || after?.getTime() === working.at(-1)! + minute)
    return isRight
      ? []
      : [`${zone} from ${new Date(from).toISOString()} for ${length} minutes: ${between / minute} of ${working.length}`]
  })
