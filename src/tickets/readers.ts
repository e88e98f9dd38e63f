/**
 * Readers of the words on the customers' side, in SQL. A ticket has readers of several kinds: who asks, who asked before,
 * and, once tickets are merged, the customers of others. Each reads what they said and what was said to them, never the others'.
 * `people` is everybody who is one with a person, as a uuid[].
 */

/** Reader of a customers' room `r`. */
const readerOfRoom = `coalesce(r.copy_for, r.reader, (select t.requester from tickets t where t.number = coalesce(r.origin, r.ticket)))`

/** The rooms in which these people read, copies too: each way by its index. */
export const roomsReadBy = (people: string) => `(select id from rooms where copy_for = any(${people})
  union all select id from rooms where reader = any(${people}) and copy_for is null
  union all select s.id from tickets t join rooms s on s.desk = t.desk and (s.origin = t.number or s.ticket = t.number and s.origin is null)
    where t.requester = any(${people}) and s.side = 'customer' and s.copy_for is null and s.reader is null)`

/** True for a room `r` in which these people read because they ask, or asked, there; a copy is another's conversation. */
const isRoomOf = (people: string) => `(r.side = 'customer' and r.copy_for is null and ${readerOfRoom} = any(${people}))`

/** True for an entry that was posted, or is to be posted, in a room `r` of which this holds. */
const isIn = (entry: string, room: string) => `(exists (
    select 1 from posts p join rooms r on r.desk = p.desk and r.id = p.room where p.entry = ${entry}.id and ${room}
      and (p.key is null or ${entry}.data ? 'reply'))
  or ${entry}.data ? 'reply' and exists (
    select 1 from outbox o join rooms r on r.desk = o.desk and r.id::text = o.address->>'room'
    where o.entry = ${entry}.id and o.kind = 'say' and o.state <> 'cancelled' and ${room}))`

/**
 * True for a message that these people said, or that was said to them: by an agent, in a room of theirs, or by somebody else
 * who wrote there. A copy is read by whoever reads what it is a copy of.
 */
export const isReadBy = (entry: string, people: string) => `(${entry}.audience = 'customer' and exists (
  select 1 from entries b where b.id = coalesce(${entry}.copy_of, ${entry}.id)
    and (b.author = any(${people}) or ${isIn('b', isRoomOf(people))})))`

/** The tickets in which the conversation of these was held: since a merge it goes on in another one. Parameter: SQL of numbers. */
export const heldIn = (tickets: string) => `(with recursive went(ticket) as (
  select number from (${tickets}) as own(number)
  union select (m.data->>'into')::bigint from went w join entries m on m.ticket = w.ticket and m.kind = 'change'
    and m.data->>'field' = 'merged' and m.data ? 'into')
  select ticket from went)`

/** True for an entry of the conversation with whoever asks in this ticket. */
export const isInConversation = (entry: string, ticket: string) => `(${entry}.ticket = ${ticket}::bigint
  or ${entry}.ticket in ${heldIn(`select ${ticket}::bigint`)}
    and ${isIn(entry, `r.side = 'customer' and coalesce(r.origin, r.ticket) = ${ticket}::bigint`)})`

/** An agent's words that can still be taken back. */
export const isHeld = (
  entry: string,
  now: string,
) => `exists (select 1 from outbox o where o.desk = ${entry}.desk and o.entry = ${entry}.id
  and o.kind = 'say' and o.state = 'pending' and o.not_before > ${now})`
