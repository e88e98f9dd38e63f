import type { Ticket } from '../model/ticket'
import type { Card, Locale, RichText } from '../platform'

export const alarmKinds = ['breach', 'warning', 'pending-over', 'silent', 'forecast'] as const
export type AlarmKind = (typeof alarmKinds)[number]

/** Message to people about a ticket, because its time has come. */
export interface Alarm {
  readonly kind: AlarmKind
  readonly ticket: Ticket
  /** Tells the same thing once, however often it is asked. */
  readonly key: string
  /** All of it, when it is told by itself. */
  readonly words: (speaks: Locale, zone: string) => string | RichText
  readonly card?: Card
  /** Words about its ticket among others, beside number and subject. */
  readonly detail?: (speaks: Locale, zone: string) => string
}
