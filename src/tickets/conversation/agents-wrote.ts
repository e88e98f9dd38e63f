import { hasRole, type Actor } from '../../model/person'
import { say, type Answer, type MessageArrived, defined } from '../../platform'
import type { Tx } from '../../core/tx'
import { words, wordsOf } from '../../core/words'
import { breakLoop, echoIn } from './echo'
import type { Entry } from '../entry-rows'
import { noteIn } from './note-mark'
import { knowPost } from './open-ticket'
import { answersTo, keepFiles, relay } from './relay'
import { replyToCustomer } from './reply-to-customer'
import type { Room } from '../room-rows'

const nothing: Answer = { kind: 'none' }

/** Keeps what is written in the agents' room as a note, unless its queue sends it to the customer by default. */
export const agentsWrote = async (tx: Tx, room: Room, message: MessageArrived, author: Actor): Promise<Answer> => {
  const echo = await echoIn(tx, room, message, author)
  if (echo.isEcho) return breakLoop(tx, room, message, author, echo)
  const ticket = (await tx.tickets.get(room.ticket))!
  const queue = (await tx.queues.get(ticket.queue))!
  const note = noteIn(message.text)
  const isByDefault = queue.replies === 'by-default' && hasRole(author, 'agent') && !ticket.internal
  const isReply = isByDefault && note?.isSure !== true
  if (!isReply || note !== undefined || ticket.status === 'closed') {
    const text = note?.isSure === true ? note.text : message.text
    const entry = await writeNote(tx, room, { ...message, text }, author)
    if (!isReply) return nothing
    return ticket.status === 'closed'
      ? tx.say('reply.closed', { number: ticket.number })
      : tx.answer(askWhetherNote(author.speaks, entry))
  }
  await replyToCustomer(tx, (await tx.tickets.hold(ticket.number))!, author, {
    text: message.text,
    files: message.files,
    ...defined({ replyTo: message.replyTo }),
    said: { room, post: { ref: message.post, at: message.at } },
    takeBackMs: queue.takeBackMs,
  })
  return nothing
}

/** Words that may be meant as a note stay inside until their author presses. */
export const askWhetherNote = (speaks: Actor['speaks'], { id }: Pick<Entry, 'id'>) => {
  const title = words(speaks, 'note.doubt')
  return {
    text: say(title),
    card: {
      title,
      tone: 'neutral' as const,
      blocks: [
        {
          kind: 'controls' as const,
          controls: [
            {
              kind: 'button' as const,
              label: wordsOf(speaks, 'operation.send.title'),
              operation: 'send',
              input: { note: id },
              style: 'primary' as const,
            },
          ],
        },
      ],
    },
  }
}

const writeNote = async (tx: Tx, room: Room, message: MessageArrived, author: Actor): Promise<Entry> => {
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
  return entry
}
