import { faultRow } from './fault-row'
import { killedWhileWriting } from './killed-desk'
import { recognisesNothing } from './unguarded'
import { slackWire } from './wires'

faultRow(1, {
  what: '1,000 inbound, 30% redelivered 1-3 times, kill -9 at 12 named points: 1,000 stored once',
  count: 1000,
  run: async ({ count, random }) =>
    killedWhileWriting(await slackWire(), { count, random, by: 'customers', repeated: 0.3 }),
  control: {
    off: 'events and posts are not recognised',
    count: 60,
    run: async ({ count, random }) =>
      killedWhileWriting(await slackWire(), {
        count,
        random,
        by: 'customers',
        repeated: 0.3,
        points: ['committed'],
        unguarded: recognisesNothing,
      }),
  },
})
