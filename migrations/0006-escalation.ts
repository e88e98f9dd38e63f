import type { Migration } from '../src/store/migrate'

/** What follows a missed deadline, step by step, until somebody takes it on; and what people want to be reminded of. */
export const escalation: Migration = {
  name: '0006-escalation',
  up: `
alter table policies add column steps jsonb not null default '[]';

create table escalations (
  desk uuid not null default current_desk(),
  ticket bigint not null,
  kind text not null,
  steps jsonb not null,
  -- How many of them were done.
  done integer not null default 0,
  started_at timestamptz(3) not null,
  acknowledged_by uuid,
  acknowledged_at timestamptz(3),
  primary key (desk, ticket, kind),
  foreign key (desk, ticket) references tickets,
  foreign key (desk, acknowledged_by) references people
);
alter table escalations enable row level security;
alter table escalations force row level security;
create policy desk_only on escalations using (desk = current_desk()) with check (desk = current_desk());

create table reminders (
  desk uuid not null default current_desk(),
  id uuid not null,
  ticket bigint not null,
  person uuid not null,
  at timestamptz(3) not null,
  text text,
  primary key (desk, id),
  foreign key (desk, ticket) references tickets,
  foreign key (desk, person) references people
);
alter table reminders enable row level security;
alter table reminders force row level security;
create policy desk_only on reminders using (desk = current_desk()) with check (desk = current_desk());

-- Came back from waiting: it goes up in the queue until an agent answers.
alter table tickets add column risen boolean not null default false;
`,
}
