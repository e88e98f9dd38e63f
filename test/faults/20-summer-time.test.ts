import { disagreements } from '../support/calendar-oracle'
import { faultRow } from './fault-row'

faultRow(20, {
  what: 'summer time in Madrid, Santiago, Lord Howe, Mexico City, against a count minute by minute: all equal',
  count: 10_000,
  run: async ({ count, seed }) => ({ faults: disagreements(count, seed) }),
  control: {
    off: 'without zones',
    count: 20,
    run: async ({ count, seed }) => ({ faults: disagreements(count, seed, () => 'UTC') }),
  },
})
