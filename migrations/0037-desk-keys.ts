import type { Migration } from '../src/store/migrate'

/**
 * Every row names its desk by `current_desk()`, which row-level security checks. A foreign key to `desks` beside it locks the one
 * row of the desk for each row that is added: two trains at once share that lock, and each time write down that they do.
 */
export const deskKeys: Migration = {
  name: '0037-desk-keys',
  up: `
alter table inbox drop constraint inbox_desk_fkey;
alter table outbox drop constraint outbox_desk_fkey;
alter table slots drop constraint slots_desk_fkey;
alter table tickets drop constraint tickets_desk_fkey;
`,
}
