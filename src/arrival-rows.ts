import { knownUser, userKey } from './people/person-rows'
import type { Person } from './people/person'
import { openCount, openKey } from './tickets/ticket-rows'
import type { Inbound, PlaceRef, PostRef } from './platform'
import { named } from './store/statement'
import { databaseNow, type Opening, type Unit } from './store/transaction'
import { eventKey } from './store/inbox-rows'
import { earlyKey, groupingMs, placeKey, postKey, recentKey, recentRoom, roomAt, type Room } from './tickets/room-rows'

/** What is known of an event before anything is done about it. */
export interface Arrived {
  /** False: it was stored before. */
  readonly isNew: boolean
  readonly person: (Omit<Person, 'blockedAt'> & { readonly blockedAt: string | null }) | null
  readonly room: (Omit<Room, 'createdAt'> & { readonly createdAt: string }) | null
  readonly hasPost: boolean
  readonly hasEarly: boolean
  readonly hasRecent: boolean
  /** How many tickets the person has open, up to 1000. */
  readonly open: number
}

const arrive = named(`
with given as (
    select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
      with ordinality as given(platform, event, "user", place, post, at, n)),
  stored as (
    insert into inbox (platform, event, received_at, answer)
    select platform, event, ${databaseNow}, '{"kind":"none"}' from given on conflict do nothing returning platform, event)
select stored.event is not null as "isNew", row_to_json(person) as person, row_to_json(room) as room,
  exists (select 1 from posts p where p.platform = g.platform and p.post = g.post) as "hasPost",
  exists (select 1 from early e where e.platform = g.platform and e.post = g.post) as "hasEarly",
  exists (${recentRoom('g.platform', 'g.place', 'person.id', 'g.at', groupingMs)}) as "hasRecent",
  ${openCount('person.id')} as open
from given g
  left join stored on stored.platform = g.platform and stored.event = g.event
  left join lateral (${knownUser('g.platform', 'g."user"')}) person on true
  left join lateral (${roomAt('g.platform', 'g.place')}) room on true
order by g.n`)

const placeOf = (event: Inbound): PlaceRef => event.place
const postOf = (event: Inbound): PostRef | undefined => ('post' in event ? event.post : undefined)

/**
 * Stores that these events were received and reads what their handling begins with, all in one statement. Three first messages
 * at once are one ticket: whoever comes second to a place waits until the first has committed.
 */
export const arrival = (events: readonly Inbound[]): Opening => ({
  locks: events.flatMap((event) => (event.kind === 'invoke' ? [] : [placeLock(placeOf(event))])),
  sql: arrive,
  parameters: [
    events.map(({ from }) => from.platform),
    events.map(eventKey),
    events.map(({ from }) => from.id),
    events.map((event) => placeOf(event).id),
    events.map((event) => postOf(event)?.id ?? ''),
    events.map(({ at }) => at),
  ],
})

const placeLock = ({ platform, id }: PlaceRef) => `place:${platform}:${id}`

/** Lets what was read be found by those who ask for it first. */
export const foresee = (unit: Unit, event: Inbound, arrived: Arrived) => {
  const { person, room } = arrived
  const blockedAt = person?.blockedAt == null ? null : new Date(person.blockedAt)
  unit.foresee(userKey(event.from), ['identities', 'people'], person === null ? undefined : { ...person, blockedAt })
  const here = room === null ? undefined : { ...room, createdAt: new Date(room.createdAt) }
  unit.foresee(placeKey(event.place), ['rooms'], here)
  if (person !== null) unit.foresee(openKey(person.id), ['tickets'], arrived.open)
  const post = postOf(event)
  if (post === undefined) return
  if (!arrived.hasPost) unit.foresee(postKey(post), ['posts'], undefined)
  if (!arrived.hasEarly) unit.foresee(earlyKey(post), ['early'], undefined)
  if (!arrived.hasRecent && person !== null)
    unit.foresee(recentKey(event.place, person.id), ['rooms', 'tickets', 'entries', 'posts'], undefined)
}
