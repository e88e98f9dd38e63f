import type { Actor } from '../../model/person'
import { hasRole } from '../../model/person'
import { isEmpty, type Answer, type MessageArrived, defined } from '../../platform'
import type { DeskPlace } from '../../queues/queue-rows'
import type { Tx } from '../../core/tx'
import { answerAddressed, calledAlone } from './addressed'
import { agentsWrote } from './agents-wrote'
import { breakLoop, echoIn } from './echo'
import { hearCustomer, isNoise } from './hear-customer'
import { inviteToForm, leave, welcome, whyNot, type Reason } from './intake'
import { lastOfTooMany, putAside, answerTooMany, type Writer } from './limits'
import { applyEarly } from './message-changed'
import { openTicket, type NewTicket } from './open-ticket'
import { groupingMs, type Room } from '../room-rows'
import { replyToCustomer } from './reply-to-customer'
import { isPast, type Ticket } from '../../model/ticket'
import { withUnshown } from './unshown'

const nothing: Answer = { kind: 'none' }

/** Puts a message into the ticket of its room, into the one before, or into a new ticket. */
export const messageArrived = async (tx: Tx, arrived: MessageArrived, author: Writer): Promise<Answer> => {
  const message = { ...arrived, text: withUnshown(tx.desk.locale, arrived.text, arrived.unshown) }
  const saysNothing = isEmpty(message.text) && message.files.length === 0
  if (saysNothing && message.addressed !== true) return nothing
  // Delivered live and found again by a backfill, it has two event ids but is one post.
  if ((await tx.rooms.post(message.post)) !== undefined) return nothing
  const answer = saysNothing ? await calledAlone(tx, message, author) : await placeMessage(tx, message, author)
  await applyEarly(tx, message.post)
  return answer
}

const placeMessage = async (tx: Tx, message: MessageArrived, author: Writer): Promise<Answer> => {
  const room = await roomFor(tx, message, author)
  if (room?.side === 'agents' && author.identity === 'claimed') return leave(tx, message, 'claimed')
  if (room !== undefined)
    return room.side === 'agents'
      ? agentsWrote(tx, room, message, author)
      : customerSideWrote(tx, room, message, author)
  if (message.direct) return openInDirect(tx, message, author)

  const place = await tx.queues.place(message.parent ?? message.place)
  if (place?.purpose === 'intake') return saidInIntake(tx, place, message, author)
  return message.addressed === true ? answerAddressed(tx, author, 'elsewhere') : nothing
}

/**
 * Room in which somebody's words go on. Whoever only claims to be somebody goes on where the message proves that it answers, in a
 * thread: one to one with the bot, in the minutes after, and under a post that is being opened, the sender's name alone leads there.
 */
const roomFor = async (tx: Tx, message: MessageArrived, author: Writer): Promise<Room | undefined> => {
  const room = await tx.rooms.at(message.place)
  if (author.identity === 'claimed') return room?.direct === true ? undefined : room
  return room ?? beingOpened(tx, message, author)
}

/** Without a room of its own yet, in a place that takes requests: the place's mode decides. */
const saidInIntake = async (tx: Tx, place: DeskPlace, message: MessageArrived, author: Writer): Promise<Answer> => {
  const isTopic = message.isTopic === true
  const isThread = message.parent !== undefined
  const why = whyNot(place.mode, { isAgent: hasRole(author, 'agent'), isThread, isTopic })
  if (why !== undefined) {
    if (why === 'form' && message.addressed !== true) inviteToForm(tx, place, author)
    return unheard(tx, place, message, author, why)
  }
  const isOwn = isTopic || isThread || author.identity === 'claimed'
  const before = isOwn ? undefined : await justBefore(tx, message, author)
  // Of one that is solved thanks alone are a part still.
  if (before !== undefined && (!before.isSolved || isNoise(message)))
    return customerSideWrote(tx, before.room, message, author)
  if (isNoise(message)) return unheard(tx, place, message, author, 'noise')
  const side = isThread
    ? ({ kind: 'in-place', place: message.place, direct: false, parent: message.parent } as const)
    : underPost(message)
  return openOrJoin(tx, message, author, { queue: place.queue, side }, before?.room.ticket)
}

/** The room in which this person wrote a moment ago, and whether that ticket is over already. */
const justBefore = async (
  tx: Tx,
  { place, at }: MessageArrived,
  author: Writer,
): Promise<{ room: Room; isSolved: boolean } | undefined> => {
  const room = await tx.rooms.recent(place, author.id, at, groupingMs)
  const ticket = room === undefined ? undefined : await tx.tickets.hold(room.ticket)
  if (room === undefined || ticket === undefined || ticket.status === 'closed') return undefined
  return { room, isSolved: ticket.status === 'solved' }
}

/** No ticket comes of it; who called the bot by name is told what would open one. */
const unheard = async (
  tx: Tx,
  place: DeskPlace,
  message: MessageArrived,
  author: Writer,
  why: Reason,
): Promise<Answer> => {
  const left = await leave(tx, message, why)
  return message.addressed === true ? answerAddressed(tx, author, why, place) : left
}

const underPost = ({ post, place, thread }: MessageArrived) =>
  ({ kind: 'under-post', post, parent: place, ...defined({ thread }) }) as const

/** A ticket of its own, unless the customer has too many open: then the words go into the last of them. */
const openOrJoin = async (
  tx: Tx,
  message: MessageArrived,
  author: Writer,
  { queue, side }: Pick<NewTicket, 'queue' | 'side'>,
  follows?: number,
): Promise<Answer> => {
  const last = author.identity === 'claimed' ? undefined : await lastOfTooMany(tx, author)
  if (last !== undefined) {
    answerTooMany(tx, author, last.ticket)
    return customerSideWrote(tx, last, message, author)
  }
  const { number } = await openTicket(tx, {
    requester: author,
    claimed: author.identity === 'claimed',
    text: message.text,
    files: message.files,
    queue,
    side,
    post: { ref: message.post, at: message.at },
  })
  if (follows !== undefined) recordFollows(tx, number, follows)
  return nothing
}

const recordFollows = (tx: Tx, ticket: number, before: number) =>
  tx.entries.add({
    ticket,
    kind: 'change',
    audience: 'agents',
    author: null,
    data: { field: 'follows', to: before },
  })

/**
 * A thread that the network has opened already, or that a person began under the post: until we hear of it, what is written
 * there belongs to the room that is being opened.
 */
const beingOpened = async (tx: Tx, { parent }: MessageArrived, author: Actor): Promise<Room | undefined> => {
  if (parent === undefined) return undefined
  const rooms = await tx.rooms.opening(parent)
  const [agents, ...others] = rooms.filter(({ side }) => side === 'agents')
  if (agents !== undefined) return others.length === 0 && hasRole(author, 'agent') ? agents : undefined
  for (const room of rooms)
    if ((room.reader ?? (await tx.tickets.get(room.origin ?? room.ticket))?.requester) === author.id) return room
  return undefined
}

const openInDirect = async (tx: Tx, message: MessageArrived, author: Writer): Promise<Answer> => {
  if (hasRole(author, 'agent')) return tx.say('direct.agent')
  if (isNoise(message)) {
    welcome(tx, author)
    return leave(tx, message, 'noise')
  }
  const queue = await tx.queues.first()
  return openOrJoin(tx, message, author, {
    queue: queue.id,
    side:
      author.identity === 'claimed' && message.thread !== undefined
        ? underPost(message)
        : { kind: 'in-place', place: message.place, direct: true },
  })
}

/** Held, with the room as it is now: while we waited for the ticket it may have been merged, or a merge undone. */
const holdRoom = async (tx: Tx, room: Room): Promise<{ ticket: Ticket; room: Room; customer: string }> => {
  const ticket = (await tx.tickets.hold(room.ticket))!
  if (ticket.mergedInto === null && room.origin === null)
    return { ticket, room, customer: room.reader ?? ticket.requester }
  const now = (await tx.rooms.get(room.id))!
  if (now.ticket !== room.ticket) return holdRoom(tx, now)
  const own = now.origin === null ? undefined : await tx.tickets.get(now.origin)
  return { ticket, room: now, customer: now.reader ?? (own ?? ticket).requester }
}

const customerSideWrote = async (tx: Tx, before: Room, message: MessageArrived, author: Writer): Promise<Answer> => {
  const { ticket, room, customer } = await holdRoom(tx, before)
  // Writing there proves reading it.
  if (room.lost !== null) await tx.rooms.regain(room.id)
  const echo = await echoIn(tx, room, message, author)
  if (echo.isEcho) return breakLoop(tx, room, message, author, echo)
  // An agent who writes where the customer reads answers the customer: it is said already, so it is only told to the other side.
  if (hasRole(author, 'agent') && author.id !== customer) {
    await replyToCustomer(tx, ticket, author, {
      text: message.text,
      files: message.files,
      ...defined({ replyTo: message.replyTo }),
      said: { room, post: { ref: message.post, at: message.at } },
    })
    return nothing
  }
  if (await isShut(tx, ticket))
    return isNoise(message) ? leave(tx, message, 'noise') : openFollowUp(tx, room, message, author, ticket.queue)
  if (author.tooFast !== undefined) return putAside(tx, room, message, author)

  await hearCustomer(tx, ticket, author, {
    claimed: author.identity === 'claimed',
    text: message.text,
    files: message.files,
    ...defined({ replyTo: message.replyTo }),
    said: { room, post: { ref: message.post, at: message.at } },
  })
  return nothing
}

const isShut = async (tx: Tx, ticket: Ticket): Promise<boolean> =>
  isPast(ticket, ticket.status === 'solved' ? ((await tx.queues.get(ticket.queue))?.reopenMs ?? null) : null, tx.now)

/**
 * Further words in the room of what is over open a ticket that is linked to it. Said in the channel above, they get a thread
 * of their own: a room in the channel would take in everybody’s words.
 */
const openFollowUp = async (
  tx: Tx,
  room: Room,
  message: MessageArrived,
  author: Actor,
  queue: string,
): Promise<Answer> => {
  const isAbove = !message.direct && message.parent === undefined && room.place !== message.place.id
  const next = await openTicket(tx, {
    requester: author,
    claimed: author.identity === 'claimed',
    text: message.text,
    files: message.files,
    queue,
    side: isAbove
      ? underPost(message)
      : {
          kind: 'in-place',
          place: message.place,
          direct: room.direct,
          ...(room.parent === null ? {} : { parent: { platform: room.platform, kind: 'place', id: room.parent } }),
        },
    post: { ref: message.post, at: message.at },
  })
  recordFollows(tx, next.number, room.ticket)
  // A thread that was closed with the ticket before is the new one's now.
  for (const one of isAbove ? [] : await tx.rooms.of(next.number, 'customer'))
    if (!one.direct) tx.outbox.settle(one, 'open', String(next.number))
  return nothing
}
