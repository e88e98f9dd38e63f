import type { Actor } from '../../model/person'
import { paragraph, type Answer, type MessageArrived } from '../../platform'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import type { Flood } from './flood'
import { answerOnceADay } from './intake'
import type { Room } from '../room-rows'

/** Author of a message; `tooFast` when it is more than one customer's share of the minute. */
export interface Writer extends Actor {
  readonly tooFast?: { readonly isFirst: boolean }
}

export const asWriter = (tx: Tx, actor: Actor, message: MessageArrived, flood: Flood): Writer => {
  const { rateLimit, id } = tx.desk
  if (actor.role !== 'customer' || rateLimit === null) return actor
  const count = flood.count(id, actor.id, tx.now, message)
  return count > rateLimit ? { ...actor, tooFast: { isFirst: count === rateLimit + 1 } } : actor
}

const mostLooked = 100

/** The customer's room of their last open ticket, when they have as many as they may, or come too fast for more. */
export const lastOfTooMany = async (tx: Tx, { id, tooFast }: Writer): Promise<Room | undefined> => {
  const most = tx.desk.openLimit ?? Infinity
  if (tooFast === undefined && (await tx.tickets.openCount(id)) < most) return undefined
  const tickets = await tx.tickets.openOf(id, Math.min(most, mostLooked))
  for (const { number } of tickets) {
    // Not one of another customer, whose ticket became one with it, or who asked in it before.
    const room = (await tx.rooms.of(number, 'customer')).find(
      ({ copyFor, origin, reader }) => copyFor === null && origin === null && (reader === null || reader === id),
    )
    if (room !== undefined) return room
  }
  return undefined
}

export const answerTooMany = (tx: Tx, person: Writer, number: number) => {
  if (person.tooFast === undefined)
    answerOnceADay(tx, 'many', person, { text: [paragraph(words(person.speaks, 'flood.many', { number }))] })
}

const gatheredMs = 30_000

/** Kept as it came, and put into the ticket with what else comes; the customer is told once. */
export const putAside = async (tx: Tx, room: Room, message: MessageArrived, writer: Writer): Promise<Answer> => {
  await tx.waiting.add(room.ticket, room.id, writer.id, message, new Date(tx.now.getTime() + gatheredMs))
  if (writer.tooFast?.isFirst === true)
    answerOnceADay(tx, 'fast', writer, {
      text: [paragraph(words(writer.speaks, 'flood.fast', { number: room.origin ?? room.ticket }))],
    })
  return { kind: 'none' }
}
