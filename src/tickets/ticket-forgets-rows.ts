import type { Forgets } from '../core/forgets'
import type { Unit } from '../store/transaction'

export const ticketForgets: Forgets = {
  // Triggers keep the words by which a ticket is found as its subject and its story are.
  words: { tickets: ['subject'], ticket_words: ['words'] },
  ticket: async (unit, { number, subject }) => {
    await unit.execute(
      `update tickets set subject = $2, status = 'closed', own_status = null, pending_until = null, risen = false, erased_at = coalesce(erased_at, $3)
         where number = $1::bigint`,
      [number, subject, unit.now],
    )
  },
  ticketWords: async (unit, { number, subject, isOpenedByThem }) => {
    if (isOpenedByThem)
      await unit.execute('update tickets set subject = $2 where number = $1::bigint', [number, subject])
  },
  exports: {
    tickets: `select t.number, t.subject, t.status, t.own_status, t.priority, q.name as queue, t.created_at, t.updated_at, t.first_replied_at,
        t.solved_at, t.merged_into, t.erased_at,
        (select json_agg(g.tag order by g.tag) from ticket_tags g where g.ticket = t.number) as tags,
        (select json_object_agg(f.field, coalesce(to_json(f.choice), to_json(f.text), to_json(f.number), to_json(f.at))) from ticket_fields f where f.ticket = t.number) as fields
      from tickets t join queues q on q.desk = t.desk and q.id = t.queue where t.requester = any($1::uuid[]) order by t.number`,
  },
}

/** Tickets of these people that have words still, as the end of a `select … from`. `people`: SQL of a uuid[]. */
export const wordedTickets = (people: string) => `tickets t where t.requester = any(${people}) and t.erased_at is null`

export const countTickets = async (
  unit: Unit,
  people: readonly string[],
): Promise<{ readonly tickets: number; readonly open: number }> =>
  (await unit.first<{ tickets: number; open: number }>(
    `select count(*)::int as tickets, (count(*) filter (where t.status not in ('solved', 'closed')))::int as open
       from ${wordedTickets('$1::uuid[]')}`,
    [people],
  ))!

export const isErased = async (unit: Unit, ticket: number): Promise<boolean> =>
  (await unit.rows('select 1 from tickets where number = $1 and erased_at is not null', [ticket])).length > 0

const numbersIn = (rows: readonly { readonly number: number }[]) => rows.map(({ number }) => number)

/** Tickets after this number, in their order. */
export const ticketsAfter = async (unit: Unit, people: readonly string[], after: number, limit: number) =>
  numbersIn(
    await unit.rows<{ number: number }>(
      'select number from tickets where requester = any($1::uuid[]) and number > $2 order by number limit $3',
      [people, after, limit],
    ),
  )

/** Tickets that closed before this and have words still, the oldest first. */
export const agedTickets = async (unit: Unit, before: Date, limit: number) =>
  numbersIn(
    await unit.rows<{ number: number }>(
      `select number from tickets where status = 'closed' and erased_at is null and updated_at < $1 order by updated_at limit $2`,
      [before, limit],
    ),
  )
