import { defined } from './defined'
import { foldText } from './fold'
/** A point of time as people write it, before anybody's time zone is known. Minutes are since midnight. */
export interface TimeWords {
  /** Absent: the next time that the clock shows these minutes. */
  readonly day?:
    | { readonly kind: 'in'; readonly days: number }
    /** Monday is 1. `next`: not today. */
    | { readonly kind: 'weekday'; readonly weekday: number; readonly isNext: boolean }
    /** Without a year: the next one. */
    | { readonly kind: 'date'; readonly year?: number; readonly month: number; readonly day: number }
    /** Of this month, or of the next that has it. */
    | { readonly kind: 'month-day'; readonly day: number }
  /** Absent: when the day begins for people at work. */
  readonly minutes?: number
}

const days: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['hoy', 0],
  ['tomorrow', 1],
  ['manana', 1],
  ['pasado manana', 2],
  ['day after tomorrow', 2],
])
const weekdays = [
  ['monday', 'mon', 'lunes', 'lun'],
  ['tuesday', 'tue', 'tues', 'martes', 'mar'],
  ['wednesday', 'wed', 'weds', 'miercoles', 'mie', 'mier'],
  ['thursday', 'thu', 'thur', 'thurs', 'jueves', 'jue'],
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
  ['september', 'sep', 'sept', 'septiembre', 'setiembre', 'set'],
  ['october', 'oct', 'octubre'],
  ['november', 'nov', 'noviembre'],
  ['december', 'dec', 'diciembre', 'dic'],
] as const
const placeIn = (table: readonly (readonly string[])[], word: string): number =>
  table.findIndex((names) => names.includes(word)) + 1

const clock = /^(\d{1,2})(?:[:.h](\d{2})h?)?\s?(am|pm|h)?$/
const isoDay = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/
const numericDay = /^(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?$/
const fillers = /@(?= ?\d)|\b(?:on|at|the|of|el|la|las|los|a|al|de|del|dia|this|este|esta)\b/g
/** Filler at the end, which begins another text: `tomorrow 9:00 the printer`. */
const endsInFiller =
  /(?:^|\s)(?:on|at|the|of|el|la|las|los|a|al|de|del|dia|y|this|este|esta|next|que|por|in|proximo|proxima|until|till|hasta|by|para)$/
const nextWords = /\b(?:next|coming|proximo|proxima|que viene)\b/g
const until = /^(?:until|till|til|by|before|hasta|para|antes del?)\s+/
const longest = 60

const hours: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ['one', 'una'],
    ['two', 'dos'],
    ['three', 'tres'],
    ['four', 'cuatro'],
    ['five', 'cinco'],
    ['six', 'seis'],
    ['seven', 'siete'],
    ['eight', 'ocho'],
    ['nine', 'nueve'],
    ['ten', 'diez'],
    ['eleven', 'once'],
    ['twelve', 'doce'],
  ].flatMap((names, index) => names.map((name) => [name, index + 1])),
)

/** Parts of a day: which half of the clock an hour beside them means, and when they begin without one. */
const dayParts = [
  { words: /\b(?:(?:in|of) the morning|(?:de|por|en) la (?:manana|madrugada)|morning)\b/g, half: 'am', begins: 9 * 60 },
  {
    words: /\b(?:(?:in|of) the afternoon|(?:de|por|en) la tarde|esta tarde|afternoon)\b/g,
    half: 'pm',
    begins: 15 * 60,
  },
  {
    words: /\b(?:in the evening|at night|(?:de|por|en) la noche|esta noche|evening|tonight|night)\b/g,
    half: 'pm',
    begins: 20 * 60,
  },
] as const

/** Clock times in words, as figures. */
const inFigures = (folded: string): string =>
  folded
    .replaceAll(/\b(at|las?|past|to)\s+([a-z]+)\b/g, (whole, at: string, name: string) =>
      Object.hasOwn(hours, name) ? `${at} ${hours[name]}` : whole,
    )
    .replaceAll(/\bhalf past (\d{1,2})\b|\b(\d{1,2}) y media\b/g, (_, en?: string, es?: string) => `${en ?? es}:30`)
    .replaceAll(/\bquarter past (\d{1,2})\b|\b(\d{1,2}) y cuarto\b/g, (_, en?: string, es?: string) => `${en ?? es}:15`)
    .replaceAll(
      /\bquarter to (\d{1,2})\b|\b(\d{1,2}) menos cuarto\b/g,
      (_, en?: string, es?: string) => `${(Number(en ?? es) + 23) % 24}:45`,
    )
    .replaceAll(/\b(\d{1,2}(?::\d{2})?) ?(?:o['’]?clock|en punto)/g, 'at $1')
    .replaceAll(/\b(\d{1,2}(?:[:.]\d{2})?) ?([ap])\.? ?m\b\.?/g, '$1$2m')
    .replaceAll(/\b(?:(?:at |a )?(?:las? )?12(?::00)? )?(?:noon|midday|(?:al |del |de )?mediodia)\b/g, '12:00')
    .replaceAll(/\b(?:12(?::00)? )?(?:midnight|(?:de |la )?medianoche)\b/g, '0:00')
    .replaceAll(/\b(?:first thing|(?:a )?primera hora|temprano)\b/g, '9:00')
    .replaceAll(/\b(?:a )?ultima hora\b/g, '18:00')
    .replaceAll(/\b(?:end of (?:the )?day|eod|fin(?:al)? del dia)\b/g, 'today 18:00')
    .replaceAll(/\b(?:primero|1o) de\b/g, '1 de')
    .replaceAll(/\b(\d{1,2})[-/]([a-z]{3,10})(?:[-/](\d{4}))?\b/g, (whole, day: string, month: string, year = '') =>
      placeIn(months, month) > 0 ? `${day} ${month} ${year}`.trim() : whole,
    )
    .replaceAll(/\b(\d{1,2})(?:st|nd|rd|th|º)(?=\s|$)/g, '$1')

/** `tomorrow 9:00`, `el lunes a las 14:30`, `24 Dec 8am`, `24/12 9h`, `2026-12-24 09:00`, `9:00`, `esta tarde`. Undefined when it reads otherwise. */
export const readTimeWords = (typed: string): TimeWords | undefined => {
  if (typed.length > longest) return undefined
  const plain = foldText(typed)
    .replaceAll(/,(?=\s|$)/g, ' ')
    .replaceAll(/(?<=\b[a-z]{3,4})\.(?=\s|$)/g, '')
    .replace(/^(\d{4}-\d{2}-\d{2})t/, '$1 ')
    .trim()
    .replace(until, '')
    .replace(/^((?:el )?[a-z]+) proximo$/, 'proximo $1')
  if (endsInFiller.test(plain)) return undefined
  const figures = inFigures(plain)
  const part = dayParts.find(({ words }) => new RegExp(words).test(figures))
  const said = part === undefined ? figures : figures.replace(new RegExp(part.words.source), ' ')
  const isToday = part !== undefined && /\b(?:tonight|this|esta)\b/.test(figures)
  const isSaid = part !== undefined || /\bat\b|\blas? \d|@/.test(said)
  const isNext = /\b(?:next|coming|proximo|proxima|que viene)\b/.test(said)
  const isDayOfMonth = /\b(?:the|el(?: dia)?) \d{1,2}(?=\s|$)/.test(said)
  const parts = said.replaceAll(nextWords, ' ').replaceAll(fillers, ' ').trim().split(/\s+/).filter(Boolean)
  const found = inOrder(parts, { isNext, isSaid, isDayOfMonth })
  if (part === undefined) return found
  if (parts.length === 0) return { ...(isToday && { day: { kind: 'in', days: 0 } }), minutes: part.begins }
  if (found === undefined) return undefined
  return { ...found, minutes: found.minutes === undefined ? part.begins : halfOf(found.minutes, part.half) }
}

const halfOf = (minutes: number, half: 'am' | 'pm'): number => {
  if (half === 'pm' && minutes < 12 * 60) return minutes + 12 * 60
  return half === 'am' && minutes >= 12 * 60 && minutes < 13 * 60 ? minutes - 12 * 60 : minutes
}

interface How {
  readonly isNext: boolean
  /** A bare number is an hour. */
  readonly isSaid: boolean
  /** A bare number is a day of the month. */
  readonly isDayOfMonth: boolean
}

/** A day, then an hour, or the other way; each may be missing. */
const inOrder = (parts: readonly string[], how: How): TimeWords | undefined => {
  for (let count = Math.min(4, parts.length); count >= 0; count--) {
    const found =
      split(parts.slice(0, count), parts.slice(count), how) ??
      (count > 0 && count < parts.length ? split(parts.slice(-count), parts.slice(0, -count), how) : undefined)
    if (found !== undefined) return found
  }
  return undefined
}

const split = (dayWords: readonly string[], rest: readonly string[], how: How): TimeWords | undefined => {
  const day = dayWords.length === 0 ? undefined : dayOf(dayWords, how)
  if (dayWords.length > 0 && day === undefined) return undefined
  if (rest.length === 0) return day && { day }
  const minutes = minutesOf(rest.join(' '), day !== undefined || how.isSaid)
  return minutes !== undefined && (day !== undefined || !how.isNext) ? { ...(day && { day }), minutes } : undefined
}

const dayOf = (parts: readonly string[], how: How): TimeWords['day'] => {
  const { isNext, isDayOfMonth } = how
  const [first = '', second = '', third = ''] = parts
  const words = parts.join(' ')
  const named = days.get(words)
  if (named !== undefined) return isNext ? undefined : { kind: 'in', days: named }
  // `Friday 24 December`: the date says which.
  const dated =
    parts.length > 2 && placeIn(weekdays, first) > 0 ? dayOf(parts.slice(1), { ...how, isNext: false }) : undefined
  if (dated?.kind === 'date') return dated
  if (parts.length > 3) return undefined
  if (parts.length === 3 || parts.length === 2) {
    const year = parts.length === 2 ? undefined : /^\d{4}$/.test(third) ? Number(third) : 0
    if (year === 0) return undefined
    if (/^\d{1,2}$/.test(first)) return dateOf(placeIn(months, second), Number(first), year)
    return /^\d{1,2}$/.test(second) ? dateOf(placeIn(months, first), Number(second), year) : undefined
  }
  if (isNext && (first === 'month' || first === 'mes')) return { kind: 'month-day', day: 1 }
  if (isNext && (first === 'week' || first === 'semana')) return { kind: 'weekday', weekday: 1, isNext }
  const weekday = placeIn(weekdays, first)
  if (weekday > 0) return { kind: 'weekday', weekday, isNext }
  if (isDayOfMonth && /^\d{1,2}$/.test(first))
    return Number(first) >= 1 && Number(first) <= 31 ? { kind: 'month-day', day: Number(first) } : undefined
  return numericDate(first)
}

/** The day stands first, as in most of the world, unless it cannot: `12/24`. */
const numericDate = (text: string): TimeWords['day'] => {
  const iso = isoDay.exec(text)
  if (iso !== null) return dateOf(Number(iso[2]), Number(iso[3]), Number(iso[1]))
  const [, first, sign, second, written] = numericDay.exec(text) ?? []
  // `8.30` is a time, and `1-2` anything.
  if (first === undefined || (written === undefined && (sign === '-' || (sign === '.' && !text.endsWith('.')))))
    return undefined
  const year = written === undefined ? undefined : written.length === 2 ? 2000 + Number(written) : Number(written)
  return dateOf(Number(second), Number(first), year) ?? dateOf(Number(first), Number(second), year)
}

const dateOf = (month: number, day: number, year?: number): TimeWords['day'] => {
  // Of no year in particular: 29 February is a day.
  const last = new Date(Date.UTC(year ?? 2024, month, 0)).getUTCDate()
  return month < 1 || month > 12 || day < 1 || day > last
    ? undefined
    : { kind: 'date', month, day, ...defined({ year }) }
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
