import type { Migration } from '../src/store/migrate'

/** A person's picture, by network: relayed posts are shown with it. */
export const pictures: Migration = { name: '0003-pictures', up: 'alter table identities add column picture text;' }
