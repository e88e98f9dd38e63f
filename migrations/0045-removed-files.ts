import type { Migration } from '../src/store/migrate'

/** A file that its author took out of a message by editing it is shown to nobody any more, and the record says that it was there. */
export const removedFiles: Migration = {
  name: '0045-removed-files',
  up: `
alter table files add column removed_at timestamptz;
`,
}
