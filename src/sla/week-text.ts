import { Refusal } from '../core/refusal'
import type { Locale } from '../platform'
import type { Window } from '../model/calendar'

/** `mon-fri 09:00-14:00,16:00-19:00; sat 10:00-13:00`: the working week as admins type and read it. Monday first. */
export type Week = readonly (readonly Window[])[]

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const spanish = ['lun', 'mar', 'mie', 'jue', 'vie', 'sab', 'dom']
const example = 'mon-fri 09:00-14:00,16:00-19:00; sat 10:00-13:00'

/** Throws Refusal at the field `week`, telling the part that cannot be read. */
export const parseWeek = (typed: string): Week => {
  const week: Window[][] = dayNames.map(() => [])
  for (const part of typed
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')) {
    const found = /^(\S+)\s+(.+)$/s.exec(part)
    if (found === null) throw fault(part)
    const windows = found[2]!.split(',').map((window) => readWindow(window.trim(), part))
    for (const day of readDays(found[1]!, part))
      for (const window of windows) {
        const { today, tomorrow } = overMidnight(window)
        week[day]!.push(...today)
        week[(day + 1) % 7]!.push(...tomorrow)
      }
  }
  return week.map((windows, day) => joined(windows, dayNames[day]!))
}

const fault = (part: string) => new Refusal('bad-week', { term: part, allowed: example }, 'week')

const readDays = (typed: string, part: string): number[] =>
  typed.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map((name) => dayOf(name, part))
    // Over the weekend: sat-mon.
    const length = ((last! - first! + 7) % 7) + 1
    return Array.from({ length }, (_, index) => (first! + index) % 7)
  })

const dayOf = (name: string, part: string): number => {
  const short = name.trim().toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').slice(0, 3)
  const index = Math.max(
    dayNames.findIndex((day) => day === short),
    spanish.indexOf(short),
  )
  if (index < 0) throw fault(part)
  return index
}

const readWindow = (typed: string, part: string): Window => {
  const found = /^(\d{1,2})(?::(\d{2}))?\s*-\s*(\d{1,2})(?::(\d{2}))?$/.exec(typed)
  if (found === null) throw fault(part)
  const [, fromHour, fromMinute = '0', toHour, toMinute = '0'] = found
  const window = { from: Number(fromHour) * 60 + Number(fromMinute), to: Number(toHour) * 60 + Number(toMinute) }
  if (
    Number(fromMinute) > 59 ||
    Number(toMinute) > 59 ||
    window.from > 1440 ||
    window.to > 1440 ||
    window.from === window.to
  )
    throw fault(part)
  return window
}

/** `22:00-06:00` ends on the next day. */
const overMidnight = ({ from, to }: Window): { today: Window[]; tomorrow: Window[] } =>
  from < to
    ? { today: [{ from, to }], tomorrow: [] }
    : { today: from === 1440 ? [] : [{ from, to: 1440 }], tomorrow: to === 0 ? [] : [{ from: 0, to }] }

const joined = (windows: readonly Window[], day: string): Window[] => {
  const sorted = windows.toSorted((a, b) => a.from - b.from)
  for (const [index, window] of sorted.entries())
    if (index > 0 && window.from < sorted[index - 1]!.to) throw fault(`${day} ${printWindows(sorted)}`)
  return sorted
}

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
export const printWindows = (windows: readonly Window[]): string =>
  windows.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(',')

/** Days that follow each other with the same hours are told as one; the configuration file has English names. */
export const printWeek = (week: Week, locale: Locale = 'en'): string => {
  const names = locale === 'es' ? spanish : dayNames
  const runs: { from: number; to: number; hours: string }[] = []
  for (const [day, windows] of week.entries()) {
    const hours = printWindows(windows)
    const last = runs.at(-1)
    if (last?.hours === hours && last.to === day - 1) last.to = day
    else runs.push({ from: day, to: day, hours })
  }
  return runs
    .filter(({ hours }) => hours !== '')
    .map(({ from, to, hours }) => `${names[from]}${from === to ? '' : `-${names[to]}`} ${hours}`)
    .join('; ')
}
