import type { Migration } from '../src/store/migrate'

/** Statuses of a desk's own: each stands for one of ours, which is what deadlines and filters look at. */
export const ownStatuses: Migration = {
  name: '0020-statuses',
  up: `
create table own_statuses (
  desk uuid not null default current_desk() references desks,
  name text not null check (name ~ '^[a-z][a-z0-9_]*$'),
  base text not null check (base in ('open', 'pending', 'on-hold', 'solved')),
  label_en text not null,
  label_es text not null,
  primary key (desk, name)
);
alter table own_statuses enable row level security;
alter table own_statuses force row level security;
create policy desk_only on own_statuses using (desk = current_desk()) with check (desk = current_desk());

alter table tickets add column own_status text;
alter table tickets add foreign key (desk, own_status) references own_statuses on delete set null (own_status);
`,
}
