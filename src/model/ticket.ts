import { Refusal } from '../core/refusal'

export const statuses = ['new', 'open', 'pending', 'on-hold', 'solved', 'closed'] as const
export type Status = (typeof statuses)[number]
/** Statuses that a person may set; `new` comes by itself. */
export const settableStatuses = ['open', 'pending', 'on-hold', 'solved', 'closed'] as const
export const priorities = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

export interface Ticket {
  readonly number: number
  readonly subject: string
  readonly status: Status
  readonly pendingUntil: Date | null
  readonly priority: Priority
  readonly queue: string
  /** A person's id, like `assignee`. */
  readonly requester: string
  readonly assignee: string | null
  /** A team's id; null: for whoever serves the queue. */
  readonly team: string | null
  /** Among agents: it has no customer's side. */
  readonly internal: boolean
  /** True when whoever asked only claimed to be its requester. */
  readonly claimed: boolean
  readonly overdue: boolean
  /** Came back from waiting: it goes up in the queue until an agent answers. */
  readonly risen: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly firstRepliedAt: Date | null
  readonly solvedAt: Date | null
  /** The ticket that it is one with now. */
  readonly mergedInto: number | null
  /** The name of a status of the desk's own, which stands for `status`. */
  readonly ownStatus: string | null
}

/** Change of a ticket's status. */
export type TicketEvent =
  | { readonly kind: 'claimed' | 'agent-replied' | 'customer-wrote' | 'pending-over' | 'close-due' }
  | {
      readonly kind: 'set'
      readonly status: Exclude<Status, 'new'>
      readonly until?: Date
      readonly own?: string
      readonly withChildren?: true
    }

/** Statuses to which each may be set by hand. */
export const settable: Readonly<Record<Status, readonly Status[]>> = {
  new: ['open', 'pending', 'on-hold', 'solved'],
  open: ['pending', 'on-hold', 'solved'],
  pending: ['open', 'pending', 'on-hold', 'solved'],
  'on-hold': ['open', 'pending', 'solved'],
  solved: ['open', 'closed'],
  closed: [],
}

const byItself: Readonly<Record<Exclude<TicketEvent['kind'], 'set'>, Partial<Record<Status, Status>>>> = {
  claimed: { new: 'open' },
  'agent-replied': { new: 'open' },
  'customer-wrote': { pending: 'open', 'on-hold': 'open', solved: 'open' },
  'pending-over': { pending: 'open' },
  'close-due': { solved: 'closed' },
}

export type StatusChange = Pick<Ticket, 'status' | 'pendingUntil' | 'solvedAt'>

/** The status after the event. Refuses a change by hand that the table does not know, and a pending time that is past. */
export const transition = (ticket: StatusChange, event: TicketEvent, now: Date): StatusChange => {
  const status =
    event.kind === 'set'
      ? setByHand(ticket.status, event.status)
      : (byItself[event.kind][ticket.status] ?? ticket.status)
  const until = event.kind === 'set' ? event.until : undefined
  if (until !== undefined && status === 'pending' && until <= now)
    throw new Refusal('pending-needs-time', { typed: until.toISOString() }, 'until')
  const isStill = status === ticket.status && event.kind !== 'set'
  return {
    status,
    pendingUntil: status === 'pending' ? (isStill ? ticket.pendingUntil : (until ?? null)) : null,
    solvedAt: status === 'solved' ? (ticket.solvedAt ?? now) : status === 'closed' ? ticket.solvedAt : null,
  }
}

const setByHand = (from: Status, to: Status): Status => {
  if (!settable[from].includes(to))
    throw new Refusal('illegal-status', { from, to, allowed: settable[from].join(', ') || '-' }, 'status')
  return to
}

export const isOver = ({ status }: Pick<Ticket, 'status'>): boolean => status === 'solved' || status === 'closed'
/** Over for good: closed, or solved for as long as the queue lets its customers reopen; null: until it closes. */
export const isPast = (
  { status, solvedAt }: Pick<Ticket, 'status' | 'solvedAt'>,
  reopenMs: number | null,
  now: Date,
): boolean => {
  if (status !== 'solved') return status === 'closed'
  return reopenMs !== null && solvedAt !== null && now.getTime() >= solvedAt.getTime() + reopenMs
}
/** Nobody is waiting for the desk: deadlines rest. */
export const isResting = ({ status }: Pick<Ticket, 'status'>): boolean => status === 'pending' || status === 'on-hold'
