import type { Migration } from '../src/store/migrate'

/** What each person wants to hear of and when, and what waits for that time. */
export const attention: Migration = {
  name: '0021-attention',
  up: `
create table attention (
  desk uuid not null default current_desk() references desks,
  person uuid not null,
  -- By kind of notice: at once where it says nothing.
  ways jsonb not null default '{}',
  -- Minutes of the day; null: never quiet.
  quiet_from integer check (quiet_from between 0 and 1439),
  quiet_to integer check (quiet_to between 0 and 1439),
  -- When digest and summary come.
  hour integer not null default 540 check (hour between 0 and 1439),
  summary boolean not null default false,
  -- Null: the desk's.
  zone text,
  primary key (desk, person),
  foreign key (desk, person) references people,
  check ((quiet_from is null) = (quiet_to is null))
);
alter table attention enable row level security;
alter table attention force row level security;
create policy desk_only on attention using (desk = current_desk()) with check (desk = current_desk());

create table notices (
  desk uuid not null default current_desk() references desks,
  key text not null,
  person uuid not null,
  ticket bigint,
  text text not null,
  at timestamptz(3) not null,
  told_at timestamptz(3) not null,
  primary key (desk, key),
  foreign key (desk, person) references people
);
create index notices_person on notices (desk, person, at);
alter table notices enable row level security;
alter table notices force row level security;
create policy desk_only on notices using (desk = current_desk()) with check (desk = current_desk());
`,
}
