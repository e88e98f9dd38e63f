import type Holidays from 'date-holidays'
import { recentMap } from '../platform'
import type { Calendar } from '../model/calendar'

// Its data weighs some 10 MB of memory: loaded when the first calendar names a country.
const library = () => {
  const loaded = require('date-holidays') as { default?: typeof Holidays } & typeof Holidays
  return loaded.default ?? loaded
}

const cache = recentMap<readonly string[]>(500)

/** The public holidays of a country (ISO 3166) and region in one year, as ISO dates. */
export const holidaysOf = (country: string, region: string | null, year: number): readonly string[] => {
  const key = `${country} ${region ?? ''} ${year}`
  const known = cache.get(key)
  if (known !== undefined) return known
  const holidays = new (library())(country, region ?? '')
  const dates = holidays
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .map(({ date }) => date.slice(0, 10))
  cache.set(key, dates)
  return dates
}

export const isCountry = (country: string): boolean => Object.hasOwn(new (library())().getCountries(), country)
export const isRegion = (country: string, region: string): boolean =>
  region in (new (library())().getStates(country) ?? {})

/** A calendar with its country's holidays as days off; its own days go before them. */
export const withHolidays = (
  calendar: Pick<Calendar, 'zone' | 'week' | 'days'>,
  country: string | null,
  region: string | null,
  now: Date,
): Calendar => {
  if (country === null) return calendar
  // A deadline lies a year ahead at most, and a clock was started last year at the earliest.
  const years = [-1, 0, 1, 2].map((step) => now.getUTCFullYear() + step)
  const off = years.flatMap((year) => holidaysOf(country, region, year)).map((date) => [date, []] as const)
  return { ...calendar, days: { ...Object.fromEntries(off), ...calendar.days } }
}
