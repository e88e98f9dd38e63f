import { paragraph, type RichText } from '../platform'
import { awaitNextResponse } from '../sla/ticket-clocks'
import type { Tx } from '../core/tx'
import { personaIn } from '../tickets/conversation/persona'
import type { Entry } from '../tickets/entry-rows'
import { readingAlong } from '../tickets/conversation/hear-customer'
import { applyEarly } from '../tickets/conversation/message-changed'
import { awaitSilence, moveTicket } from '../tickets/life/move-ticket'
import { knowPost } from '../tickets/conversation/open-ticket'
import { answersTo, keepFiles, relay } from '../tickets/conversation/relay'
import type { Room } from '../tickets/room-rows'
import type { Ticket } from '../model/ticket'

const mostAtOnce = 200

/**
 * Adds what one customer said too fast to the ticket: each message a line of the story, all of them one post for those
 * who read along, except messages with files.
 */
export const gatherWaiting = async (tx: Tx, due: Ticket, personId: string) => {
  const waiting = await tx.waiting.take(due.number, personId, mostAtOnce)
  const person = await tx.people.get(personId)
  if (person === undefined || waiting.length === 0) return
  const ticket = await whereNow(tx, due, waiting[0]!.room)
  const rooms = await tx.rooms.of(ticket.number)
  const said: { entry: Entry; text: RichText }[] = []
  for (const { message, room } of waiting) {
    // Two accounts that were one may be two again.
    const author = (await tx.people.known(message.from)) ?? person
    const entry = tx.entries.add({
      ticket: ticket.number,
      kind: 'message',
      audience: 'customer',
      author: author.id,
      ...(author.saidAs == null ? {} : { saidAs: author.saidAs }),
      text: message.text,
      data: await answersTo(tx, message.replyTo),
    })
    keepFiles(tx, entry, message.files)
    knowPost(
      tx,
      entry,
      rooms.find(({ id }) => id === room),
      { ref: message.post, at: message.at },
    )
    if (message.files.length === 0) said.push({ entry, text: message.text })
    else await relay(tx, elsewhere(rooms, room), { entry, author: person, text: message.text })
  }
  await sayTogether(tx, elsewhere(rooms, waiting[0]!.room), person, said)
  for (const { message } of waiting) await applyEarly(tx, message.post)
  tx.happened('message', ticket.number)
  await tx.tickets.change(ticket.number, {})
  const moved = await moveTicket(tx, ticket, { kind: 'customer-wrote' }, person)
  await awaitNextResponse(tx, ticket)
  await awaitSilence(tx, moved)
  await tx.outbox.refresh('ticket-card', ticket.number)
  if (waiting.length === mostAtOnce)
    tx.clocks.schedule({ what: 'gather', subject: `${due.number}:${person.id}`, at: tx.now })
}

const elsewhere = (rooms: readonly Room[], room: string) =>
  readingAlong(
    rooms,
    rooms.find(({ id }) => id === room),
  )

/** Merged while the words waited, the ticket goes on in another one. */
const whereNow = async (tx: Tx, due: Ticket, roomId: string): Promise<Ticket> => {
  const room = due.mergedInto === null ? undefined : await tx.rooms.get(roomId)
  return room === undefined || room.ticket === due.number ? due : ((await tx.tickets.hold(room.ticket)) ?? due)
}

const sayTogether = async (
  tx: Tx,
  rooms: readonly Room[],
  author: Parameters<typeof personaIn>[2],
  said: readonly { readonly entry: Entry; readonly text: RichText }[],
) => {
  const [first] = said
  if (first === undefined) return
  const count = paragraph({ kind: 'text', text: tx.words('flood.together', { count: said.length }), italic: true })
  for (const room of rooms)
    tx.outbox.say(
      room,
      { text: [count, ...said.flatMap(({ text }) => text)], as: await personaIn(tx, room, author) },
      { key: `gather:${first.entry.id}:${room.id}`, ticket: first.entry.ticket },
    )
}
