import type { Migration } from '../src/store/migrate'

/** What each person sent as files, by the day: a customer's share is limited. */
export const fileUse: Migration = {
  name: '0033-file-use',
  up: `
create table file_use (
  desk uuid not null default current_desk() references desks,
  person uuid not null,
  day date not null,
  bytes bigint not null,
  primary key (desk, person, day),
  foreign key (desk, person) references people
);
alter table file_use enable row level security;
alter table file_use force row level security;
create policy desk_only on file_use using (desk = current_desk()) with check (desk = current_desk());

create index files_kept on files (desk) include (size) where bytes is not null;
`,
}
