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
const item = z
  .strictObject({
    name: shortText(40).meta({ description: 'Name of the calendar' }),
    week: written(shortText(300), (typed) => printWeek(readHours(typed))).meta({
      description: 'Working hours; a day may end after midnight',
      allowed: '`mon-fri 09:00-18:00; sat 10:00-13:00`',
    }),
    zone: zone.meta({ description: 'Time zone of these hours', allowed: 'an IANA name' }),
    country: written(shortText(10), (typed) => printCountry(...readCountry(typed)))
      .optional()
      .meta({ description: 'Country, or its region, whose public holidays are free', allowed: '`MX`, `ES-MD`' }),
    days: listOf(written(shortText(60), (typed) => printDays(readDays(typed)).join('; ')))
      .transform((days) => printDays(readDays(days.join(';'))))
      .meta({
        description: 'Further days off, and days with hours of their own',
        allowed: 'a list of `2026-12-24` and `2026-12-31 09:00-12:00`',
      }),
  })
  .meta({
    description: 'Working hours, by which deadlines count and agents are on shift.',
    examples: [
      {
        name: 'Madrid',
        week: 'mon-fri 09:00-18:00',
        zone: 'Europe/Madrid',
        country: 'ES-MD',
        days: ['2026-12-24', '2026-12-31 09:00-12:00'],
      },
    ],
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
