import { Refusal } from '../core/refusal'
import type { Calendar } from '../model/calendar'
import { isCountry, isRegion } from './holidays'
import { parseWeek, printWindows, type Week } from './week-text'

/** A week with working hours in it. Throws Refusal at the field `week`. */
export const readHours = (typed: string): Week => {
  const week = parseWeek(typed)
  if (week.every((windows) => windows.length === 0))
    throw new Refusal('bad-week', { term: typed, allowed: 'mon-fri 09:00-18:00' }, 'week')
  return week
}

const isDate = (date: string) => {
  const at = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date)
}

/** `2026-12-24; 2026-12-31 9-12`: days off, or with hours of their own. Throws Refusal at the field `days`. */
export const readDays = (typed: string): Calendar['days'] =>
  Object.fromEntries(
    typed
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => {
        const found = /^(\d{4}-\d{2}-\d{2})(?:\s+(.+))?$/.exec(part)
        if (found === null || !isDate(found[1]!)) throw new Refusal('bad-day', { term: part }, 'days')
        const [hours = [], after = []] = found[2] === undefined ? [] : parseWeek(`mon ${found[2]}`)
        // The hours after midnight are the next day's, which may have hours of its own.
        if (after.length > 0) throw new Refusal('bad-day', { term: part }, 'days')
        return [found[1]!, hours]
      }),
  )

/** One part of what `readDays` reads for each day, in their order. */
export const printDays = (days: Calendar['days']): string[] =>
  Object.entries(days)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, windows]) => (windows.length === 0 ? date : `${date} ${printWindows(windows)}`))

/** `ES-MD`; `-` for none. Throws Refusal at the field `country`. */
export const readCountry = (typed: string): [string | null, string | null] => {
  if (typed === '-') return [null, null]
  const [country = '', region] = typed.toUpperCase().split('-')
  if (!isCountry(country) || (region !== undefined && !isRegion(country, region)))
    throw new Refusal('bad-country', { term: typed }, 'country')
  return [country, region ?? null]
}

export const printCountry = (country: string | null, region: string | null): string =>
  [country, region].filter((one) => one !== null).join('-')
