import { meetNamed } from '../../people/meet-named'
import type { Actor, Person } from '../../model/person'
import type { UserRef } from '../../platform'
import { retargetClocks } from '../../sla/ticket-clocks'
import type { Tx } from '../../core/tx'
import { showTicket, recordChange } from '../life/move-ticket'
import { openCustomerSide } from './open-ticket'
import type { Ticket } from '../../model/ticket'

/** Another subject, on the cards: a network's thread keeps the name it was opened with, for renaming is dear there. */
export const changeSubject = async (tx: Tx, ticket: Ticket, subject: string, by: Actor): Promise<boolean> => {
  if (subject === ticket.subject) return false
  await tx.tickets.change(ticket.number, { subject })
  recordChange(tx, ticket.number, by, { field: 'subject', from: ticket.subject, to: subject })
  await retargetClocks(tx, { ...ticket, subject })
  await showTicket(tx, ticket.number)
  return true
}

/**
 * Somebody else asks for it: they get the answers in their direct messages. Who asked before goes on reading where they
 * do: what was said to them cannot be unsaid. Neither reads the other's words. Undefined when it is theirs already.
 */
export const changeRequester = async (
  tx: Tx,
  ticket: Ticket,
  user: UserRef,
  by: Actor,
): Promise<Person | undefined> => {
  const person = await meetNamed(tx, user)
  if (person.id === ticket.requester) return undefined
  const changed: Ticket = { ...ticket, requester: person.id }
  await tx.rooms.keepReader(ticket.number, ticket.requester)
  await tx.tickets.change(ticket.number, { requester: person.id })
  recordChange(tx, ticket.number, by, { field: 'requester', from: ticket.requester, to: person.id })
  await openCustomerSide(tx, changed, { kind: 'direct', user })
  for (const one of [ticket.requester, person.id]) await tx.outbox.refresh('home', one)
  await retargetClocks(tx, changed)
  await showTicket(tx, ticket.number)
  return person
}
