import type { Migration } from '../src/store/migrate'

/** Each card reads the desk's own statuses: they are kept in memory with the rest of its configuration. */
export const keptStatuses: Migration = {
  name: '0039-kept-statuses',
  up: `
create trigger config_changed after insert or update or delete or truncate on own_statuses
  for each statement execute function config_changed();
`,
}
