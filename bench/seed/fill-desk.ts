import type { Client } from 'pg'
import { familyNames, givenNames, queueNames, sentences, tagNames } from './sentences'

export interface Sizes {
  readonly tickets: number
  /** At least one for each ticket. */
  readonly entries: number
}

const pool = 20_000
const atOnce = 500_000
const agents = 40
const filled = ['tickets', 'ticket_tags', 'entries', 'ticket_words', 'clocks'] as const

/**
 * Fills a desk with people, tickets and conversations of three years, the newest 3 % of the tickets still open. One
 * transaction, in which indexes and foreign keys are taken away and put back: other work on these tables waits. Nothing
 * of it is on a network, and its deadlines remind nobody. COPY is refused under row-level security: INSERT … SELECT.
 */
export const fillDesk = async (client: Client, desk: string, sizes: Sizes, progress: (line: string) => void) => {
  const step = async (says: string, sql: string, values: readonly unknown[] = []) => {
    const from = performance.now()
    await client.query(sql, [...values])
    const seconds = (performance.now() - from) / 1000
    if (seconds >= 0.5) progress(`${says} (${seconds.toFixed(1)} s)`)
  }
  await client.query('set statement_timeout = 0')
  await client.query('begin')
  try {
    await client.query(
      `select set_config('app.desk', $1, true), set_config('maintenance_work_mem', '1GB', true), set_config('work_mem', '256MB', true)`,
      [desk],
    )
    await client.query(`lock table ${filled.join(', ')} in access exclusive mode`)
    const restore = await takeAway(client)
    await beginAnew(client)
    const { rows } = await client.query<{ first: string; queue: string }>(
      `select coalesce((select max(number) from tickets), 0) as first, (select id from queues order by name limit 1) as queue`,
    )
    const first = Number(rows[0]!.first)
    const last = first + sizes.tickets
    await addSentences(client)
    await addPeople(client, desk, sizes, rows[0]!.queue)
    await step(`${sizes.tickets} tickets`, ticketsSql, [desk, first, sizes.tickets])
    await client.query('analyze tickets')
    await step('their tags', tagsSql, [desk, first, sizes.tickets, tagNames])
    const perTicket = Math.max(1, Math.round(sizes.entries / sizes.tickets))
    const slice = Math.max(1, Math.floor(atOnce / perTicket))
    for (let from = first; from < last; from += slice) {
      const to = Math.min(last, from + slice)
      await step(`entries of tickets up to ${to} of ${last}`, entriesSql, [desk, from, to, perTicket])
      await step(`words of tickets up to ${to} of ${last}`, wordsSql, [desk, from, to, perTicket])
    }
    await step('deadlines', clocksSql, [desk, first])
    for (const { says, sql } of restore) await step(says, sql)
    await client.query('update numbers set next = greatest(next, $2::bigint + 1) where desk = $1', [desk, last])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
  await step('statistics', `analyze ${filled.join(', ')}, people`)
}

/** Tells whether anything would be mixed with what is seeded. */
export const hasTickets = async (client: Client, desk: string): Promise<boolean> => {
  await client.query(`select set_config('app.desk', $1, false)`, [desk])
  const { rows } = await client.query('select from tickets limit 1')
  return rows.length > 0
}

/** Drops what makes each inserted row dear; answers what puts it back. */
const takeAway = async (client: Client) => {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
     where contype = 'f' and conrelid = any($1::text[]::regclass[])`,
    [filled],
  )
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = any($1::text[]::regclass[]) and not i.indisunique`,
    [filled],
  )
  for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint "${name}"`)
  for (const { name } of indexes) await client.query(`drop index ${name}`)
  await client.query('alter table entries disable trigger user')
  // Its owner is held by row-level security only where that is forced: asked for each row, it is dear.
  for (const table of filled) await client.query(`alter table ${table} no force row level security`)
  return [
    ...indexes.map(({ name, definition }) => ({ says: `index ${name}`, sql: definition })),
    ...keys.map(({ table, name, definition }) => ({
      says: `foreign key ${name}`,
      sql: `alter table ${table} add constraint "${name}" ${definition}`,
    })),
    { says: 'triggers', sql: 'alter table entries enable trigger user' },
    ...filled.map((table) => ({ says: `policy of ${table}`, sql: `alter table ${table} force row level security` })),
  ]
}

/**
 * Under wal_level = minimal, which the embedded server has, the transaction that made a table's files writes no log of what
 * goes into them. A table without rows costs nothing to be made anew.
 */
const beginAnew = async (client: Client) => {
  for (const table of filled) {
    const { rows } = await client.query(`select from ${table} limit 1`)
    if (rows.length === 0) await client.query(`cluster ${table} using ${table}_pkey`)
  }
}

const addSentences = async (client: Client) => {
  await client.query(
    'create temp table sentences (id integer primary key, said text, rich jsonb, words tsvector) on commit drop',
  )
  await client.query('create aggregate pg_temp.joined(tsvector) (sfunc = tsvector_concat, stype = tsvector)')
  await client.query(
    `insert into sentences select n - 1, said, jsonb_build_array(jsonb_build_object('kind', 'paragraph', 'inlines',
       jsonb_build_array(jsonb_build_object('kind', 'text', 'text', said)))), words_of(said)
     from unnest($1::text[]) with ordinality as s(said, n)`,
    [sentences(pool)],
  )
  await client.query('analyze sentences')
}

const addPeople = async (client: Client, desk: string, { tickets }: Sizes, queue: string) => {
  await client.query(`create temp table seeded (n integer primary key, id uuid, is_agent boolean) on commit drop`)
  const customers = Math.max(10, Math.round(tickets / 20))
  await client.query(
    `insert into seeded select n, gen_random_uuid(), n < $1::int from generate_series(0, $1::int + $2::int - 1) n`,
    [agents, customers],
  )
  await client.query(
    `insert into people (desk, id, name, role, locale, created_at)
     select $1, id, ($2::text[])[1 + n % cardinality($2::text[])] || ' ' || ($3::text[])[1 + n / cardinality($2::text[]) % cardinality($3::text[])]
         || case when n < 400 then '' else ' ' || n / 400 end,
       case when is_agent then 'agent' else 'customer' end, case when n % 5 < 3 then 'en' else 'es' end, now() - interval '3 years'
     from seeded`,
    [desk, givenNames, familyNames],
  )
  await client.query('create temp table seeded_queues (n integer primary key, id uuid) on commit drop')
  await client.query(
    `insert into queues (desk, id, name) select $1, gen_random_uuid(), name from unnest($2::text[]) name
     where not exists (select from queues q where q.desk = $1 and q.name = name.name)`,
    [desk, queueNames],
  )
  await client.query(
    `insert into seeded_queues select row_number() over (order by id = $1 desc, name) - 1, id from queues`,
    [queue],
  )
  await client.query('analyze seeded')
}

/** A number between 0 and 1 that looks like chance and is the same each time: `turn` tells several for one row apart. */
const chance = (row: string, turn: number) => `((hashint8extended(${row}, ${turn}) & 1048575)::float8 / 1048576)`

const ticketsSql = `
insert into tickets (desk, number, subject, status, pending_until, priority, queue, requester, assignee, overdue, created_at, updated_at, first_replied_at, solved_at)
select $1::uuid, i, left(s.said, 60), t.status, case when t.status = 'pending' then now() + interval '2 days' end,
  case when ${chance('i', 2)} < 0.05 then 'urgent' when ${chance('i', 2)} < 0.2 then 'high' when ${chance('i', 2)} < 0.85 then 'normal' else 'low' end,
  q.id, c.id, case when t.status <> 'new' then a.id end,
  t.status in ('new', 'open') and ${chance('i', 7)} < 0.05, t.created, t.created + interval '1 day' * ${chance('i', 8)},
  case when t.status <> 'new' then t.created + interval '1 hour' end, case when t.status in ('solved', 'closed') then t.created + interval '1 day' end
from (
  select i, now() - interval '3 years' * (1 - (i - $2::bigint)::float8 / $3::bigint) as created,
    case when i > $2::bigint + 0.97 * $3::bigint or ${chance('i', 0)} < 0.0005 then
        (array['new', 'open', 'open', 'open', 'open', 'pending', 'pending', 'on-hold', 'solved', 'solved'])[1 + (10 * ${chance('i', 1)})::int % 10]
      when i > $2::bigint + 0.93 * $3::bigint then 'solved' else 'closed' end as status
  from generate_series($2::bigint + 1, $2::bigint + $3::bigint) i
) t
join sentences s on s.id = i * 7919 % ${pool}
join seeded_queues q on q.n = (power(${chance('i', 3)}, 2) * (select count(*) from seeded_queues))::int % (select count(*) from seeded_queues)
join seeded c on c.n = ${agents} + floor(power(${chance('i', 4)}, 1.5) * (select count(*) - ${agents} from seeded))::int
join seeded a on a.n = floor(${chance('i', 5)} * ${agents})::int
order by i`

const tagsSql = `
insert into ticket_tags (desk, ticket, tag)
select distinct $1::uuid, i, ($4::text[])[1 + floor(power((hashint8extended(i, 20 + n) & 1048575)::float8 / 1048576, 2) * cardinality($4::text[]))::int]
from generate_series($2::bigint + 1, $2::bigint + $3::bigint) i, generate_series(1, 2) n where ${chance('i', 9)} < 0.7`

const turnsSql = 'generate_series(1, 1 + (t.number * 7 % (2 * $4::int - 1))::int)'
const sentenceSql = `case when j = 1 then t.number * 7919 else t.number * 104729 + j * 1299709 end % ${pool}`

/** One after the other, as the program's own are in time: an index on them grows at its end. */
const idSql = `(lpad(to_hex(t.number), 12, '0') || '7000' || lpad(to_hex(j), 16, '8'))::uuid`

/** As many as asked for on average: some tickets are a line or two, some long. Customer and agent take turns, with notes and changes between. */
const entriesSql = `
insert into entries (desk, id, ticket, kind, audience, author, text, data, at)
select $1, ${idSql}, t.number, k.kind, case when k.kind = 'message' then 'customer' else 'agents' end,
  case when j % 2 = 1 then t.requester else coalesce(t.assignee, t.requester) end,
  case when k.kind <> 'change' then s.rich end,
  case when k.kind = 'change' then '{"field":"status","from":"new","to":"open"}'::jsonb end,
  t.created_at + interval '10 minutes' * (j - 1)
from tickets t
cross join lateral ${turnsSql} j
cross join lateral (select case when j > 1 and j % 5 = 2 then 'change' when j > 1 and j % 5 = 4 then 'note' else 'message' end as kind) k
join sentences s on s.id = ${sentenceSql}
where t.desk = $1 and t.number > $2 and t.number <= $3
order by t.number, j`

/** As the trigger would have it, from the words of each sentence read once. */
const wordsSql = `
insert into ticket_words (desk, ticket, part, words)
select t.desk, t.number, 0, pg_temp.joined(s.words) || array_to_tsvector(array[shelf_of(t.desk, t.number)])
from tickets t cross join lateral ${turnsSql} j
join sentences s on s.id = ${sentenceSql} and (j = 1 or j % 5 <> 2)
where t.desk = $1 and t.number > $2 and t.number <= $3
group by t.desk, t.number order by t.number`

const clocksSql = `
insert into clocks (desk, ticket, kind, state, policy, target_ms, due_at, breached_at)
select $1, t.number, k.kind, case when t.overdue then 'breached' else 'running' end, '', 86400000,
  now() + case when t.overdue then -1 else 1 end * interval '1 second' * (1 + floor(86400 * ${chance('t.number', 10)})),
  case when t.overdue then now() end
from tickets t cross join lateral (select unnest(case when t.status = 'new' then array['first-response', 'resolution'] else array['resolution'] end) as kind) k
where t.desk = $1 and t.number > $2 and t.status in ('new', 'open')`
