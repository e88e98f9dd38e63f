import type { Migration } from '../src/store/migrate'

/** Customers that are erased, in the background; tickets whose words are gone, at a customer's wish or with the years. */
export const privacy: Migration = {
  name: '0032-privacy',
  up: `
alter table people add column erased_at timestamptz(3);
alter table tickets add column erased_at timestamptz(3);
create index tickets_aged on tickets (desk, updated_at) where status = 'closed' and erased_at is null;
alter table desks add column retention_days integer check (retention_days > 0);
-- Whose data a kept file holds: it goes with them.
alter table documents add column about uuid;

-- "traces" are the person's ids on the networks, until the last of them is gone.
create table erasures (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  person uuid not null,
  by uuid not null,
  at timestamptz(3) not null,
  traces jsonb,
  tickets integer not null,
  pass integer not null default 1,
  stage text not null default 'tickets' check (stage in ('tickets', 'elsewhere', 'traces')),
  after bigint not null default 0,
  done_at timestamptz(3),
  primary key (desk, id),
  foreign key (desk, person) references people,
  foreign key (desk, by) references people
);
alter table erasures enable row level security;
alter table erasures force row level security;
create policy desk_only on erasures using (desk = current_desk()) with check (desk = current_desk());
`,
}
