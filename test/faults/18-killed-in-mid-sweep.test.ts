import { setTimeout as pause } from 'node:timers/promises'
import { fellDue } from './due-waves'
import { faultRow } from './fault-row'

const each = 40

faultRow(18, {
  what: 'kill -9 in mid-sweep 20 times: none missed, none twice',
  count: 20,
  run: async ({ count, random }) =>
    fellDue(
      {
        processes: [{}, {}],
        waves: count,
        count: each,
        sends: true,
        trouble: async (_, { killAndStart }) => {
          // From before they are due to after most were done.
          await pause(800 + random() * 800)
          await killAndStart(random() < 0.5 ? 0 : 1)
        },
      },
      60_000,
    ),
  control: {
    off: 'what was done is forgotten',
    run: async () => fellDue({ processes: [{}, {}], waves: 1, count: each, sends: true, trouble: 'forgotten' }, 60_000),
  },
})
