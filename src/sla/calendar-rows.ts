import { newId } from '../store/id'
import type { Unit } from '../store/transaction'
import type { Calendar } from './calendar'
import { withHolidays } from './holidays'

export interface DeskCalendar extends Calendar {
  readonly id: string
  readonly name: string
  readonly country: string | null
  readonly region: string | null
}

export interface CalendarRows {
  all(): Promise<DeskCalendar[]>
  named(name: string): Promise<DeskCalendar | undefined>
  save(calendar: Omit<DeskCalendar, 'id'>): Promise<string>
}

const columns = 'id, name, zone, week, country, region, days'

export const calendarRows = (unit: Unit): CalendarRows => ({
  all: async () => unit.query<DeskCalendar>(`select ${columns} from calendars order by name`),
  named: async (name) =>
    (await unit.query<DeskCalendar>(`select ${columns} from calendars where fold(name) = fold($1)`, [name]))[0],
  save: async ({ name, zone, week, country, region, days }) => {
    const [row] = await unit.query<{ id: string }>(
      `with saved as (
         insert into calendars (id, name, zone, week, country, region, days) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (desk, name) do update set zone = excluded.zone, week = excluded.week, country = excluded.country,
           region = excluded.region, days = excluded.days returning id)
       select id from saved`,
      [newId(), name, zone, JSON.stringify(week), country, region, JSON.stringify(days)],
    )
    return row!.id
  },
})

/** The working hours by calendar id, holidays included. */
export const hoursOf = (calendars: readonly DeskCalendar[], now: Date) => {
  const byId = new Map<string, Calendar>()
  return (id: string | null): Calendar | undefined => {
    if (id === null) return undefined
    const calendar = calendars.find((one) => one.id === id)
    if (calendar !== undefined && !byId.has(id))
      byId.set(id, withHolidays(calendar, calendar.country, calendar.region, now))
    return byId.get(id)
  }
}
