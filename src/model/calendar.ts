import { Temporal } from 'temporal-polyfill'

/** Minutes since midnight, local time; `to` is after `from`, 1440 at most. */
export interface Window {
  readonly from: number
  readonly to: number
}
/** Working hours of the desk. */
export interface Calendar {
  /** IANA. */
  readonly zone: string
  /** Monday first; several windows a day, none on a day off. */
  readonly week: readonly (readonly Window[])[]
  /** Days that differ, by ISO date: holidays have no windows. */
  readonly days: Readonly<Record<string, readonly Window[]>>
}

/** A stretch of working time, in epoch milliseconds. */
interface Stretch {
  readonly from: number
  readonly to: number
}
const minute = 60_000
/** A deadline further away than this is one that never comes: a calendar without working time. */
const horizonDays = 3660

const windowsOn = (calendar: Calendar, date: Temporal.PlainDate): readonly Window[] =>
  calendar.days[date.toString()] ?? calendar.week[date.dayOfWeek - 1] ?? []

/**
 * The working stretches of one local day. Clocks change within a day, so its windows are laid over each part of it that
 * has one offset: an hour that is repeated counts twice, one that is left out not at all.
 */
const stretchesOn = (calendar: Calendar, date: Temporal.PlainDate): Stretch[] => {
  const windows = windowsOn(calendar, date)
  if (windows.length === 0) return []
  const midnight = utcOf(date)
  return partsOf(calendar.zone, date)
    .flatMap(({ from, to, offset }) =>
      windows.map((window) => ({
        from: Math.max(from, midnight + window.from * minute - offset),
        to: Math.min(to, midnight + window.to * minute - offset),
      })),
    )
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from)
}

const utcOf = (date: Temporal.PlainDate): number => date.toZonedDateTime('UTC').epochMilliseconds
const offsetAt = (zone: string, at: number): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6

/** The stretches around a local day that have one offset each, in order. */
const partsOf = (zone: string, date: Temporal.PlainDate): (Stretch & { readonly offset: number })[] => {
  const margin = 26 * 60 * minute
  const begin = utcOf(date) - margin
  const end = utcOf(date) + 24 * 60 * minute + margin
  const parts: (Stretch & { offset: number })[] = []
  for (let from = begin; from < end;) {
    const change = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
    const to = change === null ? end : Math.min(end, change.epochMilliseconds)
    parts.push({ from, to, offset: offsetAt(zone, from) })
    from = to
  }
  return parts
}

const localDate = (zone: string, at: number): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()

function* stretchesFrom(calendar: Calendar, from: number): Generator<Stretch> {
  let date = localDate(calendar.zone, from)
  for (let day = 0; day < horizonDays; day++) {
    for (const stretch of stretchesOn(calendar, date))
      if (stretch.to > from) yield { from: Math.max(from, stretch.from), to: stretch.to }
    date = date.add({ days: 1 })
  }
}

/** The moment at which `ms` of working time have passed since `from`; undefined when they never do. Past already, it is that long ago. */
export const addWorking = (calendar: Calendar, from: Date, ms: number): Date | undefined => {
  if (ms <= 0) return new Date(from.getTime() + ms)
  let left = ms
  for (const stretch of stretchesFrom(calendar, from.getTime())) {
    const length = stretch.to - stretch.from
    if (left <= length) return new Date(stretch.from + left)
    left -= length
  }
  return undefined
}

/** Milliseconds of working time between two moments; negative when `to` is before `from`. */
export const workingBetween = (calendar: Calendar, from: Date, to: Date): number => {
  if (to < from) return -workingBetween(calendar, to, from)
  let total = 0
  for (const stretch of stretchesFrom(calendar, from.getTime())) {
    if (stretch.from >= to.getTime()) break
    total += Math.min(stretch.to, to.getTime()) - stretch.from
  }
  return total
}

/** Time at which work next begins, or goes on now; undefined when it never does. */
export const nextOpening = (calendar: Calendar, from: Date): Date | undefined => {
  const [next] = stretchesFrom(calendar, from.getTime())
  return next && new Date(next.from)
}

/** Up to this a pause is a break in a shift, as a long lunch in Spain, and not its end. */
const longestBreakMs = 240 * minute
/** Looked at anew after this: hours around the clock have no end. */
const longestShiftMs = 14 * 1440 * minute

/** End of the shift that goes on at `from`, or else of the next one; undefined when there is none. */
export const shiftEnd = (calendar: Calendar, from: Date): Date | undefined => {
  let end: number | undefined
  for (const stretch of stretchesFrom(calendar, from.getTime())) {
    if (end !== undefined && (stretch.from - end > longestBreakMs || end - from.getTime() > longestShiftMs)) break
    end = stretch.to
  }
  return end === undefined ? undefined : new Date(end)
}

export const isWorking = (calendar: Calendar, at: Date): boolean =>
  workingBetween(calendar, at, new Date(at.getTime() + 1)) === 1
