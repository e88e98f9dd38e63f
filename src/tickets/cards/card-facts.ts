import type { Person } from '../../model/person'
import type { Clock } from '../../model/policy'
import type { Ticket } from '../../model/ticket'
import type { Locale, RichText } from '../../platform'
import type { Standing } from '../entry-rows'
import type { OwnStatus } from '../life/own-status-rows'
import type { Kin } from '../links/ticket-links-rows'

/** All that a card tells, read in one transaction. */
export interface CardFacts {
  readonly ticket: Ticket
  readonly tags: readonly string[]
  /** What else it tells, in words. */
  readonly told: readonly { readonly label: string; readonly value: string }[]
  readonly kin: readonly Kin[]
  readonly ownStatuses: readonly OwnStatus[]
  readonly requester: Person
  readonly assignee?: Person
  /** What the customer may know of who has it. */
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
  /** What agents know of the customer. */
  readonly notes: RichText
  /** What agents wrote down as their time. */
  readonly spentMs: number
  readonly lastWords?: { readonly by: string; readonly entry: Standing }
  readonly locale: Locale
  readonly zone: string
  readonly now: Date
}
