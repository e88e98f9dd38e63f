import type { Migration } from '../src/store/migrate'

/** The first row of a trail's chain, under the seal of its head: rows that are put before it do not pass for older ones. */
export const trailOrigin: Migration = {
  name: '0047-trail-origin',
  up: 'alter table audit_heads add column origin bigint;',
}
