import { newId } from '../store/id'
import type { Unit } from '../store/transaction'
import type { Calendar } from '../model/calendar'
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
  /** How many clocks that are not over count in its hours. */
  counting(name: string): Promise<number>
  /** One that nothing uses any more. */
  remove(name: string): Promise<void>
}

const columns = 'id, name, zone, week, country, region, days'

export const calendarRows = (unit: Unit): CalendarRows => ({
  all: async () =>
    unit.config('calendars', async () => unit.query<DeskCalendar>(`select ${columns} from calendars order by name`)),
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
  counting: async (name) => {
    const [row] = await unit.query<{ count: number }>(
      `select count(*)::int as count from clocks k join calendars c on c.desk = k.desk and c.id = k.calendar
       where fold(c.name) = fold($1) and k.state not in ('achieved', 'cancelled')
         and exists (select from tickets t where t.number = k.ticket and t.status not in ('solved', 'closed'))`,
      [name],
    )
    return row!.count
  },
  remove: async (name) => {
    const [calendar] = await unit.query<{ id: string }>('select id from calendars where fold(name) = fold($1)', [name])
    if (calendar === undefined) return
    await unit.execute('update clocks set calendar = null where calendar = $1', [calendar.id])
    await unit.execute('delete from calendars where id = $1', [calendar.id])
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

declare module '../core/tx' {
  interface RowSets {
    readonly calendars: CalendarRows
  }
}
