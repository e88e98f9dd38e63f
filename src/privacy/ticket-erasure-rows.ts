import type { Forgets } from '../core/forgets'
import { forgettableOf, isStill, standingOf, type DeskPost } from '../delivery/outbox-forgets-rows'
import type { Forgettable } from '../platform'
import type { Unit } from '../store/transaction'
import { isOpenedBy } from '../tickets/entry-forgets-rows'
import { isErased } from '../tickets/ticket-forgets-rows'

/** Erasure of one ticket's words: all of them, or those of some people. */
export interface TicketErasureRows {
  isErased(ticket: number): Promise<boolean>
  /** Holds what waits to be sent of the ticket: false when some of it is on its way right now. */
  isStill(ticket: number): Promise<boolean>
  /** Posts of the desk for the ticket, of these authors' words alone where they are named. */
  standing(ticket: number, authors?: readonly string[]): Promise<DeskPost[]>
  /**
   * Records that networks which keep people's words are to forget: every post, whoever said it, and the ticket's rooms as far as they
   * are its alone; of these authors' words alone where they are named.
   */
  told(ticket: number, authors?: readonly string[]): Promise<Forgettable[]>
  /** No word of the ticket is left: its number, times and states are. It is held, and still. */
  blank(ticket: number, subject: string): Promise<void>
  /** No word of these people is left in the ticket; what it is called neither, where they opened it. It is held, and still. */
  blankWords(ticket: number, authors: readonly string[], subject: string): Promise<void>
}

/** `forgets`: of all slices, in their order. */
export const ticketErasureRows = (unit: Unit, forgets: readonly Forgets[]): TicketErasureRows => {
  // Whoever finds words by the story does so before the story goes.
  const lastFirst = forgets.toReversed()
  return {
    isErased: async (ticket) => isErased(unit, ticket),
    isStill: async (ticket) => isStill(unit, ticket),
    standing: async (ticket, authors) => standingOf(unit, ticket, authors),
    told: async (ticket, authors) => forgettableOf(unit, ticket, authors),
    blank: async (number, subject) => {
      for (const part of lastFirst) await part.ticket?.(unit, { number, subject })
    },
    blankWords: async (number, authors, subject) => {
      const isOpenedByThem = await isOpenedBy(unit, number, authors)
      for (const part of lastFirst) await part.ticketWords?.(unit, { number, subject, authors, isOpenedByThem })
    },
  }
}

declare module '../core/tx' {
  interface RowSets {
    readonly ticketErasures: TicketErasureRows
  }
}
