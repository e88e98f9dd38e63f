import type { Migration } from '../src/store/migrate'

/** What rules tell other programs. */
export const webhooks: Migration = {
  name: '0023-webhooks',
  up: `
create table webhooks (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  rule text not null,
  ticket bigint not null,
  url text not null,
  body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  fault text,
  created_at timestamptz(3) not null,
  settled_at timestamptz(3),
  primary key (desk, id),
  foreign key (desk, rule) references rules on delete cascade,
  foreign key (desk, ticket) references tickets on delete cascade
);
create index webhooks_settled on webhooks (desk, settled_at) where settled_at is not null;
create index webhooks_ticket on webhooks (desk, ticket);
alter table webhooks enable row level security;
alter table webhooks force row level security;
create policy desk_only on webhooks using (desk = current_desk()) with check (desk = current_desk());

-- The secret that signs them is made of the desk's sealed key and this number: another number is another secret.
alter table desks add column webhook_secret integer not null default 1;
`,
}
