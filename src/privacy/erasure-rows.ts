import type { PostRef } from '../platform'
import { newId } from '../store/id'
import type { Unit } from '../store/transaction'

/** One customer who is being erased: two passes over all that there is of them, the second for what was on its way. */
export interface Erasure {
  readonly id: string
  readonly person: string
  /** Who asked for it. */
  readonly by: string
  readonly at: Date
  /** How many tickets of theirs there were. */
  readonly tickets: number
  readonly pass: number
  readonly stage: 'tickets' | 'elsewhere' | 'traces'
  /** The last ticket that was looked at in this stage. */
  readonly after: number
  readonly doneAt: Date | null
}
export interface Extent {
  readonly tickets: number
  readonly open: number
  readonly words: number
  readonly files: number
  readonly notes: number
  /** What they said in tickets of others. */
  readonly elsewhere: number
}
/** Something of a ticket that stands on a network. */
export interface Standing {
  readonly post: PostRef
  readonly lane: string
  readonly isCard: boolean
}

export interface ErasureRows {
  /** The person with all that were joined to them. */
  everyone(person: string): Promise<string[]>
  extent(people: readonly string[]): Promise<Extent>
  /** Their names, ids, notes and what waits of them are gone; their rooms are closed to further words. */
  begin(erasure: { person: string; by: string; people: readonly string[]; name: string }): Promise<Erasure>
  get(id: string): Promise<Erasure | undefined>
  /** Those that go on, the oldest first; `left`: tickets that still have words. */
  running(): Promise<(Erasure & { readonly left: number })[]>
  move(erasure: Erasure): Promise<void>
  /** What came up of the person themselves since `begin`. */
  forgetAgain(erasure: Erasure, people: readonly string[]): Promise<void>
  ticketsOf(people: readonly string[], after: number, limit: number): Promise<number[]>
  /** Tickets of others in which they said something that is still there. */
  ticketsElsewhere(people: readonly string[], limit: number): Promise<number[]>
  /** Tickets that closed before this and have words still, the oldest first. */
  aged(before: Date, limit: number): Promise<number[]>
  isErased(ticket: number): Promise<boolean>
  /** Holds what waits to be sent of the ticket: false when some of it is on its way right now. */
  isStill(ticket: number): Promise<boolean>
  /** What the desk posted of the ticket, of these authors' words alone where they are named. */
  standing(ticket: number, authors?: readonly string[]): Promise<Standing[]>
  /** No word of the ticket is left: its number, times and states are. It is held, and still. */
  blank(ticket: number, subject: string): Promise<void>
  /** No word of these people is left in the ticket. It is held, and still. */
  blankWords(ticket: number, authors: readonly string[]): Promise<void>
  /** What was answered in private, and told outside of tickets, is no longer kept, a few thousand at a time: false when there is more. */
  forgetTraces(): Promise<boolean>
  retention(): Promise<number | null>
  setRetention(days: number | null): Promise<void>
}

const columns = 'id, person, by, at, tickets, pass, stage, after, done_at as "doneAt"'
const atOnce = 2000
/** A shorter id may stand within other words by chance: it must be one by itself. */
const shortestId = 8

const slotsOf = (slot: string): string =>
  `(${slot}.kind in ('ticket-card', 'customer-card') and ${slot}.about = $1::bigint::text
    or ${slot}.kind = 'reply' and ${slot}.about in (select e.id::text from entries e where e.ticket = $1::bigint)
    or ${slot}.room in (select r.id from rooms r where r.ticket = $1::bigint))`
const sendsOf = `(ticket = $1::bigint or entry in (select e.id from entries e where e.ticket = $1::bigint)
  or address->>'slot' in (select id::text from slots s where ${slotsOf('s')})
  or address->>'room' in (select id::text from rooms where ticket = $1::bigint))`
const wordsOf = `(e.author = any($2::uuid[]) or e."of" in (select o.id from entries o where o.ticket = $1::bigint and o.author = any($2::uuid[])))`
const settled = `state in ('sent', 'ambiguous', 'cancelled', 'superseded', 'dead')`

/** Of a line of the story: when, who, and what kind of thing it was. */
const bareData = `case
  when data is null then null
  when kind <> 'change' then (select jsonb_object_agg(key, value) from jsonb_each(data) where key in ('reply', 'spent', 'sent', 'added'))
  when data->>'field' in ('status', 'priority', 'assignee', 'overdue', 'acknowledged', 'queue', 'team') then data
  else jsonb_build_object('field', 'erased') end`

interface User {
  readonly platform: string
  readonly user: string
}
/** Under what the networks know them: needed until the last of it is gone. */
interface Traces {
  readonly users: readonly User[]
  /** Of their direct messages. */
  readonly lanes: readonly string[]
}

export const erasureRows = (unit: Unit): ErasureRows => {
  const count = async (sql: string, parameters: readonly unknown[]) =>
    (await unit.query<{ count: number }>(`select count(*)::int as count ${sql}`, parameters))[0]!.count
  const each = async (statements: readonly string[], parameters: readonly unknown[]) => {
    for (const statement of statements) await unit.execute(statement, parameters)
  }
  const dropSends = async (where: string, parameters: readonly unknown[]) => {
    const rows = await unit.query<{ id: string }>(
      `with gone as (delete from outbox where ${where} returning id) select id from gone`,
      parameters,
    )
    await unit.execute('delete from outbox_ready where desk = $1 and id = any($2::bigint[])', [
      unit.desk,
      rows.map(({ id }) => id),
    ])
  }

  const tracesOf = async (people: readonly string[]): Promise<Traces> => {
    const users = await unit.query<User>('select platform, "user" from identities where person = any($1::uuid[])', [
      people,
    ])
    const lanes = await unit.query<{ lane: string }>(
      `select distinct r.lane from rooms r join tickets t on t.desk = r.desk and t.number = coalesce(r.origin, r.ticket)
       where r.direct and r.side = 'customer' and t.requester = any($1::uuid[])`,
      [people],
    )
    return {
      users,
      lanes: [...lanes.map(({ lane }) => lane), ...users.map(({ platform, user }) => `${platform}:user:${user}`)],
    }
  }
  /** What is kept under, or with, their ids on the networks. */
  const forgetTracesOf = async ({ users, lanes }: Traces) => {
    const given = JSON.stringify(
      users.map(({ platform, user }) => ({ platform, user, id: user.slice(user.lastIndexOf('/') + 1) })),
    )
    const known = `json_to_recordset($1::json) as u(platform text, "user" text, id text)`
    await unit.execute(
      `delete from early e using ${known} where e.content->'from'->>'platform' = u.platform and e.content->'from'->>'id' = u."user"`,
      [given],
    )
    await unit.execute(
      `delete from memory m using ${known} where m.platform = u.platform and (
         position('/' || u.id || '/' in '/' || m.key || '/') > 0 or position('"' || u.id || '"' in coalesce(m.value::text, '')) > 0
         or length(u.id) >= ${shortestId} and (position(u.id in m.key) > 0 or position(u.id in coalesce(m.value::text, '')) > 0))`,
      [given],
    )
    await dropSends(
      `state <> 'sending' and exists (select 1 from ${known} where u.platform = outbox.platform and u."user" = outbox.address->>'user')`,
      [given],
    )
    await dropSends(`lane = any($1) and ${settled}`, [lanes])
    await unit.execute('delete from lanes where desk = $1 and lane = any($2) and leased_by is null', [unit.desk, lanes])
  }
  const forgetPeople = async (people: readonly string[]) =>
    each(
      [
        'delete from identities where person = any($1::uuid[])',
        'delete from identity_codes where person = any($1::uuid[])',
        'delete from identity_tries where person = any($1::uuid[])',
        'delete from customer_notes where person = any($1::uuid[])',
        'delete from joins where kept = any($1::uuid[]) or gone = any($1::uuid[])',
        'delete from waiting where person = any($1::uuid[])',
        'delete from notices where person = any($1::uuid[])',
        'delete from followers where person = any($1::uuid[])',
        'delete from reminders where person = any($1::uuid[])',
        'delete from group_members where person = any($1::uuid[])',
        'delete from attention where person = any($1::uuid[])',
        'delete from documents where about = any($1::uuid[])',
        `delete from slots where kind = 'home' and about in (select id::text from unnest($1::uuid[]) id)`,
        `delete from due d using openings o where d.desk = o.desk and d.what = 'open-later' and d.subject = '0:' || o.id
           and (o.requester = any($1::uuid[]) or o.by = any($1::uuid[]))`,
        'delete from openings where requester = any($1::uuid[]) or by = any($1::uuid[])',
      ],
      [people],
    )

  return {
    everyone: async (person) =>
      (
        await unit.query<{ id: string }>(
          `with recursive one as (select id, joined_to from people where id = $1
             union select p.id, p.joined_to from people p join one o on p.joined_to = o.id or p.id = o.joined_to)
           select id from one order by id`,
          [person],
        )
      ).map(({ id }) => id),
    extent: async (people) => {
      const own = 'from tickets t where t.requester = any($1::uuid[]) and t.erased_at is null'
      const ownEntries = `from entries e join tickets t on t.desk = e.desk and t.number = e.ticket
        where t.requester = any($1::uuid[]) and t.erased_at is null and e.text is not null`
      return {
        tickets: await count(own, [people]),
        open: await count(`${own} and t.status not in ('solved', 'closed')`, [people]),
        words: await count(ownEntries, [people]),
        files: await count(
          `from files f join entries e on e.desk = f.desk and e.id = f.entry join tickets t on t.desk = e.desk and t.number = e.ticket
           where t.requester = any($1::uuid[]) or e.author = any($1::uuid[])`,
          [people],
        ),
        notes: await count('from customer_notes where person = any($1::uuid[])', [people]),
        elsewhere: await count(
          `from entries e join tickets t on t.desk = e.desk and t.number = e.ticket
           where e.author = any($1::uuid[]) and e.text is not null and not t.requester = any($1::uuid[])`,
          [people],
        ),
      }
    },
    begin: async ({ person, by, people, name }) => {
      const traces = await tracesOf(people)
      const tickets = await count('from tickets where requester = any($1::uuid[]) and erased_at is null', [people])
      const id = newId()
      await unit.execute('insert into erasures (id, person, by, at, traces, tickets) values ($1, $2, $3, $4, $5, $6)', [
        id,
        person,
        by,
        unit.now,
        JSON.stringify(traces),
        tickets,
      ])
      await forgetTracesOf(traces)
      await forgetPeople(people)
      await unit.execute(
        `update people set name = $2, locale = null, noted = false, blocked_at = null, erased_at = $3 where id = any($1::uuid[])`,
        [people, name, unit.now],
      )
      await unit.execute(
        `update rooms r set active = false where active and (copy_for = any($1::uuid[]) or side = 'customer' and exists (
           select 1 from tickets t where t.number in (r.ticket, r.origin) and t.requester = any($1::uuid[])
             and (r.origin is null or t.number = r.origin)))`,
        [people],
      )
      return { id, person, by, at: unit.now, tickets, pass: 1, stage: 'tickets', after: 0, doneAt: null }
    },
    get: async (id) => (await unit.query<Erasure>(`select ${columns} from erasures where id = $1`, [id]))[0],
    running: async () =>
      unit.query<Erasure & { left: number }>(
        `select ${columns}, (select count(*)::int from tickets t where t.requester = e.person and t.erased_at is null) as left
         from erasures e where done_at is null order by at, id limit 20`,
      ),
    move: async ({ id, pass, stage, after, doneAt }) => {
      await unit.execute(
        `update erasures set pass = $2, stage = $3, after = $4, done_at = $5, traces = case when $5::timestamptz is null then traces end where id = $1`,
        [id, pass, stage, after, doneAt],
      )
    },
    forgetAgain: async ({ id }, people) => {
      const [row] = await unit.query<{ traces: Traces | null }>('select traces from erasures where id = $1', [id])
      await forgetTracesOf(row?.traces ?? { users: [], lanes: [] })
      await forgetPeople(people)
    },
    ticketsOf: async (people, after, limit) =>
      (
        await unit.query<{ number: number }>(
          'select number from tickets where requester = any($1::uuid[]) and number > $2 order by number limit $3',
          [people, after, limit],
        )
      ).map(({ number }) => number),
    ticketsElsewhere: async (people, limit) =>
      (
        await unit.query<{ ticket: number }>(
          `select e.ticket from entries e left join files f on f.desk = e.desk and f.entry = e.id
           where e.author = any($1::uuid[]) and (e.text is not null or f.id is not null) group by e.ticket order by e.ticket limit $2`,
          [people, limit],
        )
      ).map(({ ticket }) => ticket),
    aged: async (before, limit) =>
      (
        await unit.query<{ number: number }>(
          `select number from tickets where status = 'closed' and erased_at is null and updated_at < $1 order by updated_at limit $2`,
          [before, limit],
        )
      ).map(({ number }) => number),
    isErased: async (ticket) =>
      (await unit.query('select 1 from tickets where number = $1 and erased_at is not null', [ticket])).length > 0,
    isStill: async (ticket) => {
      const rows = await unit.query<{ state: string }>(`select state from outbox where ${sendsOf} for update`, [ticket])
      return rows.every(({ state }) => state !== 'sending')
    },
    standing: async (ticket, authors) => {
      const of =
        authors === undefined
          ? '$2::uuid[] is null'
          : `entry in (select e.id from entries e where e.ticket = $1 and ${wordsOf})`
      const rows = await unit.query<{ platform: string; post: string; lane: string; isCard: boolean }>(
        `select p.platform, p.post, r.lane, false as "isCard" from posts p join rooms r on r.desk = p.desk and r.id = p.room
           where p.ticket = $1::bigint and p.key is not null and ${of}
         union select platform, post, lane, false from outbox where kind = 'say' and post is not null and ${of} and ${sendsOf}
         ${authors === undefined ? `union select s.platform, s.post, s.lane, s.kind <> 'reply' from slots s where ${slotsOf('s')} and s.post is not null` : ''}`,
        [ticket, authors ?? null],
      )
      return rows.map(({ platform, post, ...rest }) => ({ ...rest, post: { platform, kind: 'post', id: post } }))
    },
    blank: async (ticket, subject) => {
      await dropSends(sendsOf, [ticket])
      await unit.execute(`delete from due where desk = $2 and split_part(subject, ':', 1) = $1::bigint::text`, [
        ticket,
        unit.desk,
      ])
      await each(
        [
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
        ],
        [ticket],
      )
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
    blankWords: async (ticket, authors) => {
      const theirs = `select e.id from entries e where e.ticket = $1::bigint and ${wordsOf}`
      await dropSends(`entry in (${theirs})`, [ticket, authors])
      await each(
        [
          `delete from slots s where s.kind = 'reply' and s.about in (select id::text from (${theirs}) t)`,
          `delete from files where entry in (${theirs})`,
          `delete from posts where key is not null and entry in (${theirs})`,
          `update entries e set text = null, data = ${bareData} where e.ticket = $1::bigint and ${wordsOf}`,
        ],
        [ticket, authors],
      )
      await each(
        [
          // What others said may begin with a line of theirs.
          `update outbox set content = '{"say":{"text":[]}}' where kind = 'say' and ${settled} and ${sendsOf}`,
          'delete from notices where ticket = $1::bigint',
          `delete from webhooks where ticket = $1::bigint and settled_at is not null`,
        ],
        [ticket],
      )
    },
    forgetTraces: async () => {
      const answers = await unit.execute(
        `update inbox set answer = '{"kind":"none"}' where (platform, event) in (
           select platform, event from inbox where answer->>'kind' <> 'none' limit ${atOnce})`,
      )
      const told = await unit.execute(
        `update outbox set content = null where id in (select id from outbox where ticket is null and entry is null and content is not null
           and kind = 'say' and ${settled} limit ${atOnce})`,
      )
      return answers < atOnce && told < atOnce
    },
    retention: async () =>
      unit.config('retention', async () => {
        const [row] = await unit.query<{ days: number | null }>('select retention_days as days from desks')
        return row?.days ?? null
      }),
    setRetention: async (days) => {
      await unit.execute('update desks set retention_days = $1', [days])
    },
  }
}
