import { z } from 'zod'
import { byName, nameOf, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { isZone } from '../../core/zone'
import { printCountry, readCountry, readDays, readHours } from '../calendar-text'
import { printWeek } from '../week-text'

export const calendar = defineOperation({
  name: 'calendar',
  command: 'desk',
  by: 'admin',
  input: z.object({
    title: nameOf(40),
    week: shortText(300).optional(),
    zone: byName(shortText(60)).optional(),
    country: byName(shortText(10)).optional(),
    days: byName(shortText(1000)).optional(),
  }),
  run: async (tx, { title, week, zone, country: place, days }, admin) => {
    const known = await tx.calendars.named(title)
    if (week === undefined && known === undefined) throw new Refusal('missing-input', { field: 'week' }, 'week')
    if (zone !== undefined && !isZone(zone)) throw new Refusal('bad-zone', { term: zone }, 'zone')
    const [country, region] = place === undefined ? [known?.country ?? null, known?.region ?? null] : readCountry(place)
    const hours = week === undefined ? known!.week : readHours(week)
    await tx.calendars.save({
      name: known?.name ?? title,
      zone: zone ?? known?.zone ?? tx.desk.zone,
      week: hours,
      country,
      region,
      days: days === undefined ? (known?.days ?? {}) : readDays(days),
    })
    tx.audit(admin.id, 'calendar', known === undefined ? 'added' : 'changed')
    await tx.clocks.scheduleOpen('retarget')
    return tx.say('calendar.done', {
      name: known?.name ?? title,
      week: printWeek(hours, tx.speaks),
      zone: zone ?? known?.zone ?? tx.desk.zone,
      country: printCountry(country, region) || '—',
    })
  },
})
