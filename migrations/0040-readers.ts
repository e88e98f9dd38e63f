import type { Migration } from '../src/store/migrate'

/**
 * "reader": who reads in a customer's room, where that is no more the one who asks. "copy_of": the entry whose words these are,
 * always the first one. Before, what was split off was written down as said by whoever asked in the ticket that it came from.
 */
export const readers: Migration = {
  name: '0040-readers',
  up: `
alter table rooms add column reader uuid;
alter table rooms add foreign key (desk, reader) references people;
create index rooms_reader on rooms (desk, reader) where reader is not null;
update rooms r set reader = c.person
from (
  select distinct on (e.desk, o.id) e.desk, o.id as room, (e.data->>'from')::uuid as person
  from entries e join rooms o on o.desk = e.desk and coalesce(o.origin, o.ticket) = e.ticket
  where e.kind = 'change' and e.data->>'field' = 'requester' and e.data->>'from' is not null
    and o.side = 'customer' and o.copy_for is null and o.created_at < e.at
  order by e.desk, o.id, e.seq
) c
where c.desk = r.desk and c.room = r.id;

alter table entries add column copy_of uuid;
create index entries_copies on entries (desk, copy_of) where copy_of is not null;
update entries c set copy_of = f.id, author = f.author
from (
  select distinct on (c.desk, c.id) c.desk, c.id as copy, o.id, o.author
  from entries s
    join entries c on c.desk = s.desk and c.ticket = (s.data->>'to')::bigint and c.kind = 'message'
    join entries o on o.desk = s.desk and o.ticket = s.ticket and o.kind = 'message' and o.at < c.at
      and (o.text = c.text or exists (select 1 from entries x where x.desk = o.desk and x."of" = o.id and x.kind = 'edit' and x.text = c.text))
  where s.kind = 'change' and s.data->>'field' in ('split', 'cloned') and c.text is not null
  order by c.desk, c.id, o.seq
) f
where f.desk = c.desk and f.copy = c.id;
`,
}
