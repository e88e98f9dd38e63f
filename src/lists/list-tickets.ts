import {
  clip,
  paragraph,
  say,
  type Answer,
  type Block,
  type Control,
  type Inline,
  type Input,
  type RichText,
} from '../platform'
import { orders, type Meant, type Order, type TicketQuery } from '../model/ticket-query'
import type { TicketPage } from './page-rows'
import type { Tx } from '../core/tx'
import { words, wordsOf } from '../core/words'
import { ownerNames } from '../tickets/conversation/persona'
import { ticketLine } from '../tickets/cards/ticket-card'
import type { Ticket } from '../model/ticket'

/** List of a page, so that its buttons can ask for the other pages. */
export interface Listing {
  readonly title: string
  /** Number of tickets, as people read it. */
  readonly total: string
  readonly operation: string
  readonly input: Input
  /** The order that it is in; undefined where it is not for the reader to choose. */
  readonly order?: Order
  readonly reader: 'agents' | 'customer'
  /** Words looked for that may have been meant as a filter. */
  readonly meant?: Meant
  /** Formats each ticket, in place of the usual line. */
  readonly tell?: (ticket: Ticket) => RichText
}

const longestChoice = 75

/** One page of tickets for one person, with ways to the next ones and into each of them. */
export const listTickets = async (tx: Tx, page: TicketPage, listing: Listing): Promise<Answer> => {
  const { tickets } = page
  const { title, total, reader } = listing
  const hints = (listing.meant ?? []).map((one) => paragraph(words(tx.speaks, 'list.meant', one)))
  if (tickets.length === 0 && page.until === undefined)
    return tx.answer({ text: [...say(words(tx.speaks, 'list.empty', { view: title })), ...hints] })
  const owners = await ownerNames(tx, tickets, reader)
  const tell =
    listing.tell ?? ((ticket: Ticket) => [paragraph(ticketLine(ticket, owners.get(ticket.number), tx.speaks, reader))])
  const heading = words(tx.speaks, 'list.title', { view: title, shown: tickets.length, total })
  const items: Block = { kind: 'text', text: [{ kind: 'list', ordered: false, items: tickets.map(tell) }] }
  const shown: Block[] = [
    ...(tickets.length === 0 ? [] : [items]),
    ...hints.map((hint) => ({ kind: 'text', text: [hint] }) as const),
    ...limitsOf(tx, page),
  ]
  return tx.answer({
    text: [
      paragraph({ kind: 'text', text: heading, bold: true } satisfies Inline),
      ...shown.flatMap((block) => (block.kind === 'text' ? block.text : [])),
    ],
    card: { title: heading, tone: 'neutral', blocks: [...shown, ...controlsOf(tx, page, listing)] },
  })
}

/** Limits of the page that its reader must know: it is not the whole. */
const limitsOf = (tx: Tx, { until, newest }: TicketPage): Block[] => [
  ...(until === undefined
    ? []
    : [{ kind: 'text', text: [paragraph(words(tx.speaks, 'list.further', { number: until }))] } as const]),
  ...(newest === undefined
    ? []
    : [{ kind: 'text', text: [paragraph(words(tx.speaks, 'list.newest', { count: newest }))] } as const]),
]

const controlsOf = (tx: Tx, page: TicketPage, { operation, input, order }: Listing): Block[] => {
  const turn = (cursor: string | undefined, label: string): Control[] =>
    cursor === undefined ? [] : [{ kind: 'button', label, operation, input: { ...input, cursor } }]
  const turns = [
    ...turn(page.previous, words(tx.speaks, 'list.previous')),
    ...turn(page.next, words(tx.speaks, 'list.next')),
  ]
  const show: Control = {
    kind: 'select',
    label: words(tx.speaks, 'list.show'),
    operation: 'show',
    input: {},
    field: 'ticket',
    choices: page.tickets.map(({ number, subject }) => ({
      value: String(number),
      label: clip(`#${number} ${subject}`, longestChoice),
    })),
  }
  const sort: Control[] =
    order === undefined
      ? []
      : [
          {
            kind: 'select',
            label: words(tx.speaks, 'list.order'),
            operation,
            input,
            field: 'order',
            choices: orders.map((value) => ({ value, label: wordsOf(tx.speaks, `order.${value}`) })),
            chosen: order,
          },
        ]
  return [
    ...(turns.length === 0 ? [] : [{ kind: 'controls', controls: turns } as const]),
    ...(page.tickets.length === 0 ? [] : [{ kind: 'controls', controls: [show, ...sort] } as const]),
  ]
}

/** Counted so far and no further: `1000+` is as good an answer, and quick. */
const mostCounted = 1000
/** Number of tickets that fit this page's query. */
export const totalOf = async (tx: Tx, page: TicketPage, query: TicketQuery, person: string): Promise<string> => {
  if (page.previous === undefined && page.next === undefined) return String(page.tickets.length)
  const { count, isMore } = await tx.pages.count(query, person, mostCounted)
  return `${count}${isMore ? '+' : ''}`
}
