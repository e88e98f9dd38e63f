/** A point of time as people write it, before anybody's time zone is known. Minutes are since midnight. */
export interface TimeWords {
  /** Absent: the next time that the clock shows these minutes. */
  readonly day?:
    | { readonly kind: 'in'; readonly days: number }
    /** Monday is 1. `next`: not today. */
    | { readonly kind: 'weekday'; readonly weekday: number; readonly isNext: boolean }
    /** Without a year: the next one. */
    | { readonly kind: 'date'; readonly year?: number; readonly month: number; readonly day: number }
  /** Absent: when the day begins for people at work. */
  readonly minutes?: number
}

const fold = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

const days: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['hoy', 0],
  ['tomorrow', 1],
  ['manana', 1],
  ['pasado manana', 2],
])
const weekdays = [
  ['monday', 'mon', 'lunes', 'lun'],
  ['tuesday', 'tue', 'tues', 'martes', 'mar'],
  ['wednesday', 'wed', 'miercoles', 'mie'],
  ['thursday', 'thu', 'thurs', 'jueves', 'jue'],
  ['friday', 'fri', 'viernes', 'vie'],
  ['saturday', 'sat', 'sabado', 'sab'],
  ['sunday', 'sun', 'domingo', 'dom'],
] as const
const months = [
  ['january', 'jan', 'enero', 'ene'],
  ['february', 'feb', 'febrero'],
  ['march', 'mar', 'marzo'],
  ['april', 'apr', 'abril', 'abr'],
  ['may', 'mayo'],
  ['june', 'jun', 'junio'],
  ['july', 'jul', 'julio'],
  ['august', 'aug', 'agosto', 'ago'],
  ['september', 'sep', 'sept', 'septiembre'],
  ['october', 'oct', 'octubre'],
  ['november', 'nov', 'noviembre'],
  ['december', 'dec', 'diciembre', 'dic'],
] as const
const placeIn = (table: readonly (readonly string[])[], word: string): number =>
  table.findIndex((names) => names.includes(word)) + 1

const clock = /^(\d{1,2})(?:[:.h](\d{2})h?)?\s?(am|pm|h)?$/
const isoDay = /^(\d{4})-(\d{2})-(\d{2})$/
const fillers = /\b(?:on|at|the|of|el|la|las|los|a|de|del|this|este|esta)\b/g
/** What follows is another text's beginning: `tomorrow 9:00 the printer`. */
const endsInFiller = /(?:^|\s)(?:on|at|the|of|el|la|las|los|a|de|del|this|este|esta|next|que|proximo|proxima)$/
const nextWords = /\b(?:next|proximo|proxima|que viene)\b/g
const longest = 60

/** `tomorrow 9:00`, `el lunes a las 14:30`, `24 Dec 8am`, `2026-12-24 09:00`, `9:00`. Undefined when it reads otherwise. */
export const readTimeWords = (typed: string): TimeWords | undefined => {
  if (typed.length > longest) return undefined
  const folded = fold(typed)
    .replaceAll(',', ' ')
    .replace(/^(\d{4}-\d{2}-\d{2})t/, '$1 ')
    .trim()
  if (endsInFiller.test(folded)) return undefined
  const isSaid = /\bat\b|\ba las?\b/.test(folded)
  const isNext = /\b(?:next|proximo|proxima|que viene)\b/.test(folded)
  const parts = folded.replaceAll(nextWords, ' ').replaceAll(fillers, ' ').trim().split(/\s+/)
  for (let count = Math.min(3, parts.length); count >= 0; count--) {
    const day = count === 0 ? undefined : dayOf(parts.slice(0, count), isNext)
    const rest = parts.slice(count).join(' ')
    if (count > 0 && day === undefined) continue
    if (rest === '') return day && { day }
    const minutes = minutesOf(rest, day !== undefined || isSaid)
    if (minutes !== undefined && (day !== undefined || !isNext)) return { ...(day && { day }), minutes }
  }
  return undefined
}

const dayOf = (parts: readonly string[], isNext: boolean): TimeWords['day'] => {
  const [first = '', second = ''] = parts
  const named = days.get(parts.join(' '))
  if (named !== undefined) return isNext ? undefined : { kind: 'in', days: named }
  const weekday = parts.length === 1 ? placeIn(weekdays, first) : 0
  if (weekday > 0) return { kind: 'weekday', weekday, isNext }
  const iso = parts.length === 1 ? isoDay.exec(first) : null
  if (iso !== null) return dateOf(Number(iso[2]), Number(iso[3]), Number(iso[1]))
  if (parts.length === 2 && /^\d{1,2}$/.test(first)) return dateOf(placeIn(months, second), Number(first))
  if (parts.length === 2 && /^\d{1,2}$/.test(second)) return dateOf(placeIn(months, first), Number(second))
  return undefined
}

const dateOf = (month: number, day: number, year?: number): TimeWords['day'] => {
  // Of no year in particular: 29 February is a day.
  const last = new Date(Date.UTC(year ?? 2024, month, 0)).getUTCDate()
  return month < 1 || month > 12 || day < 1 || day > last
    ? undefined
    : { kind: 'date', month, day, ...(year === undefined ? {} : { year }) }
}

/** A bare number is an hour only where a day, or "at", says so. */
const minutesOf = (text: string, isSaid: boolean): number | undefined => {
  const [, hour = '', minute, half] = clock.exec(text) ?? []
  if (hour === '' || (minute === undefined && half === undefined && !isSaid)) return undefined
  const hours = half === 'am' || half === 'pm' ? (Number(hour) % 12) + (half === 'pm' ? 12 : 0) : Number(hour)
  const isHalfDay = half === 'am' || half === 'pm'
  if (hours > 23 || Number(minute ?? 0) > 59 || (isHalfDay && (Number(hour) < 1 || Number(hour) > 12))) return undefined
  return hours * 60 + Number(minute ?? 0)
}
