import type { Migration } from '../src/store/migrate'

/** Why a room can no longer be read by those whom it is for: its customer left, its thread was deleted, they take no messages. */
export const lostRooms: Migration = {
  name: '0046-lost-rooms',
  up: `
alter table rooms add column lost text check (lost in ('left', 'deleted', 'refused', 'removed'));
`,
}
