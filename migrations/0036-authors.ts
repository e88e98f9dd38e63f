import type { Migration } from '../src/store/migrate'

/** In which tickets somebody said something: what is asked when their words are told, exported or erased. */
export const authors: Migration = {
  name: '0036-authors',
  up: `
create index entries_author on entries (desk, author, ticket) where author is not null;
`,
}
