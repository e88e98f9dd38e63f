import type { Migration } from '../src/store/migrate'

/** Tickets that become one, that belong to one another, and that go altogether. */
export const life: Migration = {
  name: '0019-life',
  up: `
alter table tickets add column merged_into bigint;
alter table tickets add foreign key (desk, merged_into) references tickets;
create index tickets_merged on tickets (desk, merged_into) where merged_into is not null;

-- The ticket that a room was opened for, where it follows another now.
alter table rooms add column origin bigint;
create index rooms_origin on rooms (desk, origin) where origin is not null;

-- "before" is what the merge took away, as it was: undone, it is put back.
create table merges (
  desk uuid not null default current_desk() references desks,
  ticket bigint not null,
  into_ticket bigint not null,
  person uuid,
  at timestamptz(3) not null,
  before jsonb not null,
  primary key (desk, ticket),
  foreign key (desk, ticket) references tickets,
  foreign key (desk, into_ticket) references tickets,
  foreign key (desk, person) references people
);
create index merges_into on merges (desk, into_ticket);
alter table merges enable row level security;
alter table merges force row level security;
create policy desk_only on merges using (desk = current_desk()) with check (desk = current_desk());

create table ticket_links (
  desk uuid not null default current_desk() references desks,
  ticket bigint not null,
  kind text not null check (kind in ('child', 'related')),
  other bigint not null,
  primary key (desk, ticket, kind, other),
  foreign key (desk, ticket) references tickets,
  foreign key (desk, other) references tickets,
  check (ticket <> other)
);
create index ticket_links_other on ticket_links (desk, other, kind);
create unique index ticket_links_parent on ticket_links (desk, ticket) where kind = 'child';
alter table ticket_links enable row level security;
alter table ticket_links force row level security;
create policy desk_only on ticket_links using (desk = current_desk()) with check (desk = current_desk());

-- What hangs on a ticket goes with it, but for the tickets that were merged into it.
do $$ declare c record; begin
  for c in select conrelid::regclass as tbl, conname, pg_get_constraintdef(oid) as def from pg_constraint
    where contype = 'f' and confdeltype = 'a' and confrelid in ('tickets'::regclass, 'entries'::regclass, 'rooms'::regclass)
      and conrelid <> 'tickets'::regclass and conname not like 'merges_desk_into_ticket%'
  loop
    execute format('alter table %s drop constraint %I, add constraint %I %s on delete cascade', c.tbl, c.conname, c.conname, c.def);
  end loop;
end $$;
`,
}
