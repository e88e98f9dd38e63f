import type { Forgets, ForgottenTicket } from '../core/forgets'
import type { Forgettable, PostRef } from '../platform'
import type { Unit } from '../store/transaction'
import { entriesOfAuthors } from '../tickets/entry-forgets-rows'
import { roomsReadBy } from '../tickets/readers'
import { dropSends, settledSends } from './drop-sends-rows'

const slotsOf = (slot: string): string =>
  `(${slot}.kind in ('ticket-card', 'customer-card') and ${slot}.about = $1::bigint::text
    or ${slot}.kind = 'reply' and ${slot}.about in (select e.id::text from entries e where e.ticket = $1::bigint)
    or ${slot}.room in (select r.id from rooms r where r.ticket = $1::bigint))`
const sendsOf = `(ticket = $1::bigint or entry in (select e.id from entries e where e.ticket = $1::bigint)
  or address->>'slot' in (select id::text from slots s where ${slotsOf('s')})
  or address->>'room' in (select id::text from rooms where ticket = $1::bigint))`

const renameThread = async (unit: Unit, { number, subject }: ForgottenTicket) =>
  unit.execute(
    `update outbox set content = jsonb_set(content, '{open,title}', to_jsonb('#' || $1::bigint || ' ' || $2::text))
       where kind = 'open' and content is not null and ${sendsOf}`,
    [number, subject],
  )

export const outboxForgets: Forgets = {
  words: { outbox: ['address', 'content', 'conversation', 'lane'], slots: ['place', 'lane'], lanes: ['lane'] },
  accounts: async (unit, { users, lanes }) => {
    await dropSends(
      unit,
      `state <> 'sending' and exists (select 1 from json_to_recordset($1::json) as u(platform text, "user" text)
         where u.platform = outbox.platform and u."user" = outbox.address->>'user')`,
      [JSON.stringify(users)],
    )
    await dropSends(unit, `lane = any($1) and ${settledSends}`, [lanes])
    await unit.execute('delete from lanes where desk = $1 and lane = any($2) and leased_by is null', [unit.desk, lanes])
  },
  person: async (unit, { people }) => {
    // Rooms that were left just now, in which another's ticket would go on being told.
    await dropSends(
      unit,
      `kind = 'say' and state in ('pending', 'parked') and conversation in (
         select 'room:' || r.id from rooms r where left_at is not null and r.id in ${roomsReadBy('$1::uuid[]')})`,
      [people],
    )
    await unit.execute(
      `delete from slots where kind = 'home' and about in (select id::text from unnest($1::uuid[]) id)`,
      [people],
    )
  },
  ticket: async (unit, { number }) => {
    await dropSends(unit, sendsOf, [number])
    await unit.execute(`delete from slots s where ${slotsOf('s')}`, [number])
  },
  ticketWords: async (unit, words) => {
    const { number, authors } = words
    if (words.isOpenedByThem) await renameThread(unit, words)
    await dropSends(unit, `entry in (${entriesOfAuthors})`, [number, authors])
    for (const statement of [
      `delete from slots s where s.kind = 'reply' and s.about in (select id::text from (${entriesOfAuthors}) t)`,
      // A line of theirs may begin what others are about to say.
      `update outbox o set content = jsonb_set(o.content, '{say,text}', (o.content #> '{say,text}') - 0)
         from entries e where e.id = o.entry and e.ticket = $1::bigint and e.data->>'answers' in (select id::text from (${entriesOfAuthors}) t)
           and o.state in ('pending', 'parked') and o.content #>> '{say,text,0,kind}' = 'quote'`,
    ])
      await unit.execute(statement, [number, authors])
    // What others said may begin with a line of theirs.
    await unit.execute(
      `update outbox set content = '{"say":{"text":[]}}' where kind = 'say' and ${settledSends} and ${sendsOf}`,
      [number],
    )
  },
  told: async (unit, limit) =>
    unit.execute(
      `update outbox set content = null where id in (select id from outbox where ticket is null and entry is null and content is not null
         and kind = 'say' and ${settledSends} limit $1)`,
      [limit],
    ),
}

/** Holds what waits to be sent of the ticket: false when some of it is on its way right now. */
export const isStill = async (unit: Unit, ticket: number): Promise<boolean> => {
  const rows = await unit.rows<{ state: string }>(`select state from outbox where ${sendsOf} for update`, [ticket])
  return rows.every(({ state }) => state !== 'sending')
}

/** Something of a ticket that stands on a network. */
export interface DeskPost {
  readonly post: PostRef
  readonly lane: string
  readonly isCard: boolean
}

/** Posts of the desk about the ticket, of these authors' words alone where they are named. */
export const standingOf = async (unit: Unit, ticket: number, authors?: readonly string[]): Promise<DeskPost[]> => {
  const of = authors === undefined ? '$2::uuid[] is null' : `entry in (${entriesOfAuthors})`
  const rows = await unit.rows<{ platform: string; post: string; lane: string; isCard: boolean }>(
    `select p.platform, p.post, r.lane, false as "isCard" from posts p join rooms r on r.desk = p.desk and r.id = p.room
         where p.ticket = $1::bigint and p.key is not null and ${of}
       union select platform, post, lane, false from outbox where kind = 'say' and post is not null and ${of} and ${sendsOf}
       ${authors === undefined ? `union select s.platform, s.post, s.lane, s.kind <> 'reply' from slots s where ${slotsOf('s')} and s.post is not null` : ''}`,
    [ticket, authors ?? null],
  )
  return rows.map(({ platform, post, ...rest }) => ({ ...rest, post: { platform, kind: 'post', id: post } }))
}

/**
 * What networks that keep people's words are to forget of it: every post, whoever said it, and its rooms as far as they are its
 * alone; of these authors' words alone where they are named.
 */
export const forgettableOf = async (unit: Unit, ticket: number, authors?: readonly string[]): Promise<Forgettable[]> =>
  unit.rows<Forgettable>(
    authors === undefined
      ? `select platform, 'post' as kind, post as id from posts where ticket = $1::bigint or entry in (select id from entries where ticket = $1::bigint)
         union select platform, 'post', post from outbox where post is not null and ${sendsOf}
         union select s.platform, 'post', s.post from slots s where ${slotsOf('s')} and s.post is not null
         union select r.platform, 'place', r.place from rooms r where r.ticket = $1::bigint and not r.direct and r.place is not null and not exists (
           select 1 from rooms o where o.platform = r.platform and o.place = r.place and o.ticket <> r.ticket)`
      : `select platform, 'post' as kind, post as id from posts where entry in (${entriesOfAuthors})`,
    authors === undefined ? [ticket] : [ticket, authors],
  )
