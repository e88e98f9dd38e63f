import { z } from 'zod'
import { choice, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import type { PlaceRef, UserRef } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { holdTicket, showTicket } from '../life/move-ticket'
import { moveUnsent } from '../conversation/move-unsent'
import { openCustomerSide, type CustomerSide } from '../conversation/open-ticket'
import type { Room } from '../room-rows'
import { suggestTickets } from '../suggest-tickets'
import type { Ticket } from '../../model/ticket'

/** The customer cannot read the conversation any more: it goes on in another, with what did not arrive. */
export const reach = defineOperation({
  name: 'reach',
  by: 'agent',
  holdsTicket: true,
  input: z.object({ ticket: ticketNumber, where: choice(['direct', 'thread'], 'reach.where').optional() }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, where }) => {
    const ticket = await holdTicket(tx, number)
    if (ticket.status === 'closed') throw new Refusal('ticket-is-closed', { number })
    if (ticket.internal) throw new Refusal('ticket-is-internal', { number })
    const rooms = (await tx.rooms.of(number, 'customer')).filter(
      ({ copyFor, origin, reader }) => copyFor === null && origin === null && reader === null,
    )
    const lost = rooms.filter((room) => room.lost !== null)
    const name = (await tx.people.get(ticket.requester))!.name
    if (lost.length === 0) return tx.say('reach.fine', { number, name })
    const side = await sideOf(tx, ticket, lost, where)
    if (side === undefined) return tx.say('reach.nowhere', { name })
    for (const room of lost) {
      await tx.rooms.leave(room.id)
      await tx.rooms.retire(room.id)
    }
    const room = (await openCustomerSide(tx, ticket, side))!
    const count = await moveUnsent(tx, lost, room)
    await showTicket(tx, number)
    return tx.say(side.kind === 'direct' ? 'reach.direct' : 'reach.thread', { name, count })
  },
})

const sideOf = async (
  tx: Tx,
  ticket: Ticket,
  lost: readonly Room[],
  where: 'direct' | 'thread' | undefined,
): Promise<CustomerSide | undefined> => {
  const wantsThread = where === undefined ? lost.some(({ lost: why }) => why === 'deleted') : where === 'thread'
  const place = wantsThread ? await placeFor(tx, ticket, lost) : undefined
  if (wantsThread) return place && { kind: 'under-receipt', place }
  const user = await userFor(tx, ticket, lost)
  return user && { kind: 'direct', user }
}

/** The channel in which it was, while that is there, or the first that takes requests for its queue on that platform. */
const placeFor = async (tx: Tx, ticket: Ticket, lost: readonly Room[]): Promise<PlaceRef | undefined> => {
  const before = lost.find(({ parent, lost: why }) => parent !== null && why === 'deleted')
  const places = await tx.queues.places('intake', ticket.queue)
  const same = places.find(({ platform, id }) => platform === before?.platform && id === before.parent)
  return same ?? places.find(({ platform }) => lost.some((room) => room.platform === platform))
}

/** On another platform where they are known there; else where they were, for who took no messages may take them again. */
const userFor = async (tx: Tx, ticket: Ticket, lost: readonly Room[]): Promise<UserRef | undefined> => {
  const users = await tx.people.identitiesOf(ticket.requester)
  const hasLostDirect = (platform: string) => lost.some((room) => room.platform === platform && room.direct)
  const here = users.find(({ platform }) => lost.some((room) => room.platform === platform) && !hasLostDirect(platform))
  return here ?? users.find(({ platform }) => !hasLostDirect(platform)) ?? users[0]
}
