import { Temporal } from 'temporal-polyfill'
import { paragraph, say, type Locale, type RichText } from '../platform'
import { parseQuery } from '../model/ticket-query'
import { workingBetween } from '../model/calendar'
import type { Due } from '../sla/due-rows'
import { builtInViews } from '../lists/view-rows'
import type { Store, Unit } from '../store/transaction'
import { nextDeadline, ticketLine } from '../tickets/cards/ticket-card'
import type { Tx } from '../core/tx'
import { words } from '../core/words'
import { nextMinute, type Attention } from '../people/attention'
import { awaitNotices, personDue, notifyAlone } from '../people/notify'

export interface NotifyDueParts {
  readonly store: Store
  readonly open: (unit: Unit) => Promise<Tx>
  /** A bug: it is tried again later. */
  readonly failed: (error: unknown, due: Due) => void
}
const putOffMs = 300_000

/** Tells people what waited for its time: digests, what came in quiet hours, the summary of the morning. Each once. */
export const notifyDue = async (parts: NotifyDueParts, desk: string) => {
  for (const what of ['notices', 'morning'] as const) while (await notifyNext(parts, desk, what)) continue
}

const notifyNext = async ({ store, open, failed }: NotifyDueParts, desk: string, what: 'notices' | 'morning') => {
  let due: Due | undefined
  try {
    await store.transaction(desk, async (unit) => {
      const tx = await open(unit)
      due = await tx.clocks.takeOne(what)
      if (due === undefined) return
      const person = due.subject.slice(personDue('').length)
      await (what === 'notices' ? notifyNotices(tx, person) : notifyMorning(tx, person))
    })
    return due !== undefined
  } catch (error) {
    if (due === undefined) throw error
    const late = due
    await store.transaction(desk, async (unit) => (await open(unit)).clocks.putOff(late, putOffMs))
    failed(error, late)
    return true
  }
}

const notifyNotices = async (tx: Tx, person: string) => {
  const notices = await tx.attention.take(person)
  const [first, ...more] = notices
  await awaitNotices(tx, person)
  if (first === undefined) return
  const text: RichText =
    more.length === 0
      ? say(first.text)
      : [{ kind: 'list', ordered: false, items: notices.map((notice) => say(notice.text)) }]
  await notifyAlone(tx, person, { text }, { key: `notices:${first.key}` })
}

/** Their open tickets, with what is overdue or due today: on their working days, once. */
const notifyMorning = async (tx: Tx, id: string) => {
  const person = await tx.people.get(id)
  const attention = (await tx.attention.of([id])).get(id)
  if (person === undefined || attention?.summary !== true) return
  awaitMorning(tx, attention)
  const zone = attention.zone ?? tx.desk.zone
  const today = Temporal.Instant.fromEpochMilliseconds(tx.now.getTime()).toZonedDateTimeISO(zone).startOfDay()
  const end = new Date(today.add({ days: 1 }).epochMilliseconds)
  if (!(await isWorkday(tx, id, today, end))) return
  const text = await summaryOf(tx, id, person.locale ?? tx.desk.locale, end)
  if (text !== undefined)
    await notifyAlone(tx, id, { text }, { key: `morning:${id}:${today.toPlainDate().toString()}` })
}

const isWorkday = async (tx: Tx, person: string, day: Temporal.ZonedDateTime, end: Date): Promise<boolean> => {
  const agent = await tx.agents.get(person)
  const calendar = agent === undefined ? undefined : (await tx.clocks.hours([agent]))(agent.calendar)
  return calendar === undefined
    ? day.dayOfWeek <= 5
    : workingBetween(calendar, new Date(day.epochMilliseconds), end) > 0
}

const mostShown = 20
const mostCounted = 1000
const summaryOf = async (tx: Tx, person: string, locale: Locale, endOfDay: Date): Promise<RichText | undefined> => {
  // Next due first: there is room for no more than those.
  const query = parseQuery(`${builtInViews.mine} sort:due`)
  const { tickets, next } = await tx.pages.page(query, { person, size: mostShown })
  if (tickets.length === 0) return undefined
  const lines: RichText[] = []
  let dueToday = 0
  for (const ticket of tickets) {
    const due = nextDeadline(await tx.clocks.of(ticket.number))?.dueAt
    const isToday = due != null && due > tx.now && due < endOfDay
    if (isToday) dueToday++
    lines.push(say(`${isToday ? '⏱️ ' : ''}${ticketLine(ticket, undefined, locale)}`))
  }
  // Counts those beyond the list too.
  const open = next === undefined ? tickets.length : (await tx.pages.count(query, person, mostCounted)).count
  const counts = { open, today: dueToday, overdue: tickets.filter(({ overdue }) => overdue).length }
  const heading = paragraph({ kind: 'text', text: words(locale, 'morning.heading', counts), bold: true })
  return [heading, { kind: 'list', ordered: false, items: lines }]
}

export const awaitMorning = (tx: Tx, { person, hour, zone }: Attention) => {
  const at = nextMinute(tx.now, hour, zone ?? tx.desk.zone)
  tx.clocks.schedule({ what: 'morning', subject: personDue(person), at })
}
