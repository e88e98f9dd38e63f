import type { Migration } from '../src/store/migrate'

/** A ticket opened by somebody whose network could not tell whether they are who they say. */
export const claimed: Migration = {
  name: '0050-claimed',
  up: `alter table tickets add column claimed boolean not null default false;`,
}
