import type { Migration } from '../src/store/migrate'

/** What opens a ticket where, and why something did not. */
export const intake: Migration = {
  name: '0009-intake',
  up: `
alter table places
  add column mode text not null default 'every' check (mode in ('every', 'threads', 'reaction', 'form', 'command'));
alter table queues add column reopen_ms bigint;
-- Why a post went into no ticket; null for what was none of the desk's business.
alter table inbox add column why text;
`,
}
