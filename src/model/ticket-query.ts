import { defined } from '../platform'
import { Refusal } from '../core/refusal'
import { isOneOfOurs, nearMisses, printFilter, termsOf, tokensOf, type Filter, type OwnNames } from './filter'
import { fieldNamed, namesOf, slug } from './filter-names'

/**
 * Orders of a list. `priority` (overdue ones first) and `due` (time remaining) are for tickets that are not over,
 * `oldest` and `newest` go by when they were opened, `updated` has the last change first.
 */
export const orders = ['priority', 'due', 'newest', 'oldest', 'updated'] as const
export type Order = (typeof orders)[number]

/** Query of a list, a view or a search: a filter, and after `sort:` an order. */
export interface TicketQuery {
  readonly filter: Filter
  readonly order?: Order
}

/** Throws Refusal at the field `filter`. `own`: as for `parseFilter`. */
export const parseQuery = (typed: string, own?: OwnNames): TicketQuery => readQuery(tokensOf(typed), own, false)

/** Typed words, and the filter that each may have been meant as. */
export type Meant = readonly { readonly typed: string; readonly meant: string }[]

/** Parses what somebody looks for. Whatever no filter has is words; what may have been meant as a filter is shown beside the results. */
export const parseSearch = (typed: string, own: OwnNames): TicketQuery & { readonly meant: Meant } => {
  const tokens = tokensOf(typed)
  return { ...readQuery(tokens, own, true), meant: nearMisses(tokens, own) }
}

const readQuery = (words: readonly string[], own: OwnNames | undefined, isSearch: boolean): TicketQuery => {
  const sorts = words.filter(isSort)
  const order = sorts.map((word) => readOrder(word)).at(-1)
  return {
    filter: termsOf(
      words.filter((word) => !isSort(word)),
      { own, isSearch },
    ),
    ...defined({ order }),
  }
}

export const printQuery = ({ filter, order }: TicketQuery): string =>
  [printFilter(filter), ...(order === undefined ? [] : [`sort:${order}`])].filter((part) => part !== '').join(' ')

const sorted = (word: string) => {
  const [, name = '', value = ''] = /^(\p{L}+):(.+)$/su.exec(word) ?? []
  return fieldNamed(name).toLowerCase() === 'sort' ? value.replaceAll('"', '') : undefined
}
const isSort = (word: string) => sorted(word) !== undefined
const readOrder = (word: string): Order => {
  const order = orderNames.get(slug(sorted(word) ?? '')) as Order | undefined
  if (order === undefined) throw new Refusal('bad-order', { term: word, allowed: orders.join(', ') }, 'filter')
  return order
}
const orderNames = namesOf(orders, 'order')

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
