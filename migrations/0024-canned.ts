import type { Migration } from '../src/store/migrate'

/** Words kept for use again, and what each person uses most. */
export const canned: Migration = {
  name: '0024-canned',
  up: `
create table canned_replies (
  desk uuid not null default current_desk() references desks,
  name text not null,
  -- Null: everybody's.
  owner uuid,
  text text not null,
  primary key (desk, name),
  foreign key (desk, owner) references people
);
alter table canned_replies enable row level security;
alter table canned_replies force row level security;
create policy desk_only on canned_replies using (desk = current_desk()) with check (desk = current_desk());

create table favourites (
  desk uuid not null default current_desk() references desks,
  person uuid not null,
  kind text not null check (kind in ('macro', 'canned')),
  name text not null,
  uses integer not null default 0,
  primary key (desk, person, kind, name),
  foreign key (desk, person) references people
);
alter table favourites enable row level security;
alter table favourites force row level security;
create policy desk_only on favourites using (desk = current_desk()) with check (desk = current_desk());
`,
}
