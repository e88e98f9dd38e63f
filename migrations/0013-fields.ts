import type { Migration } from '../src/store/migrate'

/** What admins let a ticket tell beside what every ticket tells. */
export const fields: Migration = {
  name: '0013-fields',
  up: `
create table fields (
  desk uuid not null default current_desk() references desks,
  name text not null check (name ~ '^[a-z][a-z0-9_]*$'),
  label_en text not null,
  label_es text not null,
  kind text not null check (kind in ('text', 'number', 'choice', 'date', 'checkbox')),
  -- In order: value, and its label in each language.
  choices jsonb not null default '[]',
  needed text not null default 'never' check (needed in ('never', 'open', 'solve')),
  on_card boolean not null default true,
  by_customer boolean not null default false,
  position integer not null default 100,
  primary key (desk, name)
);
alter table fields enable row level security;
alter table fields force row level security;
create policy desk_only on fields using (desk = current_desk()) with check (desk = current_desk());

-- One column is set, by the kind of the field: each can be compared as what it is.
create table ticket_fields (
  desk uuid not null default current_desk(),
  ticket bigint not null,
  field text not null,
  choice text,
  text text,
  number double precision,
  at timestamptz(3),
  primary key (desk, ticket, field),
  foreign key (desk, ticket) references tickets on delete cascade,
  foreign key (desk, field) references fields on delete cascade,
  check (num_nonnulls(choice, text, number, at) = 1)
);
create index ticket_fields_choice on ticket_fields (desk, field, choice) where choice is not null;
create index ticket_fields_number on ticket_fields (desk, field, number) where number is not null;
create index ticket_fields_at on ticket_fields (desk, field, at) where at is not null;
alter table ticket_fields enable row level security;
alter table ticket_fields force row level security;
create policy desk_only on ticket_fields using (desk = current_desk()) with check (desk = current_desk());
`,
}
