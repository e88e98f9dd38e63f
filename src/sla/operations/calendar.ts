import { z } from 'zod'
import { shortText } from '../../fields'
import { defineOperation } from '../../operation'
import { Refusal } from '../../refusal'
import { isCountry, isRegion } from '../holidays'
import { parseWeek, printWeek } from '../week-text'
import { retargetOpen } from '../retarget-open'

const isZone = (zone: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format()
    return true
  } catch {
    return false
  }
}

/** `2026-12-24, 2026-12-31 9-12`: days off, or with hours of their own. */
const readDays = (typed: string) =>
  Object.fromEntries(
    typed
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => {
        const found = /^(\d{4}-\d{2}-\d{2})(?:\s+(.+))?$/.exec(part)
        if (found === null || Number.isNaN(Date.parse(found[1]!)))
          throw new Refusal('bad-filter', { term: part, allowed: '2026-12-24; 2026-12-31 09:00-12:00' }, 'days')
        return [found[1]!, found[2] === undefined ? [] : parseWeek(`mon ${found[2]}`)[0]!]
      }),
  )

export const calendar = defineOperation({
  name: 'calendar',
  command: 'desk',
  by: 'admin',
  input: z.object({
    title: shortText(40),
    week: shortText(300).optional(),
    zone: shortText(60).optional(),
    country: shortText(10).optional(),
    days: shortText(1000).optional(),
  }),
  run: async (tx, { title, week, zone, country: place, days }, admin) => {
    const known = await tx.calendars.named(title)
    if (week === undefined && known === undefined) throw new Refusal('missing-input', { field: 'week' }, 'week')
    if (zone !== undefined && !isZone(zone))
      throw new Refusal('bad-filter', { term: zone, allowed: 'Europe/Madrid, America/Mexico_City, …' }, 'zone')
    const [country, region] = place === undefined ? [known?.country ?? null, known?.region ?? null] : readCountry(place)
    const hours = week === undefined ? known!.week : parseWeek(week)
    if (hours.every((windows) => windows.length === 0))
      throw new Refusal('bad-filter', { term: week ?? '', allowed: 'mon-fri 09:00-18:00' }, 'week')
    await tx.calendars.save({
      name: known?.name ?? title,
      zone: zone ?? known?.zone ?? tx.desk.zone,
      week: hours,
      country,
      region,
      days: days === undefined ? (known?.days ?? {}) : readDays(days),
    })
    tx.audit(admin.id, 'calendar', known === undefined ? 'added' : 'changed')
    await retargetOpen(tx)
    return tx.say('calendar.done', {
      name: known?.name ?? title,
      week: printWeek(hours),
      zone: zone ?? known?.zone ?? tx.desk.zone,
      country: [country, region].filter((one) => one !== null).join('-') || '—',
    })
  },
})

const readCountry = (typed: string): [string | null, string | null] => {
  if (typed === '-') return [null, null]
  const [country = '', region] = typed.toUpperCase().split('-')
  if (!isCountry(country) || (region !== undefined && !isRegion(country, region)))
    throw new Refusal('bad-filter', { term: typed, allowed: 'ES, ES-MD, MX, US-CA, …' }, 'country')
  return [country, region ?? null]
}
