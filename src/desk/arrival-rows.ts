import { knownUser, knownUsers, userLock, type Known } from '../people/person-rows'
import { echoMs } from '../tickets/conversation/echo'
import { wordsOfLate } from '../tickets/entry-rows'
import { heldTickets, holdFirst, openCount, openCounts } from '../tickets/ticket-rows'
import type { Inbound, PlaceRef, PostRef } from '../platform'
import { named, genericPlan } from '../store/statement'
import { databaseNow, pipelined, type Prelude, type Unit } from '../store/transaction'
import { eventKey } from '../store/inbox-rows'
import {
  earlyEvents,
  groupingMs,
  knownPosts,
  recentRoom,
  recentRooms,
  roomAt,
  roomsInPlace,
  roomsOfTicket,
  type Room,
} from '../tickets/room-rows'

/** Facts known of an event before anything is done about it. */
export interface Arrived {
  /** False: it was stored before. */
  readonly isNew: boolean
  readonly person: (Omit<Known, 'blockedAt'> & { readonly blockedAt: string | null }) | null
  readonly room: (Omit<Room, 'createdAt'> & { readonly createdAt: string }) | null
  readonly hasPost: boolean
  readonly hasEarly: boolean
  /** Room in which the person has just written, elsewhere under this place. */
  readonly recent: Arrived['room']
  /** Number of the person's open tickets, up to 1000. */
  readonly open: number
}

/**
 * The limits keep each look-up one by itself, by index: a fresh database, which knows no sizes yet, would rather read whole tables and join them.
 * An array whose elements the planner cannot count: it would plan anew for each. Of a JSON array it expects a hundred, which makes a
 * plan dearer by more, whenever the tables have grown, than planning anew is: it then does so a hundred times on each connection.
 */
const arrive = named(`
with given as (
    select r.* from unnest(${genericPlan('$2', 'json[]')}) e cross join lateral
      json_to_record(e) as r(n int, platform text, event text, "user" text, place text, post text, at timestamptz)),
  stored as (
    insert into inbox (platform, event, received_at, answer)
    select platform, event, ${databaseNow}, '{"kind":"none"}' from given on conflict do nothing returning platform, event)
select stored.event is not null as "isNew", row_to_json(person) as person, row_to_json(room) as room,
  (select true from posts p where p.platform = g.platform and p.post = g.post limit 1) is true as "hasPost",
  (select true from early e where e.platform = g.platform and e.post = g.post limit 1) is true as "hasEarly",
  (select row_to_json(recent) from (${recentRoom('g.platform', 'g.place', 'person.id', 'g.at', groupingMs)}) recent) as recent,
  ${openCount('person.id')} as open
from given g
  left join stored on stored.platform = g.platform and stored.event = g.event
  left join lateral (${knownUser('g.platform', 'g."user"')} limit 1) person on true
  left join lateral (${roomAt('g.platform', 'g.place')} limit 1) room on true
order by g.n`)

const placeOf = (event: Inbound): PlaceRef => event.place
const postOf = (event: Inbound): PostRef | undefined => ('post' in event ? event.post : undefined)

/**
 * Stores that these events were received and reads what their handling begins with, all in one statement. Three first messages
 * at once are one ticket: whoever comes second to a place waits until the first has committed. These tickets are held with it.
 */
export const preludeOf = (events: readonly Inbound[], tickets: readonly number[]): Prelude => ({
  locks: events.flatMap((event) => [
    userLock(event.from),
    ...(event.kind === 'invoke' ? [] : [placeLock(placeOf(event))]),
  ]),
  questions: [
    {
      sql: arrive,
      parameters: (offset) => [
        offset,
        events.map((event, n) =>
          JSON.stringify({
            n,
            platform: event.from.platform,
            event: eventKey(event),
            user: event.from.id,
            place: placeOf(event).id,
            post: postOf(event)?.id ?? '',
            at: event.at,
          }),
        ),
      ],
    },
    ...(tickets.length === 0 ? [] : [holdFirst(tickets)]),
  ],
})

const placeLock = ({ platform, id }: PlaceRef) => `place:${platform}:${id}`

/** Lets what the prelude read of an event be found by those who ask for it first; the tickets that it held by whoever holds them. */
export const prime = (unit: Unit, event: Inbound, arrived: Arrived) => {
  const { person } = arrived
  const blockedAt = person?.blockedAt == null ? null : new Date(person.blockedAt)
  unit.prime(knownUsers, event.from, person === null ? undefined : { ...person, blockedAt })
  const room = asRoom(arrived.room)
  // Where people write beside each other there is no room, and none while rooms are only added elsewhere.
  if (room === undefined) unit.keep(roomsInPlace, event.place, undefined)
  else unit.prime(roomsInPlace, event.place, room)
  if (person !== null) unit.prime(openCounts, person.id, arrived.open)
  const post = postOf(event)
  if (post === undefined) return
  if (!arrived.hasPost) unit.prime(knownPosts, post, undefined)
  if (!arrived.hasEarly) unit.prime(earlyEvents, post, [])
  if (person !== null)
    unit.prime(
      recentRooms,
      { parent: event.place, person: person.id, at: event.at, withinMs: groupingMs },
      asRoom(arrived.recent),
    )
}

const asRoom = (room: Arrived['room']): Room | undefined =>
  room === null ? undefined : { ...room, createdAt: new Date(room.createdAt) }

/** The conversation that a message surely or probably goes on in, read before anybody asks: the ticket, held, what was said lately, its rooms. */
export const prefetchConversation = async (unit: Unit, { kind }: Inbound, arrived: Arrived): Promise<void> => {
  const room = asRoom(arrived.room ?? arrived.recent)
  if (kind !== 'message' || room === undefined || !arrived.isNew) return
  const lately = { room, since: new Date(unit.now.getTime() - echoMs) }
  const words = unit.load(wordsOfLate, lately)
  const rooms = unit.load(roomsOfTicket, room.ticket)
  unit.prime(wordsOfLate, lately, words)
  unit.prime(roomsOfTicket, room.ticket, rooms)
  await pipelined(unit.load(heldTickets, room.ticket), words, rooms)
}
