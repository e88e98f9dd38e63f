import type { Migration } from '../src/store/migrate'

/** Queues in an order that admins choose; documents that the desk writes for one person, and keeps for a while. */
export const settings: Migration = {
  name: '0014-settings',
  up: `
alter table queues add column position integer not null default 0;
update queues q set position = r.position
  from (select desk, id, row_number() over (partition by desk order by id) as position from queues) r
  where r.desk = q.desk and r.id = q.id;

create table documents (
  desk uuid not null default current_desk() references desks,
  id uuid not null,
  name text not null,
  type text not null,
  bytes bytea not null,
  created_at timestamptz(3) not null,
  primary key (desk, id)
);
create index documents_age on documents (desk, created_at);
alter table documents enable row level security;
alter table documents force row level security;
create policy desk_only on documents using (desk = current_desk()) with check (desk = current_desk());
`,
}
