import type { Tx } from '../core/tx'
import type { Ticket } from '../model/ticket'
import type { DueKind } from '../sla/due-rows'
import type { Alarms } from './alarms'

/**
 * Handler of a moment that a ticket asked for; the ticket is held. `subject` as it was scheduled, `about` the part of it behind
 * the ticket's number; whoever is to be notified is left with `alarms`, which puts many tickets into one message.
 */
export type FallsDue = (
  tx: Tx,
  ticket: Ticket,
  due: { readonly subject: string; readonly about: string; readonly alarms: Alarms },
) => Promise<void>

/** Tickets that are to be handed out are gathered, and handed out together. */
export type DueHandlers = { readonly [Kind in Exclude<DueKind, 'hand-out'>]: FallsDue }

declare module '../core/tx' {
  interface Registered {
    readonly due: DueHandlers
  }
}
