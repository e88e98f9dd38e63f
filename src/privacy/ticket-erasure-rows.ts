import type { Forgettable, PostRef } from '../platform'
import type { Unit } from '../store/transaction'
import { roomsReadBy } from '../tickets/readers'
import { dropSends, settledSends } from './send-rows'

/** Something of a ticket that stands on a network. */
export interface Standing {
  readonly post: PostRef
  readonly lane: string
  readonly isCard: boolean
}

/** What goes when the words of one ticket go: all of them, or those of some people. */
export interface TicketErasureRows {
  isErased(ticket: number): Promise<boolean>
  /** Holds what waits to be sent of the ticket: false when some of it is on its way right now. */
  isStill(ticket: number): Promise<boolean>
  /** What the desk posted of the ticket, of these authors' words alone where they are named. */
  standing(ticket: number, authors?: readonly string[]): Promise<Standing[]>
  /**
   * What networks that keep people's words are to forget of it: every post, whoever said it, and its rooms as far as they are its
   * alone; of these authors' words alone where they are named.
   */
  told(ticket: number, authors?: readonly string[]): Promise<Forgettable[]>
  /** No word of the ticket is left: its number, times and states are. It is held, and still. */
  blank(ticket: number, subject: string): Promise<void>
  /** No word of these people is left in the ticket; what it is called neither, where they opened it. It is held, and still. */
  blankWords(ticket: number, authors: readonly string[], subject: string): Promise<void>
}

const slotsOf = (slot: string): string =>
  `(${slot}.kind in ('ticket-card', 'customer-card') and ${slot}.about = $1::bigint::text
    or ${slot}.kind = 'reply' and ${slot}.about in (select e.id::text from entries e where e.ticket = $1::bigint)
    or ${slot}.room in (select r.id from rooms r where r.ticket = $1::bigint))`
const sendsOf = `(ticket = $1::bigint or entry in (select e.id from entries e where e.ticket = $1::bigint)
  or address->>'slot' in (select id::text from slots s where ${slotsOf('s')})
  or address->>'room' in (select id::text from rooms where ticket = $1::bigint))`
/** What they said, and what somebody wrote in a room of theirs, which speaks of them; with what became of it. */
const isTheirs = (entry: string) => `(${entry}.author = any($2::uuid[]) or exists (
  select 1 from posts p join rooms r on r.desk = p.desk and r.id = p.room where p.entry = ${entry}.id and p.key is null
    and r.copy_for is null and r.id in ${roomsReadBy('$2::uuid[]')}))`
const wordsOf = `(${isTheirs('e')} or e."of" in (select o.id from entries o where o.ticket = $1::bigint and ${isTheirs('o')}))`

/** Of a line of the story: when, who, and what kind of thing it was. */
const bareData = `case
  when data is null then null
  when kind <> 'change' then (select jsonb_object_agg(key, value) from jsonb_each(data) where key in ('reply', 'spent', 'sent', 'added'))
  when data->>'field' in ('status', 'priority', 'assignee', 'overdue', 'acknowledged', 'queue', 'team') then data
  else jsonb_build_object('field', 'erased') end`

/** Whether the ticket begins with words of theirs, though it is another's by now: what it is called was made of them. */
const isOpenedBy = async (unit: Unit, ticket: number, people: readonly string[]) =>
  (await unit.value<boolean | undefined>(
    `select author = any($2::uuid[]) as theirs from entries where ticket = $1 and kind = 'message' order by seq limit 1`,
    [ticket, people],
  )) === true

const blankSubject = async (unit: Unit, ticket: number, subject: string) => {
  for (const statement of [
    'update tickets set subject = $2 where number = $1::bigint',
    `update merges set before = jsonb_set(before, '{ticket,subject}', to_jsonb($2::text)) where ticket = $1::bigint`,
    `update outbox set content = jsonb_set(content, '{open,title}', to_jsonb('#' || $1::bigint || ' ' || $2::text))
       where kind = 'open' and content is not null and ${sendsOf}`,
  ])
    await unit.execute(statement, [ticket, subject])
  for (const statement of [
    `update entries set data = '{"field":"erased"}' where ticket = $1::bigint and kind = 'change' and data->>'field' = 'subject'`,
    'delete from webhooks where ticket = $1::bigint',
  ])
    await unit.execute(statement, [ticket])
}

export const ticketErasureRows = (unit: Unit): TicketErasureRows => ({
  isErased: async (ticket) =>
    (await unit.rows('select 1 from tickets where number = $1 and erased_at is not null', [ticket])).length > 0,
  isStill: async (ticket) => {
    const states = await unit.column<string>(`select state from outbox where ${sendsOf} for update`, [ticket])
    return states.every((state) => state !== 'sending')
  },
  standing: async (ticket, authors) => {
    const of =
      authors === undefined
        ? '$2::uuid[] is null'
        : `entry in (select e.id from entries e where e.ticket = $1 and ${wordsOf})`
    const rows = await unit.rows<{ platform: string; post: string; lane: string; isCard: boolean }>(
      `select p.platform, p.post, r.lane, false as "isCard" from posts p join rooms r on r.desk = p.desk and r.id = p.room
           where p.ticket = $1::bigint and p.key is not null and ${of}
         union select platform, post, lane, false from outbox where kind = 'say' and post is not null and ${of} and ${sendsOf}
         ${authors === undefined ? `union select s.platform, s.post, s.lane, s.kind <> 'reply' from slots s where ${slotsOf('s')} and s.post is not null` : ''}`,
      [ticket, authors ?? null],
    )
    return rows.map(({ platform, post, ...rest }) => ({ ...rest, post: { platform, kind: 'post', id: post } }))
  },
  told: async (ticket, authors) =>
    unit.rows<Forgettable>(
      authors === undefined
        ? `select platform, 'post' as kind, post as id from posts where ticket = $1::bigint or entry in (select id from entries where ticket = $1::bigint)
           union select platform, 'post', post from outbox where post is not null and ${sendsOf}
           union select s.platform, 'post', s.post from slots s where ${slotsOf('s')} and s.post is not null
           union select r.platform, 'place', r.place from rooms r where r.ticket = $1::bigint and not r.direct and r.place is not null and not exists (
             select 1 from rooms o where o.platform = r.platform and o.place = r.place and o.ticket <> r.ticket)`
        : `select platform, 'post' as kind, post as id from posts where entry in (select e.id from entries e where e.ticket = $1::bigint and ${wordsOf})`,
      authors === undefined ? [ticket] : [ticket, authors],
    ),
  blank: async (ticket, subject) => {
    await dropSends(unit, sendsOf, [ticket])
    await unit.execute(`delete from due where desk = $2 and split_part(subject, ':', 1) = $1::bigint::text`, [
      ticket,
      unit.desk,
    ])
    for (const statement of [
      `delete from slots s where ${slotsOf('s')}`,
      'delete from files where entry in (select id from entries where ticket = $1::bigint)',
      `update entries set text = null, data = ${bareData} where ticket = $1::bigint and (text is not null or data is not null)`,
      'delete from ticket_fields where ticket = $1::bigint and choice is null',
      'delete from reminders where ticket = $1::bigint',
      'delete from waiting where ticket = $1::bigint',
      'delete from webhooks where ticket = $1::bigint',
      'delete from notices where ticket = $1::bigint',
      'delete from posts where ticket = $1::bigint and key is not null',
      'update rooms set active = false where active and ticket = $1::bigint',
      `update rooms set active = false, place = null, parent = null, lane = '-' where direct and side = 'customer' and coalesce(origin, ticket) = $1::bigint`,
      `update clocks set state = 'cancelled', due_at = null, remaining_ms = null where ticket = $1::bigint and state in ('running', 'paused')`,
    ])
      await unit.execute(statement, [ticket])
    await unit.execute(
      `update merges set before = jsonb_set(before, '{ticket,subject}', to_jsonb($2::text)) where ticket = $1::bigint`,
      [ticket, subject],
    )
    await unit.execute(
      `update tickets set subject = $2, status = 'closed', own_status = null, pending_until = null, risen = false, erased_at = coalesce(erased_at, $3)
         where number = $1::bigint`,
      [ticket, subject, unit.now],
    )
  },
  blankWords: async (ticket, authors, subject) => {
    if (await isOpenedBy(unit, ticket, authors)) await blankSubject(unit, ticket, subject)
    const theirs = `select e.id from entries e where e.ticket = $1::bigint and ${wordsOf}`
    await dropSends(unit, `entry in (${theirs})`, [ticket, authors])
    for (const statement of [
      `delete from slots s where s.kind = 'reply' and s.about in (select id::text from (${theirs}) t)`,
      `delete from files where entry in (${theirs})`,
      `delete from posts where key is not null and entry in (${theirs})`,
      `delete from ticket_fields f using entries e where f.ticket = $1::bigint and e.ticket = f.ticket and e.kind = 'change'
         and e.data->>'field' = 'field' and e.data->>'name' = f.field and e.author = any($2::uuid[])`,
      // What others are about to say may begin with a line of theirs.
      `update outbox o set content = jsonb_set(o.content, '{say,text}', (o.content #> '{say,text}') - 0)
         from entries e where e.id = o.entry and e.ticket = $1::bigint and e.data->>'answers' in (select id::text from (${theirs}) t)
           and o.state in ('pending', 'parked') and o.content #>> '{say,text,0,kind}' = 'quote'`,
      `update entries e set text = null, data = ${bareData} where e.ticket = $1::bigint and ${wordsOf}`,
    ])
      await unit.execute(statement, [ticket, authors])
    for (const statement of [
      // What others said may begin with a line of theirs.
      `update outbox set content = '{"say":{"text":[]}}' where kind = 'say' and ${settledSends} and ${sendsOf}`,
      'delete from notices where ticket = $1::bigint',
      `delete from webhooks where ticket = $1::bigint and settled_at is not null`,
    ])
      await unit.execute(statement, [ticket])
  },
})

declare module '../core/tx' {
  interface RowSets {
    readonly ticketErasures: TicketErasureRows
  }
}
