import type { Migration } from '../src/store/migrate'

/** Several policies in order, each for the tickets that its filter meets, in the hours of its calendar. */
export const calendars: Migration = {
  name: '0004-calendars',
  up: `
create table calendars (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  name text not null,
  zone text not null,
  -- Seven lists of {from, to} in minutes, Monday first.
  week jsonb not null,
  country text,
  region text,
  -- Days that differ, by ISO date, over the country's holidays.
  days jsonb not null default '{}',
  primary key (desk, id),
  unique (desk, name)
);
alter table calendars enable row level security;
alter table calendars force row level security;
create policy desk_only on calendars using (desk = current_desk()) with check (desk = current_desk());

alter table policies
  add column filter text not null default '',
  add column calendar uuid,
  -- By clock and priority, in milliseconds.
  add column targets jsonb not null default '{}',
  -- Each {percent} of the target used, or {ms} before the deadline.
  add column warnings jsonb not null default '[]',
  add foreign key (desk, calendar) references calendars;
update policies set
  targets = jsonb_strip_nulls(jsonb_build_object(
    'first-response', case when first_response_ms is not null then jsonb_build_object('low', first_response_ms, 'normal', first_response_ms, 'high', first_response_ms, 'urgent', first_response_ms) end,
    'resolution', case when resolution_ms is not null then jsonb_build_object('low', resolution_ms, 'normal', resolution_ms, 'high', resolution_ms, 'urgent', resolution_ms) end)),
  warnings = jsonb_build_array(jsonb_build_object('ms', warn_ms));
alter table policies drop column first_response_ms, drop column resolution_ms, drop column warn_ms;

alter table clocks drop constraint clocks_kind_check;
alter table clocks
  add constraint clocks_kind_check check (kind in ('first-response', 'next-response', 'resolution')),
  add column policy text not null default '',
  add column calendar uuid,
  add column warnings jsonb not null default '[]',
  -- How many of the warnings were told.
  add column told integer not null default 0,
  add foreign key (desk, calendar) references calendars;
update clocks set warnings = jsonb_build_array(jsonb_build_object('ms', warn_ms)), told = case when warned_at is null then 0 else 1 end;
alter table clocks drop column warn_ms;
`,
}
