import { fellDue } from './due-waves'
import { faultRow } from './fault-row'

faultRow(17, {
  what: '10,000 deadlines due at once, 2 processes: each fired once, claimed in less than 5 s',
  count: 10_000,
  run: async ({ count }) => fellDue({ processes: [{}, {}], waves: 1, count, sends: false }, 5000),
  control: {
    off: 'what was done is forgotten',
    count: 50,
    run: async ({ count }) =>
      fellDue({ processes: [{}, {}], waves: 1, count, sends: false, trouble: 'forgotten' }, 60_000),
  },
})
