import { Temporal } from 'temporal-polyfill'
import { readDuration } from './duration'

const dayWords: Readonly<Record<string, number>> = { today: 0, hoy: 0, tomorrow: 1, mañana: 1, manana: 1 }

/**
 * `2h`, `3d` from now; `today`, `tomorrow`, `2026-03-01` until the end of that day; `2026-03-01 15:00` in this zone; an ISO
 * time with its own. Undefined when it reads otherwise.
 */
export const readMoment = (typed: string, now: Date, zone: string): Date | undefined => {
  const text = typed.trim().toLowerCase()
  const span = readDuration(text)
  if (span !== undefined) return new Date(now.getTime() + span)
  const days = dayWords[text]
  if (days !== undefined)
    return endOf(
      Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate().add({ days }),
      zone,
    )
  const iso = text.toUpperCase().replace(' ', 'T')
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(iso)) return endOf(Temporal.PlainDate.from(iso), zone)
    if (/(Z|[+-]\d\d:?\d\d)$/.test(iso)) return new Date(Temporal.Instant.from(iso).epochMilliseconds)
    if (/^\d{4}-\d\d-\d\dT/.test(iso))
      return new Date(Temporal.PlainDateTime.from(iso).toZonedDateTime(zone).epochMilliseconds)
  } catch (error) {
    // No such day, no such hour.
    if (error instanceof RangeError) return undefined
    throw error
  }
  return undefined
}

const endOf = (date: Temporal.PlainDate, zone: string): Date =>
  new Date(date.toZonedDateTime({ timeZone: zone, plainTime: '23:59' }).epochMilliseconds)

/** As `readMoment` reads it again: the day, or the day and the hour. */
export const printMoment = (at: Date, zone: string): string => {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  return time === '23:59' ? local.toPlainDate().toString() : `${local.toPlainDate().toString()} ${time}`
}
