import type { Migration } from '../src/store/migrate'

/** Roles that a network's groups and channels give: a person has the highest of those and of the one given by name. */
export const groups: Migration = {
  name: '0031-groups',
  up: `
alter table people add column given_role text not null default 'customer'
  check (given_role in ('customer', 'agent', 'supervisor', 'admin'));
update people set given_role = role where role <> 'customer';

create table role_groups (
  desk uuid not null default current_desk() references desks,
  platform text not null,
  kind text not null check (kind in ('group', 'place')),
  "group" text not null,
  name text not null,
  role text not null check (role in ('agent', 'supervisor', 'admin')),
  primary key (desk, platform, kind, "group")
);
alter table role_groups enable row level security;
alter table role_groups force row level security;
create policy desk_only on role_groups using (desk = current_desk()) with check (desk = current_desk());

-- As the network told last.
create table group_members (
  desk uuid not null default current_desk() references desks,
  platform text not null,
  kind text not null,
  "group" text not null,
  person uuid not null,
  primary key (desk, platform, kind, "group", person),
  foreign key (desk, platform, kind, "group") references role_groups on delete cascade,
  foreign key (desk, person) references people
);
create index group_members_person on group_members (desk, person);
alter table group_members enable row level security;
alter table group_members force row level security;
create policy desk_only on group_members using (desk = current_desk()) with check (desk = current_desk());
`,
}
