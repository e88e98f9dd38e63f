import type { Unit } from '../store/transaction'
import { heldIn, isReadBy } from '../tickets/readers'

/** A file of a customer's tickets. */
export interface KeptFileFact {
  readonly id: string
  readonly ticket: number
  readonly name: string
  readonly size: number
}
export interface ExportRows {
  /** Everything that the desk keeps of these people, as it is written into the file. */
  of(people: readonly string[]): Promise<Record<string, unknown>>
  /** Those whose bytes are here, in the order in which they came. */
  files(people: readonly string[]): Promise<KeptFileFact[]>
  bytes(file: string): Promise<Buffer>
}

const own = `select number from tickets where requester = any($1::uuid[])`
const isAnothers = (entry: string) =>
  `exists (select 1 from people a where a.id = ${entry}.author and a.role = 'customer' and not a.id = any($1::uuid[]))`
/** While a ticket is one with another customer's, what agents write of it speaks of both. */
const isOfSeveral = `exists (
  select 1 from entries m where m.ticket = e.ticket and m.seq < e.seq and m.kind = 'change' and m.data->>'field' = 'merged' and m.data ? 'other'
    and not exists (select 1 from tickets t where t.number = (m.data->>'other')::bigint and t.requester = any($1::uuid[]))
    and not exists (select 1 from entries u where u.ticket = e.ticket and u.seq between m.seq and e.seq and u.kind = 'change'
      and u.data->>'field' = 'unmerged' and u.data->>'other' = m.data->>'other'))`
/** What they said, with what became of it; of their tickets what was said to them, and what agents wrote there and did. */
const theirEntries = `with story as (
  select e.* from entries e join entries o on o.desk = e.desk and o.id = coalesce(e."of", e.id)
  where e.author = any($1::uuid[]) or o.author = any($1::uuid[])
    or e.audience = 'customer' and e.ticket in (select h.ticket from ${heldIn(own)} h) and ${isReadBy('o', '$1::uuid[]')}
      and (e.author is not distinct from o.author or not ${isAnothers('e')})
    or e.audience = 'agents' and e.ticket in (${own}) and not ${isAnothers('e')} and (e.kind = 'change' or not ${isOfSeveral}))`

/** By the names under which they stand in the file. */
const parts: Readonly<Record<string, string>> = {
  people: `select p.id, p.name, p.locale, p.created_at, p.blocked_at, p.joined_to,
    (select json_agg(json_build_object('network', i.platform, 'id', i."user", 'name', i.name, 'picture', i.picture) order by i.platform, i."user")
       from identities i where i.person = p.id) as identities
    from people p where p.id = any($1::uuid[]) order by p.created_at, p.id`,
  notes: `select n.at, a.name as by, n.text from customer_notes n left join people a on a.desk = n.desk and a.id = n.author
    where n.person = any($1::uuid[]) order by n.at, n.id`,
  tickets: `select t.number, t.subject, t.status, t.own_status, t.priority, q.name as queue, t.created_at, t.updated_at, t.first_replied_at,
      t.solved_at, t.merged_into, t.erased_at,
      (select json_agg(g.tag order by g.tag) from ticket_tags g where g.ticket = t.number) as tags,
      (select json_object_agg(f.field, coalesce(to_json(f.choice), to_json(f.text), to_json(f.number), to_json(f.at))) from ticket_fields f where f.ticket = t.number) as fields
    from tickets t join queues q on q.desk = t.desk and q.id = t.queue where t.requester = any($1::uuid[]) order by t.number`,
  story: `${theirEntries} select e.ticket, e.id, e.at, e.kind, e.audience, a.name as by, e.author = any($1::uuid[]) as "isCustomer", e."of", e.text, e.data
    from story e left join people a on a.desk = e.desk and a.id = e.author order by e.ticket, e.seq`,
  files: `${theirEntries} select e.ticket, f.entry, f.id, f.name, f.type, f.size, f.lost from files f join story e on e.desk = f.desk and e.id = f.entry
    order by e.ticket, e.seq, f.position`,
  follows: `select ticket from followers where person = any($1::uuid[]) order by ticket`,
  waiting: `select ticket, at, content->'text' as text from waiting where person = any($1::uuid[]) order by at`,
  scheduled: `select at, subject, text, fields from openings where requester = any($1::uuid[]) or by = any($1::uuid[]) order by at`,
  joins: `select at, undone_at, kept, gone, moved from joins where kept = any($1::uuid[]) or gone = any($1::uuid[]) order by at`,
  acts: `select at, operation, outcome from audit where person = any($1::uuid[]) order by seq`,
}

export const exportRows = (unit: Unit): ExportRows => ({
  of: async (people) => {
    const found: Record<string, unknown> = {}
    for (const [name, sql] of Object.entries(parts)) found[name] = await unit.rows(sql, [people])
    return found
  },
  files: async (people) =>
    unit.rows<KeptFileFact>(
      `${theirEntries} select f.id, e.ticket, f.name, octet_length(f.bytes) as size from files f join story e on e.desk = f.desk and e.id = f.entry
       where f.bytes is not null order by e.ticket, e.seq, f.position`,
      [people],
    ),
  bytes: async (file) => unit.value<Buffer>('select bytes from files where id = $1', [file]),
})

declare module '../core/tx' {
  interface RowSets {
    readonly exports: ExportRows
  }
}
