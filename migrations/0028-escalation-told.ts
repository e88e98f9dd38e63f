import type { Migration } from '../src/store/migrate'

/** Whom an escalation told by now: its next supervisor is one who was not. */
export const escalationTold: Migration = {
  name: '0028-escalation-told',
  up: `alter table escalations add column told jsonb not null default '[]';`,
}
