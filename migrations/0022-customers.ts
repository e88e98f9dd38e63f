import type { Migration } from '../src/store/migrate'

const secured = (table: string) => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy desk_only on ${table} using (desk = current_desk()) with check (desk = current_desk());
`

/** One customer, whatever the network; what agents know of them; and how much of them at once. */
export const customers: Migration = {
  name: '0022-customers',
  up: `
alter table people
  -- The same person as this one, who has their identities and tickets now.
  add column joined_to uuid,
  add column noted boolean not null default false,
  add foreign key (desk, joined_to) references people;

-- A code that proves, typed on another network, that both are one person. The code itself is kept nowhere.
create table identity_codes (
  desk uuid not null default current_desk() references desks,
  hash text not null,
  person uuid not null,
  expires_at timestamptz(3) not null,
  primary key (desk, hash),
  foreign key (desk, person) references people on delete cascade
);
${secured('identity_codes')}
create table identity_tries (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  person uuid not null,
  at timestamptz(3) not null,
  primary key (desk, id),
  foreign key (desk, person) references people on delete cascade
);
create index identity_tries_person on identity_tries (desk, person, at);
${secured('identity_tries')}
-- Two people who became one, and what moved, so that it can be undone.
create table joins (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  kept uuid not null,
  gone uuid not null,
  -- Null: themselves, by code.
  by uuid,
  at timestamptz(3) not null,
  undone_at timestamptz(3),
  moved jsonb not null,
  primary key (desk, id),
  foreign key (desk, kept) references people on delete cascade,
  foreign key (desk, gone) references people on delete cascade,
  foreign key (desk, by) references people
);
create index joins_kept on joins (desk, kept);
${secured('joins')}
create table customer_notes (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  person uuid not null,
  author uuid,
  text jsonb not null,
  at timestamptz(3) not null,
  primary key (desk, id),
  foreign key (desk, person) references people on delete cascade,
  foreign key (desk, author) references people
);
create index customer_notes_person on customer_notes (desk, person, at);
${secured('customer_notes')}
alter table desks
  -- What one customer may have open at once, and say in a minute; null: any number.
  add column open_limit integer default 25 check (open_limit > 0),
  add column rate_limit integer default 60 check (rate_limit > 0);

-- What came too fast, until it is put into its ticket together.
create table waiting (
  desk uuid not null default current_desk(),
  platform text not null,
  post text not null,
  ticket bigint not null,
  room uuid not null,
  person uuid not null,
  content jsonb not null,
  at timestamptz(3) not null,
  primary key (desk, platform, post),
  foreign key (desk, ticket) references tickets,
  foreign key (desk, room) references rooms,
  foreign key (desk, person) references people
);
create index waiting_ticket on waiting (desk, ticket, person, at);
${secured('waiting')}`,
}
