import { defined } from '../platform'
import type { FilterTerm } from '../model/filter-term'
import type { Unit } from '../store/transaction'
import { ticketColumns } from '../tickets/ticket-rows'
import type { Ticket } from '../model/ticket'
import { filterSql, type Condition } from './filter-sql'
import type { Filter, Term } from '../model/filter'
import { usualEffort } from './search-scan-rows'
import { peopleNamed } from './named-rows'
import { searchRows, type Rank, type Ranked } from './search-rows'
import { isOpenOnly, orderOf, type Order, type TicketQuery } from '../model/ticket-query'

/** Start of a page: after (`>`) or before (`<`) a ticket, by the key of its order. Opaque to everybody else. */
export type Cursor = string
export interface TicketPage {
  readonly tickets: readonly Ticket[]
  readonly previous?: Cursor
  readonly next?: Cursor
  /** Number beyond which nothing was looked at yet, because it would take long: the next page goes on there. */
  readonly until?: number
  /** Only so many of those that fit, the newest, are in this order. */
  readonly newest?: number
}
export interface Count {
  readonly count: number
  /** There may be more. */
  readonly isMore: boolean
}
export interface PageRequest {
  /** Person behind `me`: who asks. */
  readonly person: string
  readonly size: number
  /** One that is of another order, or none at all, begins at the beginning. */
  readonly cursor?: Cursor
}

export interface PageRows {
  /** One page, found by the key of its first or last ticket: as quick for the hundredth page as for the first. */
  page(query: TicketQuery, request: PageRequest): Promise<TicketPage>
  /** Number of tickets, counted up to `most`, or as far as is quick. */
  count(query: TicketQuery, person: string, most: number): Promise<Count>
}

interface Ordering {
  /** Sort key, followed by the ticket's number, both in one direction: an index has them in this order. */
  readonly key: string
  readonly type: 'integer' | 'timestamptz'
  readonly number: string
  readonly isDescending: boolean
  readonly from: string
  readonly where?: string
}
const plain = 'tickets t'
/**
 * A ticket's next deadline, of all that run for it. Said so that there is one way to do it, along the index of deadlines:
 * the planner, left to choose, joins and sorts them all.
 */
const withDeadline = `(select * from clocks where due_at is not null) c
  cross join lateral (select * from tickets where desk = c.desk and number = c.ticket offset 0) t`
const isNext = `c.kind = (select k.kind from clocks k where k.desk = c.desk and k.ticket = c.ticket and k.due_at is not null
  order by k.due_at, k.kind limit 1)`
const orderings: Readonly<Record<Order, Ordering>> = {
  priority: { key: 't.turn', type: 'integer', number: 't.number', isDescending: false, from: plain },
  due: {
    key: 'c.due_at',
    type: 'timestamptz',
    number: 'c.ticket',
    isDescending: false,
    from: withDeadline,
    where: isNext,
  },
  newest: { key: '0', type: 'integer', number: 't.number', isDescending: true, from: plain },
  oldest: { key: '0', type: 'integer', number: 't.number', isDescending: false, from: plain },
  updated: { key: 't.updated_at', type: 'timestamptz', number: 't.number', isDescending: true, from: plain },
}
type Keyed = Ticket & { readonly key: number | Date }
interface Read extends Pick<TicketPage, 'until' | 'newest'> {
  readonly rows: Keyed[]
  /** Of `until`. */
  readonly rank?: Rank
}

export const pageRows = (unit: Unit, pace = usualEffort, terms: readonly FilterTerm[] = []): PageRows => {
  const search = searchRows(unit, pace, terms)

  /** `found`: the only ones that can fit, as the text index has them. */
  const conditionOf = async (query: TicketQuery, me: string, found?: readonly number[]): Promise<Condition> => {
    const { isOpenOnly: isOpen } = orderOf(query)
    const people = await peopleNamed(unit, query.filter)
    const asked = { me, now: unit.now, texts: 'words', people, terms } as const
    const { sql, values } = filterSql(found === undefined ? query.filter : [], asked)
    // Said in these words, so that the indexes of open tickets are known to hold them all.
    const open = isOpen ? ` and t.status not in ('solved', 'closed')` : ''
    return found === undefined
      ? { sql: `${sql}${open}`, values }
      : { sql: `${sql}${open} and t.number = any($${values.length + 1}::bigint[])`, values: [...values, found] }
  }

  const read = async (query: TicketQuery, person: string, limit: number, from: Place | undefined): Promise<Read> => {
    const { order } = orderOf(query)
    const ordering = orderings[order]
    const isDescending = ordering.isDescending !== (from?.isBefore ?? false)
    const filter = searched(query)
    if (ordering.key === '0') {
      const found = await search.findRanked({
        filter,
        person,
        limit,
        isRising: !isDescending,
        ...(from === undefined ? {} : { from: from.number, rank: from.key === 1 ? 1 : 0, isBack: from.isBefore }),
      })
      if (found !== undefined)
        return {
          rows: await readNumbers(unit, found.tickets),
          ...defined({ until: found.until?.number, rank: found.until?.rank }),
        }
    }
    const found = ordering.key === '0' ? undefined : await search.find({ filter, person, limit: pace.ordered + 1 })
    const isAll = found?.until === undefined && (found?.numbers.length ?? 0) <= pace.ordered
    // Where so many fit one needs not go far along an index of open tickets until enough are found.
    const isWalked = found !== undefined && !isAll && order !== 'updated'
    const kept = isWalked ? undefined : found?.numbers.slice(0, pace.ordered)
    const condition = await conditionOf(query, person, kept)
    const rows = await readFrom(ordering, condition, { limit, from, isDescending })
    return { rows, ...(isAll || isWalked ? {} : { newest: kept!.length }) }
  }

  const readFrom = async (
    { key, type, number, from: tables, where = 'true' }: Ordering,
    condition: Condition,
    asked: Asked,
  ) => {
    const { sql, values } = condition
    const { limit, from, isDescending } = asked
    const sign = isDescending ? '<' : '>'
    const isByNumber = key === '0'
    const n = values.length
    const beyond = isByNumber
      ? ` and ${number} ${sign} $${n + 1}`
      : ` and (${key}, ${number}) ${sign} ($${n + 2}::${type}, $${n + 1}::bigint)`
    const direction = isDescending ? 'desc' : 'asc'
    const by = `${isByNumber ? '' : `${key} ${direction}, `}${number} ${direction}`
    return unit.rows<Keyed>(
      `select ${ticketColumns}, ${key} as key from ${tables} where ${where} and ${sql}${from === undefined ? '' : beyond} order by ${by} limit ${limit}`,
      [
        ...values,
        ...(from === undefined ? [] : [from.number]),
        ...(from === undefined || isByNumber ? [] : [from.key]),
      ],
    )
  }

  const countUpTo = async (most: number, order: Order, { sql, values }: Condition): Promise<number> => {
    const isDue =
      order === 'due'
        ? ' and exists (select from clocks c where c.desk = t.desk and c.ticket = t.number and c.due_at is not null)'
        : ''
    const count = await unit.value<number>(
      `select count(*) as count from (select from tickets t where ${sql}${isDue} limit ${most}) counted`,
      values,
    )
    return Number(count)
  }

  return {
    page: async (query, { person, size, cursor }) => {
      const { order } = orderOf(query)
      const from = readCursor(cursor, order)
      const { rows, until, rank = 0, newest } = await read(query, person, size + 1, from)
      const isBack = from?.isBefore ?? false
      const shown = isBack ? rows.slice(0, size).reverse() : rows.slice(0, size)
      const isMore = rows.length > size
      const end = until === undefined || isMore ? undefined : { key: rank, number: until }
      // Where nothing was found the way back begins at what the cursor stood before.
      const start = from && { key: from.key, number: from.number + (orderings[order].isDescending === isBack ? 1 : -1) }
      const [first, last] = isBack ? [end ?? shown[0], shown.at(-1) ?? start] : [shown[0] ?? start, end ?? shown.at(-1)]
      const isGoingOn = isMore || end !== undefined
      const previous = (isBack ? isGoingOn : from !== undefined) ? first : undefined
      const next = isBack || isGoingOn ? last : undefined
      return {
        tickets: shown.map(({ key: _key, ...ticket }) => ticket),
        ...(previous === undefined ? {} : { previous: printCursor('<', order, previous) }),
        ...(next === undefined ? {} : { next: printCursor('>', order, next) }),
        ...defined({ until: end?.number, newest }),
      }
    },
    count: async (query, person, most) => {
      const { order } = orderOf(query)
      const found = await search.find({ filter: searched(query), person, limit: most + 1, purpose: 'count' })
      const count =
        found === undefined || order === 'due'
          ? await countUpTo(most + 1, order, await conditionOf(query, person, found?.numbers))
          : found.numbers.length
      const isMore = count > most || found?.until !== undefined
      return { count: Math.min(count, most), isMore }
    },
  }
}

/** Filter for the text index: an order of work knows open tickets only. */
const searched = (query: TicketQuery): Filter => {
  const values = ['new', 'open', 'pending', 'on-hold']
  const open: Term = { field: 'status', test: { kind: 'one-of', values }, isNegated: false }
  return orderOf(query).isOpenOnly && !isOpenOnly(query.filter) ? [...query.filter, open] : query.filter
}

const readNumbers = async (unit: Unit, found: Ranked['tickets']): Promise<Keyed[]> =>
  unit.rows<Keyed>(
    `select ${ticketColumns}, f.key from unnest($1::bigint[], $2::integer[]) with ordinality f(number, key, place)
     join tickets t on t.number = f.number order by f.place`,
    [found.map(({ number }) => number), found.map(({ rank }) => rank)],
  )

interface Asked {
  readonly limit: number
  readonly from: Place | undefined
  readonly isDescending: boolean
}
interface Place {
  readonly isBefore: boolean
  readonly key: number | Date
  readonly number: number
}

const printCursor = (sign: '<' | '>', order: Order, { key, number }: Pick<Keyed, 'key' | 'number'>): Cursor =>
  `${sign}${order}.${key instanceof Date ? key.getTime() : key}.${number}`

const readCursor = (cursor: Cursor | undefined, order: Order): Place | undefined => {
  const [, sign, of, key, number] = /^([<>])([a-z]+)\.(-?\d{1,15})\.(\d{1,15})$/.exec(cursor ?? '') ?? []
  if (of !== order) return undefined
  const isTime = orderings[order].type === 'timestamptz'
  return { isBefore: sign === '<', key: isTime ? new Date(Number(key)) : Number(key), number: Number(number) }
}

declare module '../core/tx' {
  interface RowSets {
    readonly pages: PageRows
  }
}
