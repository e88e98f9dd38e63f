import type { Person } from '../../model/person'
import type { FileRef, PostRef, RichText } from '../../platform'
import { awaitNextResponse } from '../../sla/ticket-clocks'
import type { Tx } from '../../core/tx'
import { claimedData } from '../entry-rows'
import { awaitSilence, moveTicket } from '../life/move-ticket'
import { noiseOf } from './noise'
import { knowPost } from './open-ticket'
import { answersTo, keepFiles, relay } from './relay'
import type { Room } from '../room-rows'
import { isResting, type Ticket } from '../../model/ticket'

export interface CustomersWords {
  /** True when its author is only claimed. */
  readonly claimed?: boolean
  readonly text: RichText
  readonly files?: readonly FileRef[]
  readonly replyTo?: PostRef
  /** Room and post of the customer's own words. */
  readonly said?: { readonly room: Room; readonly post: { readonly ref: PostRef; readonly at: Date } }
}

/** A greeting, thanks or emoji and nothing else. */
export const isNoise = ({ text, files = [] }: Pick<CustomersWords, 'text' | 'files'>): boolean =>
  files.length === 0 && noiseOf(text) !== undefined

/**
 * The rooms that read what is said in `room`, those of agents and of that customer with their copies: two customers whose
 * tickets became one do not read each other's words, nor do who asks and who asked before.
 */
export const readingAlong = (rooms: readonly Room[], room: Room | undefined): Room[] =>
  rooms.filter(
    ({ id, side, origin, copyFor, reader }) =>
      id !== room?.id &&
      (side === 'agents' ||
        (origin === (room?.origin ?? null) && (copyFor !== null || reader === (room?.reader ?? null)))),
  )

/** A customer's words in a ticket that is theirs: its story, everybody else's room, its status and deadlines. The ticket is held. */
export const hearCustomer = async (tx: Tx, ticket: Ticket, author: Person, words: CustomersWords) => {
  const { text, files = [], replyTo, said, claimed = false } = words
  const entry = tx.entries.add({
    ticket: ticket.number,
    kind: 'message',
    audience: 'customer',
    author: author.id,
    text,
    data: { ...(await answersTo(tx, replyTo)), ...claimedData(claimed).data },
  })
  keepFiles(tx, entry, files)
  if (said !== undefined) knowPost(tx, entry, said.room, said.post)
  const others = readingAlong(await tx.rooms.of(ticket.number), said?.room)
  await relay(tx, others, { entry, author, text })
  await tx.tickets.change(ticket.number, {})
  tx.happened('message', ticket.number)
  // "Thanks!" opens nothing again, and nobody waits for an answer to it.
  if (!isNoise(words) || isResting(ticket)) {
    const moved = await moveTicket(tx, ticket, { kind: 'customer-wrote' }, author)
    await awaitNextResponse(tx, ticket)
    await awaitSilence(tx, moved)
  }
  await tx.outbox.refresh('ticket-card', ticket.number)
}
