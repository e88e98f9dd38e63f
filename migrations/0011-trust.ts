import type { Migration } from '../src/store/migrate'

export const trust: Migration = {
  name: '0011-trust',
  up: `
-- Keys that seal what belongs to one owner (a network, a desk's trail), themselves sealed under the master key.
create table data_keys (
  owner text primary key,
  sealed bytea not null,
  made_at timestamptz(3) not null default now()
);

-- The trail is a chain: each row's mac covers the row and the mac before it. Rows from before the chain have none.
alter table audit alter column seq drop identity;
alter table audit add column mac bytea;
create table audit_heads (
  desk uuid not null default current_desk() references desks,
  seq bigint not null,
  mac bytea not null,
  seal bytea not null,
  primary key (desk)
);
alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy desk_only on audit_heads using (desk = current_desk()) with check (desk = current_desk());

create function audit_is_insert_only() returns trigger language plpgsql as
$$ begin raise exception 'the audit trail is insert-only'; end $$;
create trigger insert_only before update or delete on audit for each row execute function audit_is_insert_only();
create trigger insert_only_whole before truncate on audit for each statement execute function audit_is_insert_only();
`,
}
