import type { Migration } from '../src/store/migrate'

/** Named groups of agents: a queue may be served by teams, and a ticket be meant for one. */
export const teams: Migration = {
  name: '0008-teams',
  up: `
create table teams (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  name text not null,
  -- What every member can do, beside the own skills.
  skills text[] not null default '{}',
  primary key (desk, id),
  unique (desk, name)
);
alter table teams enable row level security;
alter table teams force row level security;
create policy desk_only on teams using (desk = current_desk()) with check (desk = current_desk());

create table team_members (
  desk uuid not null default current_desk() references desks,
  team uuid not null,
  person uuid not null,
  primary key (desk, team, person),
  foreign key (desk, team) references teams on delete cascade,
  foreign key (desk, person) references people
);
create index team_members_person on team_members (desk, person);
alter table team_members enable row level security;
alter table team_members force row level security;
create policy desk_only on team_members using (desk = current_desk()) with check (desk = current_desk());

create table queue_teams (
  desk uuid not null default current_desk() references desks,
  queue uuid not null,
  team uuid not null,
  primary key (desk, queue, team),
  foreign key (desk, queue) references queues,
  foreign key (desk, team) references teams on delete cascade
);
alter table queue_teams enable row level security;
alter table queue_teams force row level security;
create policy desk_only on queue_teams using (desk = current_desk()) with check (desk = current_desk());

alter table tickets
  add column team uuid,
  add foreign key (desk, team) references teams;
create index tickets_team on tickets (desk, team, number) where team is not null and status not in ('solved', 'closed');
`,
}
