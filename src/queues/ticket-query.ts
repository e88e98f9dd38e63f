import { Refusal } from '../refusal'
import { isOneOfOurs, parseFilter, printFilter, tokensOf, type Filter, type OwnNames } from './filter'

/**
 * How a list is ordered. `priority` (overdue ones first) and `due` (time remaining) are for tickets that are not over,
 * `oldest` and `newest` go by when they were opened, `updated` has the last change first.
 */
export const orders = ['priority', 'due', 'newest', 'oldest', 'updated'] as const
export type Order = (typeof orders)[number]

/** What a list, a view or a search asks for: a filter, and after `sort:` an order. */
export interface TicketQuery {
  readonly filter: Filter
  readonly order?: Order
}

/** Throws Refusal at the field `filter`. `own`: as for `parseFilter`. */
export const parseQuery = (typed: string, own?: OwnNames): TicketQuery => {
  const words = tokensOf(typed)
  const sorts = words.filter(isSort)
  const order = sorts.map((word) => readOrder(word)).at(-1)
  return {
    filter: parseFilter(words.filter((word) => !isSort(word)).join(' '), own),
    ...(order === undefined ? {} : { order }),
  }
}

export const printQuery = ({ filter, order }: TicketQuery): string =>
  [printFilter(filter), ...(order === undefined ? [] : [`sort:${order}`])].filter((part) => part !== '').join(' ')

const isSort = (word: string) => /^sort:/i.test(word)
const readOrder = (word: string): Order => {
  const order = orders.find((one) => one === word.slice('sort:'.length).toLowerCase())
  if (order === undefined) throw new Refusal('bad-order', { term: word, allowed: orders.join(', ') }, 'filter')
  return order
}

const over: readonly string[] = ['solved', 'closed']

/** No ticket that is over fits. What a status of the desk's own stands for is not known here. */
export const isOpenOnly = (filter: Filter): boolean =>
  filter.some(
    ({ field, test, isNegated }) =>
      field === 'status' &&
      test.kind === 'one-of' &&
      (isNegated
        ? over.every((one) => test.values.includes(one))
        : test.values.every((one) => isOneOfOurs(one) && !over.includes(one))),
  )

const namesStatus = (filter: Filter): boolean => filter.some(({ field }) => field === 'status')

/**
 * The order that holds: what was asked for, else that of work for open tickets and the newest first for all others. The
 * orders of work know no ticket that is over: without a word about the status they leave those out.
 */
export const orderOf = ({ filter, order }: TicketQuery): { readonly order: Order; readonly isOpenOnly: boolean } => {
  const isOpen = isOpenOnly(filter)
  if (order === undefined) return { order: isOpen ? 'priority' : 'newest', isOpenOnly: isOpen }
  const isOfWork = order === 'priority' || order === 'due'
  if (!isOfWork) return { order, isOpenOnly: isOpen }
  return isOpen || !namesStatus(filter) ? { order, isOpenOnly: true } : { order: 'newest', isOpenOnly: false }
}
