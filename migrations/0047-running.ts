import type { Migration } from '../src/store/migrate'

/**
 * The first row of a trail's chain, under the seal of its head: rows that are put before it do not pass for older ones. And
 * since when a send waits, which each try that fails leaves as it is.
 */
export const running: Migration = {
  name: '0047-running',
  up: `
alter table audit_heads add column origin bigint;
alter table outbox_ready add column since timestamptz(3) not null default now();
`,
}
