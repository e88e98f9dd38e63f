import type { Migration } from '../src/store/migrate'

/** What a queue does with its tickets when the shift of whoever has them ends. */
export const shiftEnds: Migration = {
  name: '0029-shift-ends',
  up: `alter table queues add column off_shift text not null default 'keep' check (off_shift in ('keep', 'return'));`,
}
