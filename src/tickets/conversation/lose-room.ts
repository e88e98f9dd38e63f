import { say, type Content, type Control, type PlaceRef } from '../../platform'
import type { Tx } from '../../core/tx'
import { words, wordsOf } from '../../core/words'
import { moveUnsent } from './move-unsent'
import type { Loss, Room } from '../room-rows'
import { isOver, type Ticket } from '../../model/ticket'
import { richSentence } from '../../core/rich-words'

/** More than so many conversations that end at once are not told one by one: the admins hear of the place. */
const mostTold = 50

/** Nobody reads what is said there any more: whoever works on the ticket is told at once, and how to go on. */
export const loseRoom = async (tx: Tx, room: Room, why: Loss, isTold = true): Promise<void> => {
  if (room.lost !== null || room.leftAt !== null) return
  const ticket = await tx.tickets.get(room.ticket)
  if (ticket === undefined) return
  await tx.rooms.lose(room.id, why)
  if (ticket.status === 'closed') return
  if (room.side === 'agents') return openAnew(tx, ticket, room, why)
  // Copies are for whoever asked for one.
  if (isTold && room.copyFor === null) await notifyLost(tx, ticket, room, why)
}

/** Everything of this desk in a place that is gone, or from which the bot was put out. */
export const losePlace = async (tx: Tx, place: PlaceRef, why: Loss) => {
  const rooms = await tx.rooms.in(place)
  for (const [at, room] of rooms.entries()) await loseRoom(tx, room, why, at < mostTold)
}

/** Loses conversations that this person can no longer read: in places whose ids begin so. */
export const loseSight = async (tx: Tx, person: string, platform: string, beginning: string) => {
  for (const room of await tx.rooms.ofCustomer(person, platform, beginning)) await loseRoom(tx, room, 'left')
}

const notifyLost = async (tx: Tx, ticket: Ticket, room: Room, why: Loss) => {
  const locale = tx.desk.locale
  const own = room.origin === null ? ticket : await tx.tickets.get(room.origin)
  const name = (await tx.people.get(room.reader ?? own?.requester ?? ticket.requester))?.name ?? ''
  const text = words(locale, `lost.${why}`, { name })
  const controls = reachControls(ticket.number, why, locale)
  const content: Content = {
    text: say(text),
    card: {
      title: words(locale, 'lost.title', { number: ticket.number }),
      tone: 'danger',
      blocks: [
        { kind: 'text', text: say(text) },
        ...(controls.length === 0 || isOver(ticket) ? [] : [{ kind: 'controls', controls } as const]),
      ],
    },
  }
  for (const agents of await tx.rooms.of(ticket.number, 'agents'))
    tx.outbox.say(agents, content, { key: `lost:${room.id}:${agents.id}`, ticket: ticket.number })
  await tx.outbox.refresh('ticket-card', ticket.number)
}

/** The ways that are left: no thread where they are no longer. */
export const reachControls = (ticket: number, why: Loss, locale: Tx['speaks']): Control[] => {
  const ways = why === 'left' ? ['direct'] : ['thread', 'direct']
  return ways.map((where) => ({
    kind: 'button',
    label: wordsOf(locale, `button.reach-${where}`),
    operation: 'reach',
    input: { ticket: String(ticket), where },
  }))
}

/** A place that loses its threads again and again has another fault, which the doctor tells. */
const mostAnew = 3
/** The agents' thread hangs off the card: where that still stands, it gets another. */
const openAnew = async (tx: Tx, ticket: Ticket, room: Room, why: Loss) => {
  if (room.parent === null || why !== 'deleted' || (await tx.rooms.lostUnder(room)) > mostAnew) return
  const parent: PlaceRef = { platform: room.platform, kind: 'place', id: room.parent }
  await tx.rooms.leave(room.id)
  await tx.rooms.retire(room.id)
  const slot = await tx.outbox.show('ticket-card', ticket.number, parent)
  const anew = tx.rooms.add({
    ticket: ticket.number,
    side: 'agents',
    platform: room.platform,
    place: null,
    parent: room.parent,
    lane: tx.outbox.lane(parent),
    direct: false,
  })
  // Nothing waits for a card that stands there already.
  const card = (await tx.slots.of('ticket-card', String(ticket.number))).find(({ id }) => id === slot)?.post
  const anchor = card == null ? { slot } : { post: { platform: room.platform, kind: 'post', id: card } as const }
  tx.outbox.open(anew, anchor, `#${ticket.number} ${ticket.subject}`)
  const text = richSentence(tx.desk.locale, 'lost.agents-thread', { number: ticket.number })
  tx.outbox.say(anew, { text }, { key: `anew:${anew.id}`, ticket: ticket.number })
  await moveUnsent(tx, [room], anew)
}
