import type { Migration } from '../src/store/migrate'

/**
 * Further ways to what is searched: open tickets by their numbers, and conversations so long that their words are in
 * several parts.
 */
export const searchWays: Migration = {
  name: '0035-search-ways',
  up: `
create index tickets_open_number on tickets (desk, number) where status not in ('solved', 'closed');
create index ticket_words_parted on ticket_words (desk, ticket) where part = 1;
`,
}
