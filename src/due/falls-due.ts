import type { Tx } from '../core/tx'
import type { Ticket } from '../model/ticket'
import type { DueKind } from '../sla/due-rows'
import type { Alarms } from './alarms'

/**
 * What is done for a ticket, which is held, at a moment that it asked for. `subject` as it was scheduled, `about` what stands in
 * it behind the ticket's number; whoever is to be told of it is left with `alarms`, which tells many at once in one message.
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
