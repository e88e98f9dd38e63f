import type { Migration } from '../src/store/migrate'

/** What the desk itself said about a ticket, in no entry: whoever repeats it is an echo. */
export const notices: Migration = {
  name: '0034-notices',
  up: `
create index outbox_notices on outbox (desk, ticket, id) where kind = 'say' and entry is null and ticket is not null;
`,
}
