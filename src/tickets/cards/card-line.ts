import type { Tx } from '../../core/tx'
import type { Ticket } from '../../model/ticket'
import type { Locale } from '../../platform'
import type { CardFacts } from './card-facts'

/** Lines of a slice on the agents' card of a ticket: none, or a line each. Read when the card is drawn, beside all that it reads. */
export type CardLine = (tx: Tx, ticket: Ticket, locale: Locale) => Promise<CardFacts['told']>

declare module '../../core/tx' {
  interface Registered {
    readonly cardLines: readonly CardLine[]
  }
}
