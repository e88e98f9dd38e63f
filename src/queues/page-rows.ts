import type { Unit } from '../store/transaction'
import { ticketColumns } from '../tickets/ticket-rows'
import type { Ticket } from '../tickets/ticket'
import { filterSql, type Condition } from './filter-sql'
import { searchRows } from './search-rows'
import { orderOf, type Order, type TicketQuery } from './ticket-query'

/** Where a page begins: after (`>`) or before (`<`) a ticket, by the key of its order. Opaque to everybody else. */
export type Cursor = string
export interface TicketPage {
  readonly tickets: readonly Ticket[]
  readonly previous?: Cursor
  readonly next?: Cursor
}
export interface PageRequest {
  /** Who asks: what `me` stands for. */
  readonly person: string
  readonly size: number
  /** One that is of another order, or none at all, begins at the beginning. */
  readonly cursor?: Cursor
}

export interface PageRows {
  /** One page, found by the key of its first or last ticket: as quick for the hundredth page as for the first. */
  page(query: TicketQuery, request: PageRequest): Promise<TicketPage>
  /** How many there are, counted up to `most`. */
  count(query: TicketQuery, person: string, most: number): Promise<number>
}

interface Ordering {
  /** What comes first in it, and the ticket's number, both in one direction: an index has them in this order. */
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
/** Those that words fit are put in another order than the newest first only as far as this. */
const mostOrdered = 2000

type Keyed = Ticket & { readonly key: number | Date }

export const pageRows = (unit: Unit): PageRows => {
  const search = searchRows(unit)

  /** `found`: the only ones that can fit, as the text index has them. */
  const conditionOf = (query: TicketQuery, person: string, found: readonly number[] | undefined): Condition => {
    const { order, isOpenOnly } = orderOf(query)
    const { where } = orderings[order]
    const { sql: fits, values } = filterSql(query.filter, { me: person, now: unit.now, texts: 'words' })
    // Said in these words, so that the indexes of open tickets are known to hold them all.
    const sql = where === undefined ? fits : `${where} and ${fits}`
    const open = isOpenOnly ? ` and t.status not in ('solved', 'closed')` : ''
    return found === undefined
      ? { sql: `${sql}${open}`, values }
      : { sql: `${sql}${open} and t.number = any($${values.length + 1}::bigint[])`, values: [...values, found] }
  }

  const read = async (query: TicketQuery, person: string, limit: number, from: Place | undefined): Promise<Keyed[]> => {
    const { order } = orderOf(query)
    const ordering = orderings[order]
    const isBack = from?.isBefore ?? false
    const isDescending = ordering.isDescending !== isBack
    if (order === 'newest' && !isBack) {
      const numbers = await search.numbers(query.filter, person, limit, from?.number)
      if (numbers !== undefined) return readNumbers(unit, numbers)
    }
    const found = await search.numbers(query.filter, person, mostOrdered)
    // Further back than what was found reaches, one goes from ticket to ticket.
    const isBeyond = order === 'newest' && found?.length === mostOrdered && from!.number < found.at(-1)!
    const { sql, values } = conditionOf(query, person, isBeyond ? undefined : found)
    const { key, type, number } = ordering
    const beyond =
      from === undefined
        ? ''
        : key === '0'
          ? ` and ${number} ${isDescending ? '<' : '>'} $${values.length + 1}`
          : ` and (${key}, ${number}) ${isDescending ? '<' : '>'} ($${values.length + 2}::${type}, $${values.length + 1}::bigint)`
    const direction = isDescending ? 'desc' : 'asc'
    const by = `${key === '0' ? '' : `${key} ${direction}, `}${number} ${direction}`
    return unit.query<Keyed>(
      `select ${ticketColumns}, ${key} as key from ${ordering.from} where ${sql}${beyond} order by ${by} limit ${limit}`,
      [
        ...values,
        ...(from === undefined ? [] : [from.number]),
        ...(from === undefined || key === '0' ? [] : [from.key]),
      ],
    )
  }

  return {
    page: async (query, { person, size, cursor }) => {
      const { order } = orderOf(query)
      const from = readCursor(cursor, order)
      const rows = await read(query, person, size + 1, from)
      const isBack = from?.isBefore ?? false
      const shown = isBack ? rows.slice(0, size).reverse() : rows.slice(0, size)
      const first = shown[0]
      const last = shown.at(-1)
      const isMore = rows.length > size
      const hasPrevious = isBack ? isMore : from !== undefined
      const hasNext = isBack || isMore
      return {
        tickets: shown.map(({ key: _key, ...ticket }) => ticket),
        ...(hasPrevious && first !== undefined ? { previous: printCursor('<', order, first) } : {}),
        ...(hasNext && last !== undefined ? { next: printCursor('>', order, last) } : {}),
      }
    },
    count: async (query, person, most) => {
      const { sql, values } = conditionOf(query, person, await search.numbers(query.filter, person, most))
      const { from } = orderings[orderOf(query).order]
      const [row] = await unit.query<{ count: number }>(
        `select count(*) as count from (select from ${from} where ${sql} limit ${most}) counted`,
        values,
      )
      return Number(row!.count)
    },
  }
}

const readNumbers = async (unit: Unit, numbers: readonly number[]): Promise<Keyed[]> =>
  unit.query<Keyed>(
    `select ${ticketColumns}, 0 as key from tickets t where t.number = any($1::bigint[]) order by t.number desc`,
    [numbers],
  )

interface Place {
  readonly isBefore: boolean
  readonly key: number | Date
  readonly number: number
}

const printCursor = (sign: '<' | '>', order: Order, { key, number }: Keyed): Cursor =>
  `${sign}${order}.${key instanceof Date ? key.getTime() : key}.${number}`

const readCursor = (cursor: Cursor | undefined, order: Order): Place | undefined => {
  const [, sign, of, key, number] = /^([<>])([a-z]+)\.(-?\d{1,15})\.(\d{1,15})$/.exec(cursor ?? '') ?? []
  if (of !== order) return undefined
  const isTime = orderings[order].type === 'timestamptz'
  return { isBefore: sign === '<', key: isTime ? new Date(Number(key)) : Number(key), number: Number(number) }
}
