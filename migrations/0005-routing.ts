import type { Migration } from '../src/store/migrate'

/** Who can take tickets, and how a queue hands them out. */
export const routing: Migration = {
  name: '0005-routing',
  up: `
create table agents (
  desk uuid not null default current_desk() references desks,
  person uuid not null,
  -- Null: here. Far in the future: until they say so.
  away_until timestamptz(3),
  -- Open tickets at once; null: as many as come.
  capacity integer check (capacity > 0),
  skills text[] not null default '{}',
  -- Working hours; null: always.
  calendar uuid,
  last_assigned_at timestamptz(3),
  primary key (desk, person),
  foreign key (desk, person) references people,
  foreign key (desk, calendar) references calendars
);
alter table agents enable row level security;
alter table agents force row level security;
create policy desk_only on agents using (desk = current_desk()) with check (desk = current_desk());

-- A queue without members is everybody's.
create table queue_members (
  desk uuid not null default current_desk() references desks,
  queue uuid not null,
  person uuid not null,
  primary key (desk, queue, person),
  foreign key (desk, queue) references queues,
  foreign key (desk, person) references people
);
alter table queue_members enable row level security;
alter table queue_members force row level security;
create policy desk_only on queue_members using (desk = current_desk()) with check (desk = current_desk());

alter table queues
  add column routing text not null default 'manual' check (routing in ('manual', 'round-robin', 'least-loaded')),
  -- After this time without an answer a ticket goes back to its queue; null: never.
  add column silent_ms bigint;
`,
}
