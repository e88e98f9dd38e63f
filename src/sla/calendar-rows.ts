import { EntitySchema } from 'typeorm'
import { newId } from '../store/id'
import type { Unit } from '../store/transaction'
import type { Calendar } from '../model/calendar'
import { withHolidays } from './holidays'
import { alike, ofDesk } from '../store/columns'

export interface DeskCalendar extends Calendar {
  readonly id: string
  readonly name: string
  readonly country: string | null
  readonly region: string | null
}

export const calendarSchema = new EntitySchema<DeskCalendar>({
  name: 'calendar',
  tableName: 'calendars',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    zone: { type: 'text' },
    week: { type: 'jsonb' },
    country: { type: 'text', nullable: true },
    region: { type: 'text', nullable: true },
    days: { type: 'jsonb' },
  },
})

export interface CalendarRows {
  all(): Promise<DeskCalendar[]>
  named(name: string): Promise<DeskCalendar | undefined>
  save(calendar: Omit<DeskCalendar, 'id'>): Promise<string>
  /** Number of clocks not over that count in its hours. */
  counting(name: string): Promise<number>
  /** One that nothing uses any more. */
  remove(name: string): Promise<void>
}

export const calendarRows = (unit: Unit): CalendarRows => {
  const named = async (name: string) => {
    const [calendar] = await unit.find(calendarSchema, { where: { name: alike(name) } })
    return calendar
  }
  return {
    all: async () => unit.config('calendars', async () => unit.find(calendarSchema, { order: { name: 'ASC' } })),
    named,
    save: async (calendar) => {
      await unit.upsert(calendarSchema, { ...calendar, id: newId() }, ['name'])
      const [saved] = await unit.find(calendarSchema, { where: { name: calendar.name } })
      return saved!.id
    },
    counting: async (name) =>
      unit.value<number>(
        `select count(*)::int as count from clocks k join calendars c on c.desk = k.desk and c.id = k.calendar
       where fold(c.name) = fold($1) and k.state not in ('achieved', 'cancelled')
         and exists (select from tickets t where t.number = k.ticket and t.status not in ('solved', 'closed'))`,
        [name],
      ),
    remove: async (name) => {
      const calendar = await named(name)
      if (calendar === undefined) return
      await unit.execute('update clocks set calendar = null where calendar = $1', [calendar.id])
      await unit.remove(calendarSchema, { id: calendar.id })
    },
  }
}

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
