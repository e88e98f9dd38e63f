import type { Migration } from '../src/store/migrate'

/** How the agents of a queue speak to its customers: as whom, and whether what they write in their thread goes out. */
export const conversation: Migration = {
  name: '0010-conversation',
  up: `
alter table queues
  add column replies text not null default 'on-purpose' check (replies in ('on-purpose', 'by-default')),
  add column persona text not null default 'agent' check (persona in ('agent', 'team', 'anonymous'));
`,
}
