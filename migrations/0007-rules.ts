import type { Migration } from '../src/store/migrate'

/** What the desk does by itself, and what agents do in one stroke. */
export const rules: Migration = {
  name: '0007-rules',
  up: `
create table rules (
  desk uuid not null default current_desk() references desks,
  name text not null,
  position integer not null,
  event text not null check (event in ('created', 'updated', 'message', 'sla-warning', 'sla-breach', 'time')),
  filter text not null,
  actions text not null,
  stops boolean not null default false,
  enabled boolean not null default true,
  runs bigint not null default 0,
  last_run_at timestamptz(3),
  last_fault text,
  primary key (desk, name)
);
alter table rules enable row level security;
alter table rules force row level security;
create policy desk_only on rules using (desk = current_desk()) with check (desk = current_desk());

-- A rule by time runs once for a ticket, until the ticket changes.
create table rule_runs (
  desk uuid not null default current_desk(),
  rule text not null,
  ticket bigint not null,
  at timestamptz(3) not null,
  primary key (desk, rule, ticket),
  foreign key (desk, rule) references rules on delete cascade,
  foreign key (desk, ticket) references tickets
);
alter table rule_runs enable row level security;
alter table rule_runs force row level security;
create policy desk_only on rule_runs using (desk = current_desk()) with check (desk = current_desk());

create table macros (
  desk uuid not null default current_desk() references desks,
  name text not null,
  -- Null: everybody's.
  owner uuid,
  actions text not null,
  primary key (desk, name),
  foreign key (desk, owner) references people
);
alter table macros enable row level security;
alter table macros force row level security;
create policy desk_only on macros using (desk = current_desk()) with check (desk = current_desk());
`,
}
