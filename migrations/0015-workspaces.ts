import type { Migration } from '../src/store/migrate'

export const workspaces: Migration = {
  name: '0015-workspaces',
  up: `
-- Outside row-level security: the workspace that types a code belongs to another desk, or to none. Hashes, ids and a name.
create table link_codes (
  id uuid primary key,
  code bytea not null unique,
  desk uuid not null references desks,
  made_by uuid not null,
  until timestamptz(3) not null,
  platform text,
  workspace text,
  asked_by text
);
create table unlinked_workspaces (
  platform text not null,
  workspace text not null,
  installer text not null,
  primary key (platform, workspace)
);
`,
}
