import { saidWhileAway } from '../support/discord-gap'
import { faultRow } from './fault-row'

faultRow(24, {
  what: 'Discord offline: 500 messages in 20 channels, archived threads and DMs, all told once and in order',
  count: 500,
  run: async ({ count }) => ({ faults: await saidWhileAway(count) }),
  control: {
    off: 'the history says nothing',
    count: 40,
    run: async ({ count }) => ({
      faults: await saidWhileAway(count, ({ method, path }) =>
        method === 'GET' && path.endsWith('/messages') ? { status: 200, body: [] } : undefined,
      ),
    }),
  },
})
