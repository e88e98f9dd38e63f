import type { Migration } from '../src/store/migrate'

/** Where a network counts edits by themselves, so does the lane: a card that changed often holds back no words. */
export const editPace: Migration = {
  name: '0038-edit-pace',
  up: `
alter table lanes add column edits_open_at timestamptz(3) not null default 'epoch';
-- As recent, of edits.
alter table lanes add column edited timestamptz(3)[] not null default '{}';
`,
}
