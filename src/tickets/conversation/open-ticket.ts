import type { Person } from '../../model/person'
import {
  firstLine,
  type FileRef,
  type PlaceRef,
  type PostRef,
  type RichText,
  type UserRef,
  paragraph,
} from '../../platform'
import { handOut } from '../../routing/hand-out'
import { startClocks, type Closed } from '../../sla/ticket-clocks'
import type { Tx } from '../../core/tx'
import { changeFields } from '../fields/change-fields'
import { claimedData, type Entry } from '../entry-rows'
import { keepFiles, openAgentsRooms, relay } from './relay'
import type { Room } from '../room-rows'
import type { Ticket } from '../../model/ticket'
import { richWords, timeIn } from '../../core/rich-words'

/** Place that holds the customer's side of the conversation. */
export type CustomerSide =
  /** A thread under the customer's own post: `thread` where the network needs not open it. */
  | { readonly kind: 'under-post'; readonly post: PostRef; readonly parent: PlaceRef; readonly thread?: PlaceRef }
  /** A place that is there already: a DM, a thread. */
  | { readonly kind: 'in-place'; readonly place: PlaceRef; readonly direct: boolean; readonly parent?: PlaceRef }
  /** A thread under the receipt that the desk posts in this channel. */
  | { readonly kind: 'under-receipt'; readonly place: PlaceRef }
  /** The person's DM, to be opened. */
  | { readonly kind: 'direct'; readonly user: UserRef }
  /** Among agents. */
  | { readonly kind: 'none' }

export interface NewTicket {
  readonly requester: Person
  /** They only claimed to be the requester. */
  readonly claimed?: boolean
  /** Opener, when not the requester. */
  readonly by?: Person
  readonly text: RichText
  readonly subject?: string
  readonly files?: readonly FileRef[]
  readonly queue: string
  /** As they were typed. */
  readonly fields?: Readonly<Record<string, string>>
  /** Author of the words, when not the requester. */
  readonly author?: Person
  /** The entry whose words they are: its files come along. */
  readonly copyOf?: Pick<Entry, 'id' | 'copyOf'>
  /** The requester, for whom somebody else opened it, does not read there what it is about: it was not said to them. */
  readonly isUntold?: true
  readonly side: CustomerSide
  /** The customer's own post of these words, and when it was sent. */
  readonly post?: { readonly ref: PostRef; readonly at: Date }
}

const longestSubject = 100

/** Opens a ticket, all in one: story, deadlines, the customer's room and receipt, the agents' cards and rooms. */
export const openTicket = async (tx: Tx, request: NewTicket): Promise<Ticket> => {
  const { requester, text, queue } = request
  const number = tx.takeNumber()
  const ticket: Ticket = {
    number,
    subject: (request.subject ?? firstLine(text, longestSubject)) || tx.words('ticket.no-subject'),
    status: 'new',
    pendingUntil: null,
    priority: 'normal',
    queue,
    requester: requester.id,
    assignee: null,
    team: null,
    internal: request.side.kind === 'none',
    claimed: request.claimed === true,
    overdue: false,
    risen: false,
    createdAt: tx.now,
    updatedAt: tx.now,
    firstRepliedAt: null,
    solvedAt: null,
    mergedInto: null,
    ownStatus: null,
  }
  tx.tickets.add(ticket)
  const entry = tx.entries.add({
    ticket: number,
    kind: 'message',
    audience: ticket.internal ? 'agents' : 'customer',
    author: (request.author ?? requester).id,
    ...((request.author ?? requester).saidAs == null ? {} : { saidAs: (request.author ?? requester).saidAs }),
    text,
    ...claimedData(ticket.claimed),
    ...(request.copyOf === undefined ? {} : { copyOf: originalOf(request.copyOf) }),
  })
  if (request.by !== undefined)
    tx.entries.add({
      ticket: number,
      kind: 'change',
      audience: 'agents',
      author: request.by.id,
      data: { field: 'opened', to: requester.id },
    })
  keepFiles(tx, entry, request.files ?? [])
  if (request.copyOf !== undefined) await tx.files.copy(request.copyOf.id, entry.id)

  const customerRoom = await openCustomerSide(tx, ticket, request.side)
  const closed = await startClocks(tx, ticket)
  if (closed !== undefined && customerRoom !== undefined) answerClosed(tx, ticket, customerRoom, requester, closed)
  await changeFields(tx, ticket, request.fields ?? {}, request.by ?? null)
  if (request.post !== undefined) knowPost(tx, entry, customerRoom, request.post)
  else if (request.by !== undefined && request.isUntold === undefined && customerRoom !== undefined)
    // Opened for them, they read what it is about.
    await relay(tx, [customerRoom], { entry, author: request.by, text })
  const rooms = await openAgentsRooms(tx, ticket, await tx.queues.places('agents', queue))
  await relay(tx, rooms, { entry, author: request.author ?? requester, text })
  tx.happened('created', number)
  await handOut(tx, queue)
  return ticket
}

/** The first entry that had these words. */
export const originalOf = ({ id, copyOf }: Pick<Entry, 'id' | 'copyOf'>): string => copyOf ?? id

/** Once, to who writes out of hours: when we are back, and when to expect an answer. */
const answerClosed = (tx: Tx, { number }: Ticket, room: Room, customer: Person, { until, due }: Closed) => {
  const locale = customer.locale ?? tx.desk.locale
  const moment = (at: Date) => timeIn(locale, tx.desk.zone, at, tx.now)
  const told = [
    ...richWords(locale, 'hours.closed', { at: moment(until) }),
    ...(due === undefined ? [] : [' ', ...richWords(locale, 'hours.expect', { at: moment(due) })]),
  ]
  tx.outbox.say(room, { text: [paragraph(...told)] }, { key: `hours:${number}`, ticket: number })
}

/** Remembers that this post of the network is this entry. */
export const knowPost = (
  tx: Tx,
  entry: Entry,
  room: Room | undefined,
  post: { readonly ref: PostRef; readonly at: Date },
) =>
  tx.rooms.addPost({
    platform: post.ref.platform,
    post: post.ref.id,
    ticket: entry.ticket,
    entry: entry.id,
    room: room?.id ?? null,
    key: null,
    at: post.at,
  })

/** The customer's room and receipt. */
export const openCustomerSide = async (tx: Tx, ticket: Ticket, side: CustomerSide): Promise<Room | undefined> => {
  const title = `#${ticket.number} ${ticket.subject}`
  const add = (near: PlaceRef | UserRef, facts: Partial<Pick<Room, 'place' | 'parent' | 'direct'>>) =>
    tx.rooms.add({
      ticket: ticket.number,
      side: 'customer',
      platform: near.platform,
      place: null,
      parent: null,
      direct: false,
      lane: tx.outbox.lane(near),
      ...facts,
    })
  switch (side.kind) {
    case 'under-post': {
      const room = add(side.thread ?? side.parent, { place: side.thread?.id ?? null, parent: side.parent.id })
      if (side.thread === undefined) tx.outbox.open(room, { post: side.post }, title)
      await tx.outbox.show('customer-card', ticket.number, room)
      return room
    }
    case 'in-place': {
      const earlier = await tx.rooms.at(side.place)
      if (earlier !== undefined) await tx.rooms.retire(earlier.id)
      const room = add(side.place, { place: side.place.id, direct: side.direct, parent: side.parent?.id ?? null })
      await tx.outbox.show('customer-card', ticket.number, room)
      return room
    }
    case 'under-receipt': {
      const slot = await tx.outbox.show('customer-card', ticket.number, side.place)
      const room = add(side.place, { parent: side.place.id })
      tx.outbox.open(room, { slot }, title)
      return room
    }
    case 'direct': {
      const room = add(side.user, { direct: true })
      tx.outbox.open(room, { user: side.user }, title)
      await tx.outbox.show('customer-card', ticket.number, room)
      return room
    }
    case 'none':
      return undefined
  }
}
