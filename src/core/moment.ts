import { Temporal } from 'temporal-polyfill'
import { day, readDuration } from './duration'
import { readTimeWords, type TimeWords } from '../platform'
import { Refusal } from './refusal'
import type { Tx } from './tx'

const endOfDay = 24 * 60 - 1
const workBegins = 9 * 60
const farthest = 400 * day

/**
 * `2h` from now, `tomorrow 9:00`, `el lunes`, `2026-03-01 15:00` in this zone; an ISO time with its own. A day alone is until
 * its end. Undefined when it reads otherwise.
 */
export const readMoment = (typed: string, now: Date, zone: string, wholeDay = endOfDay): Date | undefined => {
  const span = readDuration(typed)
  if (span !== undefined) return new Date(now.getTime() + span)
  const words = readTimeWords(typed)
  const at = words === undefined ? isoTime(typed, zone) : momentOfWords(words, now, zone, wholeDay)
  return at === undefined ? undefined : new Date(at)
}

/** A time to come in this zone, within 400 days; a day alone is when work begins. Throws Refusal at this field. */
export const timeToCome = (
  tx: Pick<Tx, 'now' | 'desk'>,
  typed: string,
  field: string,
  zone: string = tx.desk.zone,
): Date => {
  const at = readMoment(typed, tx.now, zone, workBegins)
  if (at === undefined || at <= tx.now || at.getTime() > tx.now.getTime() + farthest)
    throw new Refusal('pending-needs-time', { typed }, field)
  return at
}

const isoTime = (typed: string, zone: string): number | undefined => {
  const iso = typed.trim().toUpperCase().replace(' ', 'T')
  if (!/^\d{4}-\d\d-\d\dT/.test(iso)) return undefined
  try {
    return /(Z|[+-]\d\d:?\d\d)$/.test(iso)
      ? Temporal.Instant.from(iso).epochMilliseconds
      : Temporal.PlainDateTime.from(iso).toZonedDateTime(zone).epochMilliseconds
  } catch (error) {
    // No such day, no such hour.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const momentOfWords = (
  { day: wanted, minutes: said }: TimeWords,
  now: Date,
  zone: string,
  wholeDay: number,
): number | undefined => {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone)
  const today = here.toPlainDate()
  const minutes = said ?? wholeDay
  const time = Temporal.PlainTime.from({ hour: Math.floor(minutes / 60), minute: minutes % 60 })
  const at = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds
  const firstToCome = (dates: readonly Temporal.PlainDate[]) => dates.map(at).find((one) => one > now.getTime())
  switch (wanted?.kind) {
    case undefined:
      return firstToCome([today, today.add({ days: 1 })])
    case 'in':
      return at(today.add({ days: wanted.days }))
    case 'weekday': {
      const ahead = (wanted.weekday - today.dayOfWeek + 7) % 7
      const next = today.add({ days: ahead })
      return firstToCome([...(wanted.isNext && ahead === 0 ? [] : [next]), next.add({ days: 7 })])
    }
    case 'month-day': {
      const months = Array.from({ length: 3 }, (_, ahead) => today.toPlainYearMonth().add({ months: ahead }))
      return firstToCome(
        months.flatMap((month) => (wanted.day > month.daysInMonth ? [] : [month.toPlainDate({ day: wanted.day })])),
      )
    }
    case 'date': {
      if (wanted.year !== undefined) return at(Temporal.PlainDate.from({ ...wanted, year: wanted.year }))
      // 29 February may be some years away.
      const years = Array.from({ length: 9 }, (_, ahead) => today.year + ahead)
      const dates = years.flatMap((year) => {
        const month = Temporal.PlainYearMonth.from({ year, month: wanted.month })
        return wanted.day > month.daysInMonth ? [] : [month.toPlainDate({ day: wanted.day })]
      })
      return firstToCome(dates)
    }
  }
}

/** As `readMoment` reads it again: the day, or the day and the hour. */
export const printMoment = (at: Date, zone: string): string => {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  return time === '23:59' ? local.toPlainDate().toString() : `${local.toPlainDate().toString()} ${time}`
}
