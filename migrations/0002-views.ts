import type { Migration } from '../src/store/migrate'

/** Saved filters, and the function under which accents and case do not matter. */
export const views: Migration = {
  name: '0002-views',
  up: `
create function fold(words text) returns text language sql immutable parallel safe
  as $$ select lower(regexp_replace(normalize(words, NFD), '[\\u0300-\\u036f]', '', 'g')) $$;

create table views (
  desk uuid not null default current_desk() references desks,
  name text not null,
  filter text not null,
  -- Null: everybody's.
  owner uuid,
  primary key (desk, name),
  foreign key (desk, owner) references people
);
alter table views enable row level security;
alter table views force row level security;
create policy desk_only on views using (desk = current_desk()) with check (desk = current_desk());
`,
}
