import type { Migration } from '../src/store/migrate'

/** Every tick asks whether a process that is gone holds a lane: there is one for each person who was ever told something. */
export const leasedLanes: Migration = {
  name: '0026-leased-lanes',
  up: 'create index lanes_leased on lanes (leased_by) where leased_by is not null;',
}
