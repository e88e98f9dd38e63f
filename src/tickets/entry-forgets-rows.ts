import type { Forgets } from '../core/forgets'
import type { Unit } from '../store/transaction'
import { heldIn, isReadBy, roomsReadBy } from './readers'

/** True for their words, and for somebody's in a room of theirs, which speak of them; with what became of them. */
const isTheirs = (entry: string) => `(${entry}.author = any($2::uuid[]) or exists (
  select 1 from posts p join rooms r on r.desk = p.desk and r.id = p.room where p.entry = ${entry}.id and p.key is null
    and r.copy_for is null and r.id in ${roomsReadBy('$2::uuid[]')}))`
const isOfAuthors = `(${isTheirs('e')} or e."of" in (select o.id from entries o where o.ticket = $1::bigint and ${isTheirs('o')}))`
/** Ids of the words of these authors, `$2`, in the ticket `$1`. */
export const entriesOfAuthors = `select e.id from entries e where e.ticket = $1::bigint and ${isOfAuthors}`

/** Of a line of the story: when, who, and what kind of thing it was. */
const bareData = `case
  when data is null then null
  when kind <> 'change' then (select jsonb_object_agg(key, value) from jsonb_each(data) where key in ('reply', 'spent', 'sent', 'added'))
  when data->>'field' in ('status', 'priority', 'assignee', 'overdue', 'acknowledged', 'queue', 'team') then data
  else jsonb_build_object('field', 'erased') end`

const own = `select number from tickets where requester = any($1::uuid[])`
const isAnothers = (entry: string) =>
  `exists (select 1 from people a where a.id = ${entry}.author and a.role = 'customer' and not a.id = any($1::uuid[]))`
/** While a ticket is one with another customer's, what agents write of it speaks of both. */
const isOfSeveral = `exists (
  select 1 from entries m where m.ticket = e.ticket and m.seq < e.seq and m.kind = 'change' and m.data->>'field' = 'merged' and m.data ? 'other'
    and not exists (select 1 from tickets t where t.number = (m.data->>'other')::bigint and t.requester = any($1::uuid[]))
    and not exists (select 1 from entries u where u.ticket = e.ticket and u.seq between m.seq and e.seq and u.kind = 'change'
      and u.data->>'field' = 'unmerged' and u.data->>'other' = m.data->>'other'))`
/**
 * The entries that a customer is told of, as `story`: what they said, with what became of it; of their tickets what was said to
 * them, and what agents wrote there and did.
 */
export const withStory = `with story as (
  select e.* from entries e join entries o on o.desk = e.desk and o.id = coalesce(e."of", e.id)
  where e.author = any($1::uuid[]) or o.author = any($1::uuid[])
    or e.audience = 'customer' and e.ticket in (select h.ticket from ${heldIn(own)} h) and ${isReadBy('o', '$1::uuid[]')}
      and (e.author is not distinct from o.author or not ${isAnothers('e')})
    or e.audience = 'agents' and e.ticket in (${own}) and not ${isAnothers('e')} and (e.kind = 'change' or not ${isOfSeveral}))`

export const entryForgets: Forgets = {
  words: { entries: ['text', 'data'] },
  ticket: async (unit, { number }) => {
    await unit.execute(
      `update entries set text = null, data = ${bareData} where ticket = $1::bigint and (text is not null or data is not null)`,
      [number],
    )
  },
  ticketWords: async (unit, { number, authors, isOpenedByThem }) => {
    if (isOpenedByThem)
      await unit.execute(
        `update entries set data = '{"field":"erased"}' where ticket = $1::bigint and kind = 'change' and data->>'field' = 'subject'`,
        [number],
      )
    await unit.execute(
      `update entries e set text = null, data = ${bareData} where e.ticket = $1::bigint and ${isOfAuthors}`,
      [number, authors],
    )
  },
  exports: {
    story: `${withStory} select e.ticket, e.id, e.at, e.kind, e.audience, a.name as by, e.author = any($1::uuid[]) as "isCustomer", e."of", e.text, e.data
      from story e left join people a on a.desk = e.desk and a.id = e.author order by e.ticket, e.seq`,
  },
}

/** Whether the ticket begins with words of theirs, though it is another's by now. */
export const isOpenedBy = async (unit: Unit, ticket: number, people: readonly string[]): Promise<boolean> =>
  (
    await unit.first<{ theirs: boolean }>(
      `select author = any($2::uuid[]) as theirs from entries where ticket = $1 and kind = 'message' order by seq limit 1`,
      [ticket, people],
    )
  )?.theirs === true

/** Tickets of others in which they said something, or somebody did in a room of theirs, that is still there. */
export const ticketsElsewhere = async (unit: Unit, people: readonly string[], limit: number): Promise<number[]> =>
  unit.column<number>(
    `select ticket from (
         select e.ticket from entries e left join files f on f.desk = e.desk and f.entry = e.id
         where e.author = any($1::uuid[]) and (e.text is not null or f.id is not null)
         union select e.ticket from rooms r join entries e on e.desk = r.desk and e.ticket = r.ticket
           join posts p on p.desk = e.desk and p.entry = e.id and p.room = r.id and p.key is null
         where r.copy_for is null and r.id in ${roomsReadBy('$1::uuid[]')} and e.text is not null) said
       order by ticket limit $2`,
    [people, limit],
  )

/** Words in tickets of theirs, whoever said them, and their own in those of others. */
export const countWords = async (
  unit: Unit,
  people: readonly string[],
): Promise<{ readonly words: number; readonly elsewhere: number }> => {
  const count = async (where: string) =>
    (await unit.first<{ count: number }>(
      `select count(*)::int as count from entries e join tickets t on t.desk = e.desk and t.number = e.ticket where e.text is not null and ${where}`,
      [people],
    ))!.count
  return {
    words: await count('t.requester = any($1::uuid[]) and t.erased_at is null'),
    elsewhere: await count('e.author = any($1::uuid[]) and not t.requester = any($1::uuid[])'),
  }
}
