import { agendaSchema } from '../src/jobs/agenda-schema'
import type { Migration } from '../src/store/migrate'

/** Tables with content: each carries `desk`, and a row is visible only inside a transaction of its desk. */
const desks = `
create function current_desk() returns uuid language sql stable
  as $$ select nullif(current_setting('app.desk', true), '')::uuid $$;

create table desks (
  desk uuid primary key,
  name text not null,
  locale text not null default 'en' check (locale in ('en', 'es')),
  zone text not null default 'UTC',
  close_after_ms bigint not null default 604800000,
  created_at timestamptz(3) not null
);

create table people (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  name text not null,
  role text not null default 'customer' check (role in ('customer', 'agent', 'supervisor', 'admin')),
  locale text,
  created_at timestamptz(3) not null,
  primary key (desk, id)
);

create table identities (
  desk uuid not null default current_desk(),
  platform text not null,
  "user" text not null,
  person uuid not null,
  name text not null,
  primary key (desk, platform, "user"),
  foreign key (desk, person) references people
);
create index identities_person on identities (desk, person);

create table queues (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  name text not null,
  take_back_ms integer not null default 10000,
  primary key (desk, id),
  unique (desk, name)
);

create table places (
  desk uuid not null default current_desk(),
  platform text not null,
  place text not null,
  purpose text not null check (purpose in ('intake', 'agents', 'supervisors')),
  queue uuid not null,
  primary key (desk, platform, place),
  foreign key (desk, queue) references queues
);

create table inbox (
  desk uuid not null default current_desk() references desks,
  platform text not null,
  event text not null,
  received_at timestamptz(3) not null,
  answer jsonb not null,
  primary key (desk, platform, event)
);
create index inbox_age on inbox (desk, received_at);
`

const tickets = `
create table tickets (
  desk uuid not null default current_desk() references desks,
  number bigint not null,
  subject text not null,
  status text not null check (status in ('new', 'open', 'pending', 'on-hold', 'solved', 'closed')),
  pending_until timestamptz(3),
  priority text not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  queue uuid not null,
  requester uuid not null,
  assignee uuid,
  overdue boolean not null default false,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  first_replied_at timestamptz(3),
  solved_at timestamptz(3),
  primary key (desk, number),
  foreign key (desk, queue) references queues,
  foreign key (desk, requester) references people,
  foreign key (desk, assignee) references people,
  check ((status = 'pending') or pending_until is null)
);
create index tickets_open on tickets (desk, queue, number) where status not in ('solved', 'closed');
create index tickets_requester on tickets (desk, requester, number);
create index tickets_assignee on tickets (desk, assignee, number) where status not in ('solved', 'closed');

create table ticket_tags (
  desk uuid not null default current_desk(),
  ticket bigint not null,
  tag text not null,
  primary key (desk, ticket, tag),
  foreign key (desk, ticket) references tickets
);
create index ticket_tags_tag on ticket_tags (desk, tag);

-- The ticket's whole story, only ever added to. An edit or a deletion is an entry of its own that names what it is "of".
create table entries (
  desk uuid not null default current_desk(),
  id uuid not null,
  seq bigint generated always as identity,
  ticket bigint not null,
  kind text not null check (kind in ('message', 'note', 'change', 'edit', 'delete', 'reaction')),
  audience text not null check (audience in ('customer', 'agents')),
  author uuid,
  "of" uuid,
  text jsonb,
  data jsonb,
  at timestamptz(3) not null,
  primary key (desk, id),
  foreign key (desk, ticket) references tickets,
  foreign key (desk, author) references people,
  foreign key (desk, "of") references entries
);
create index entries_ticket on entries (desk, ticket, seq);
create index entries_of on entries (desk, "of") where "of" is not null;

create table files (
  desk uuid not null default current_desk(),
  id uuid not null,
  entry uuid not null,
  position integer not null,
  name text not null,
  type text not null,
  size bigint not null,
  source jsonb not null,
  bytes bytea,
  lost text,
  primary key (desk, id),
  foreign key (desk, entry) references entries
);
create index files_entry on files (desk, entry);
`

const conversations = `
-- Where the people of one side talk about one ticket. "place" is null until the network has opened it.
create table rooms (
  desk uuid not null default current_desk(),
  id uuid not null,
  ticket bigint not null,
  side text not null check (side in ('customer', 'agents')),
  platform text not null,
  place text,
  -- The channel that a thread hangs in: unthreaded messages there may belong to this ticket.
  parent text,
  lane text not null,
  direct boolean not null default false,
  active boolean not null default true,
  created_at timestamptz(3) not null,
  primary key (desk, id),
  foreign key (desk, ticket) references tickets
);
create unique index rooms_place on rooms (desk, platform, place) where active;
create index rooms_ticket on rooms (desk, ticket);
create index rooms_parent on rooms (desk, platform, parent, ticket) where side = 'customer' and active;

-- A post that is kept up to date in place. "post" is null until it was first shown.
create table slots (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  kind text not null,
  about text not null,
  platform text not null,
  place text,
  room uuid,
  lane text not null,
  post text,
  primary key (desk, id),
  foreign key (desk, room) references rooms,
  check ((place is null) <> (room is null))
);
create unique index slots_about on slots (desk, kind, about, platform, coalesce(place, room::text));

-- Every network's message that belongs to an entry: the customer's own (key is null) and those the desk made of it.
create table posts (
  desk uuid not null default current_desk(),
  platform text not null,
  post text not null,
  ticket bigint not null,
  entry uuid not null,
  room uuid,
  key text,
  -- By the network's clock.
  at timestamptz(3) not null,
  primary key (desk, platform, post),
  foreign key (desk, ticket) references tickets,
  foreign key (desk, entry) references entries
);
create index posts_entry on posts (desk, entry);

-- What happened to a post before the post itself was known.
create table early (
  desk uuid not null default current_desk() references desks,
  platform text not null,
  post text not null,
  event text not null,
  content jsonb not null,
  at timestamptz(3) not null,
  primary key (desk, platform, post, event)
);

create table outbox (
  desk uuid not null default current_desk() references desks,
  id bigint generated always as identity,
  key text not null,
  kind text not null check (kind in ('say', 'show', 'open', 'settle', 'amend', 'retract', 'react', 'whisper', 'fetch')),
  conversation text not null,
  platform text not null,
  lane text not null,
  address jsonb not null,
  ticket bigint,
  entry uuid,
  content jsonb,
  not_before timestamptz(3) not null,
  waits_for text,
  state text not null default 'pending'
    check (state in ('pending', 'sending', 'sent', 'ambiguous', 'parked', 'cancelled', 'superseded', 'dead')),
  attempts integer not null default 0,
  tried_at timestamptz(3),
  leased_until timestamptz(3),
  post text,
  fault text,
  created_at timestamptz(3) not null,
  settled_at timestamptz(3),
  primary key (desk, id)
);
create unique index outbox_key on outbox (desk, key) where kind <> 'show';
create unique index outbox_stale_slot on outbox (desk, key) where kind = 'show' and state = 'pending';
create index outbox_unsent on outbox (desk, conversation, id) where state in ('pending', 'sending', 'parked');
create index outbox_lane on outbox (desk, lane, id) where state in ('pending', 'sending');
create index outbox_waiting on outbox (desk, waits_for) where waits_for is not null;
create index outbox_entry on outbox (desk, entry) where entry is not null;
create index outbox_settled on outbox (desk, settled_at) where settled_at is not null;
`

const deadlines = `
create table policies (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  position integer not null,
  name text not null,
  first_response_ms bigint,
  resolution_ms bigint,
  warn_ms bigint not null,
  primary key (desk, id),
  unique (desk, name)
);

create table clocks (
  desk uuid not null default current_desk(),
  ticket bigint not null,
  kind text not null check (kind in ('first-response', 'resolution')),
  state text not null check (state in ('running', 'paused', 'achieved', 'breached', 'cancelled')),
  target_ms bigint not null,
  warn_ms bigint not null,
  due_at timestamptz(3),
  remaining_ms bigint,
  warned_at timestamptz(3),
  breached_at timestamptz(3),
  primary key (desk, ticket, kind),
  foreign key (desk, ticket) references tickets,
  check ((state in ('running', 'breached')) or due_at is null)
);
`

const trail = `
-- Who tried what and was refused, or changed whose rights: ids and names of operations, never content.
create table audit (
  desk uuid not null default current_desk() references desks,
  seq bigint generated always as identity,
  at timestamptz(3) not null,
  person uuid,
  operation text not null,
  outcome text not null,
  primary key (desk, seq)
);
`

/** Outside row-level security, because they are read before a desk is known: ids and times only. */
const directories = `
create table workspaces (
  platform text not null,
  workspace text not null,
  desk uuid not null,
  since timestamptz(3) not null,
  revoked_at timestamptz(3),
  primary key (platform, workspace)
);

create table numbers (desk uuid primary key, next bigint not null);

create table due (
  desk uuid not null,
  what text not null,
  subject text not null,
  at timestamptz(3) not null,
  primary key (desk, what, subject)
);
create index due_at on due (at);

create table outbox_ready (
  desk uuid not null,
  id bigint not null,
  lane text not null,
  at timestamptz(3) not null,
  leased_by uuid,
  primary key (desk, id)
);
create index outbox_ready_at on outbox_ready (at);
create index outbox_ready_lane on outbox_ready (desk, lane, at);
create index outbox_ready_leased on outbox_ready (leased_by) where leased_by is not null;

create table lanes (
  desk uuid not null,
  lane text not null,
  open_at timestamptz(3) not null,
  -- When the latest sends went out: what the network's windows are counted over, whichever process sends.
  recent timestamptz(3)[] not null default '{}',
  leased_by uuid,
  leased_until timestamptz(3),
  primary key (desk, lane)
);

create table memory (
  platform text not null,
  scope text not null,
  key text not null,
  value jsonb,
  sealed bytea,
  primary key (platform, scope, key),
  check ((value is null) <> (sealed is null))
);
`

export const contentTables = [
  'desks',
  'people',
  'identities',
  'queues',
  'places',
  'inbox',
  'tickets',
  'ticket_tags',
  'entries',
  'files',
  'rooms',
  'slots',
  'posts',
  'early',
  'outbox',
  'policies',
  'clocks',
  'audit',
] as const

const rowLevelSecurity = contentTables
  .map(
    (table) => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy desk_only on ${table} using (desk = current_desk()) with check (desk = current_desk());`,
  )
  .join('\n')

export const foundations: Migration = {
  name: '0001-foundations',
  up: [desks, tickets, conversations, deadlines, trail, directories, rowLevelSecurity, agendaSchema].join('\n'),
}
