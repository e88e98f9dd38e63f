import { hasRole, type Actor } from '../people/person'
import type { Answer, MessageArrived } from '../platform'
import type { Tx } from '../tx'
import { breakLoop, isEcho } from './echo'
import { noteIn } from './note-mark'
import { knowPost } from './open-ticket'
import { answersTo, keepFiles, relay } from './relay'
import { replyToCustomer } from './reply-to-customer'
import type { Room } from './room-rows'

const nothing: Answer = { kind: 'none' }

/** What is written in the agents' room is a note, unless its queue sends it to the customer by default. */
export const agentsWrote = async (tx: Tx, room: Room, message: MessageArrived, author: Actor): Promise<Answer> => {
  if (await isEcho(tx, room, message, author)) return breakLoop(tx, room, message, author)
  const ticket = (await tx.tickets.get(room.ticket))!
  const queue = (await tx.queues.get(ticket.queue))!
  const note = noteIn(message.text)
  const isReply = queue.replies === 'by-default' && note === undefined && hasRole(author, 'agent') && !ticket.internal
  if (!isReply || ticket.status === 'closed') {
    await writeNote(tx, room, { ...message, text: note ?? message.text }, author)
    return isReply ? tx.say('reply.closed', { number: ticket.number }) : nothing
  }
  await replyToCustomer(tx, (await tx.tickets.hold(ticket.number))!, author, {
    text: message.text,
    files: message.files,
    ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
    said: { room, post: { ref: message.post, at: message.at } },
    takeBackMs: queue.takeBackMs,
  })
  return nothing
}

const writeNote = async (tx: Tx, room: Room, message: MessageArrived, author: Actor) => {
  const entry = tx.entries.add({
    ticket: room.ticket,
    kind: 'note',
    audience: 'agents',
    author: author.id,
    text: message.text,
    data: await answersTo(tx, message.replyTo),
  })
  keepFiles(tx, entry, message.files)
  knowPost(tx, entry, room, { ref: message.post, at: message.at })
  const others = (await tx.rooms.of(room.ticket, 'agents')).filter(({ id }) => id !== room.id)
  await relay(tx, others, { entry, author, text: message.text })
}
