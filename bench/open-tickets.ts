import type { Client } from 'pg'

export interface OpenTickets {
  readonly desk: string
  readonly count: number
  /** The network of their people, rooms and cards. */
  readonly platform: string
  /** Due time of each one’s first response, as SQL of the ticket’s number `n`; never warned of. */
  readonly dueAt: string
  /** Of every so many tickets one has nobody: 1 is all of them. */
  readonly unassigned: number
  /** With a room on both sides, and a card in each. */
  readonly rooms: boolean
  /** Receives the number of tickets so far. */
  readonly progress?: (done: number) => void
}
const chunk = 50_000

/** Tickets as a desk has them after some time, by statements: with their clocks, and what falls due. Any role that may insert. */
export const insertOpenTickets = async (client: Client, open: OpenTickets): Promise<void> => {
  const { desk, count, platform, progress } = open
  const run = async (sql: string, values: unknown[] = []) => client.query(sql, values)
  await run(`select set_config('app.desk', $1, false)`, [desk])
  const people = async (prefix: string, role: string, many: number) => {
    await run(
      `with made as (insert into people (id, name, role, created_at)
         select md5($1 || i)::uuid, $1 || ' ' || i, $2, now() from generate_series(1, $3::int) i on conflict do nothing returning id, name)
       insert into identities (platform, "user", person, name) select $4, replace(name, ' ', ''), id, name from made`,
      [prefix, role, many, platform],
    )
  }
  await people('agent', 'agent', 10)
  await people('customer', 'customer', 100)
  const { rows } = await run('select coalesce(max(number), 0) as last from tickets')
  const last = Number((rows[0] as { last: string }).last)
  for (let done = 0; done < count; done += chunk) {
    const from = last + done + 1
    const to = last + Math.min(count, done + chunk)
    await insertRange(run, open, from, to)
    progress?.(to - last)
  }
  await run('update numbers set next = greatest(next, $2) where desk = $1', [desk, last + count + 1])
  await run('analyze tickets, clocks, due, slots, rooms, people, identities')
}

type Run = (sql: string, values?: unknown[]) => Promise<unknown>

const insertRange = async (run: Run, { platform, dueAt, unassigned, rooms }: OpenTickets, from: number, to: number) => {
  const numbers = `generate_series($1::bigint, $2::bigint) n`
  await run(
    `insert into tickets (number, subject, status, queue, requester, assignee, created_at, updated_at)
     select n, 'The printer on floor ' || n || ' is out of paper', 'new', (select id from queues order by id limit 1), md5('customer' || (n % 100 + 1))::uuid,
       case when n % $3 <> 0 then md5('agent' || (n % 10 + 1))::uuid end, now(), now() from ${numbers}`,
    [from, to, unassigned],
  )
  await run(
    `insert into clocks (ticket, kind, state, policy, target_ms, warnings, told, due_at)
     select n, 'first-response', 'running', 'standard', 3600000, '[{"ms":900000}]'::jsonb, 1, ${dueAt} from ${numbers}
     union all select n, 'resolution', 'running', 'standard', 86400000, '[{"ms":900000}]'::jsonb, 0, ${dueAt} + interval '23 hours' from ${numbers}`,
    [from, to],
  )
  if (rooms) await insertRooms(run, platform, from, to)
  // Last, because a desk that runs takes what is due at once.
  await run(
    `insert into due (desk, what, subject, at)
     select current_desk(), 'sla-breach', n || ':first-response', ${dueAt} from ${numbers}
     union all select current_desk(), 'sla-breach', n || ':resolution', ${dueAt} + interval '23 hours' from ${numbers}`,
    [from, to],
  )
}

const insertRooms = async (run: Run, platform: string, from: number, to: number) => {
  const numbers = `generate_series($1::bigint, $2::bigint) n`
  const sides = `(values ('agents'), ('customer')) as sides(side)`
  await run(
    `insert into rooms (id, ticket, side, platform, place, parent, lane, created_at)
     select md5(side || n)::uuid, n, side, $3::text, side || '/' || n, side, $3 || ':' || side, now() from ${numbers}, ${sides}`,
    [from, to, platform],
  )
  await run(
    `insert into slots (id, kind, about, platform, place, room, lane, post)
     select md5('ticket-card' || n)::uuid, 'ticket-card', n::text, $3::text, 'agents', null::uuid, $3 || ':agents', 'card' || n from ${numbers}
     union all select md5('customer-card' || n)::uuid, 'customer-card', n::text, $3::text, null, md5('customer' || n)::uuid, $3 || ':customer', 'receipt' || n from ${numbers}`,
    [from, to, platform],
  )
}
