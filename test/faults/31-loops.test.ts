import { faultsOfParrots } from '../support/parrots'
import { watchStatements } from '../support/statements'
import { faultRow } from './fault-row'

faultRow(31, {
  what: 'programs under people’s names echo on both sides for 10 min: at most one relay per human message, somebody is told',
  count: 4,
  minutes: 10,
  run: async ({ minutes }) => faultsOfParrots(minutes),
  control: {
    off: 'the loop breaker',
    run: async () => {
      const end = watchStatements((text) =>
        text.includes(`e.kind in ('message', 'note') order by e.seq desc limit 10`)
          ? text.replace('limit 10', 'limit 0')
          : undefined,
      )
      return faultsOfParrots(5).finally(end)
    },
  },
})
