import { z } from 'zod'
import { shortText } from '../core/fields'
import { Refusal } from '../core/refusal'
import { listOf, written } from '../model/file-item'
import { defineSection } from '../core/section'
import { isZone } from '../core/zone'
import { printCountry, printDays, readCountry, readDays, readHours } from './calendar-text'
import { printWeek } from './week-text'

const zone = written(shortText(60), (typed) => {
  if (!isZone(typed)) throw new Refusal('bad-zone', { term: typed })
  return typed
})
const item = z.strictObject({
  name: shortText(40),
  week: written(shortText(300), (typed) => printWeek(readHours(typed))),
  zone,
  country: written(shortText(10), (typed) => printCountry(...readCountry(typed))).optional(),
  days: listOf(written(shortText(60), (typed) => printDays(readDays(typed)).join('; '))).transform((days) =>
    printDays(readDays(days.join(';'))),
  ),
})

export const calendarSection = defineSection<z.output<typeof item>>({
  name: 'calendars',
  item,
  keys: ({ name }) => [name],
  read: async (tx) =>
    (await tx.calendars.all()).map(({ name, week, zone: where, country, region, days }) => ({
      name,
      week: printWeek(week),
      zone: where,
      country: printCountry(country, region) || undefined,
      days: printDays(days),
    })),
  save: async (tx, { name, week, zone: where, country, days }) => {
    const [code, region] = country === undefined ? [null, null] : readCountry(country)
    await tx.calendars.save({
      name,
      zone: where,
      week: readHours(week),
      country: code,
      region,
      days: readDays(days.join(';')),
    })
  },
  refuses: async (tx, kind, { name }) => {
    if (kind !== 'removed') return undefined
    const count = await tx.calendars.counting(name)
    return count === 0 ? undefined : { words: 'settings.calendar-counts', params: { name, count } }
  },
  remove: async (tx, { name }) => tx.calendars.remove(name),
  after: async (tx) => void (await tx.clocks.scheduleOpen('retarget')),
})
