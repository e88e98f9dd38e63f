import type { Person } from '../../model/person'
import type { Clock } from '../../model/policy'
import type { Ticket } from '../../model/ticket'
import type { Locale, RichText } from '../../platform'
import type { CurrentEntry } from '../entry-rows'
import type { OwnStatus } from '../life/own-status-rows'
import type { TicketLink } from '../links/ticket-links-rows'

/** All that a card tells, read in one transaction. */
export interface CardFacts {
  readonly ticket: Ticket
  readonly tags: readonly string[]
  /** Further facts about it, in words. */
  readonly told: readonly { readonly label: string; readonly value: string }[]
  readonly links: readonly TicketLink[]
  readonly ownStatuses: readonly OwnStatus[]
  readonly requester: Person
  readonly assignee?: Person
  /** Owner's name as the customer may know it. */
  readonly ownerToCustomer?: string
  readonly queue: string
  /** Its customer's words no longer reopen it. */
  readonly staysShut?: boolean
  /** Its place among those of the queue that nobody has. */
  readonly position?: number
  /** Solved ones that tell of the same, for whoever takes it. */
  readonly similar?: readonly Pick<Ticket, 'number' | 'subject'>[]
  readonly team?: string
  readonly clocks: readonly Clock[]
  /** Notes of agents about the customer. */
  readonly notes: RichText
  /** Time that agents wrote down, in ms. */
  readonly spentMs: number
  readonly lastWords?: { readonly by: string; readonly entry: CurrentEntry }
  readonly locale: Locale
  readonly zone: string
  readonly now: Date
}
