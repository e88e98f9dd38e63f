import type { Migration } from '../src/store/migrate'

/** Who is on a ticket beside its customer, and who is not heard. */
export const sides: Migration = {
  name: '0012-sides',
  up: `
-- Among agents: it has no customer's side.
alter table tickets add column internal boolean not null default false;

-- Somebody's copy of the customer's side, in a DM: who it is for, and since when no longer.
alter table rooms
  add column copy_for uuid,
  add column left_at timestamptz(3),
  add foreign key (desk, copy_for) references people;

-- Who wants to hear of a ticket; "told" is the last line of its story that they know.
create table followers (
  desk uuid not null default current_desk(),
  ticket bigint not null,
  person uuid not null,
  told bigint not null,
  primary key (desk, ticket, person),
  foreign key (desk, ticket) references tickets,
  foreign key (desk, person) references people
);
alter table followers enable row level security;
alter table followers force row level security;
create policy desk_only on followers using (desk = current_desk()) with check (desk = current_desk());

alter table people add column blocked_at timestamptz(3);
`,
}
