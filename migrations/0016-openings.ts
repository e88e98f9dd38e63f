import type { Migration } from '../src/store/migrate'

/** Tickets that open by themselves at a time to come. */
export const openings: Migration = {
  name: '0016-openings',
  up: `
create table openings (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  at timestamptz(3) not null,
  -- Who asked for it; often the requester.
  by uuid not null,
  requester uuid not null,
  text jsonb not null,
  subject text,
  -- The ticket's own fields, by name.
  fields jsonb not null default '{}',
  -- Null: its queue is gone, it opens in the desk's first.
  queue uuid,
  -- Where the customer's side is held.
  side jsonb not null,
  -- The customer's own post of these words.
  post jsonb,
  primary key (desk, id),
  foreign key (desk, by) references people,
  foreign key (desk, requester) references people,
  foreign key (desk, queue) references queues on delete set null (queue)
);
create index openings_at on openings (desk, at);
alter table openings enable row level security;
alter table openings force row level security;
create policy desk_only on openings using (desk = current_desk()) with check (desk = current_desk());
`,
}
