import { faultsOfParrots } from '../support/parrots'
import { watchStatements } from '../support/statements'
import { faultRow } from './fault-row'

faultRow(31, {
  what: 'programs under people’s names echo on both sides for 10 min, with an agent’s role and without: at most one relay per human message, somebody is told',
  count: 4,
  minutes: 10,
  run: async ({ minutes }) => {
    const seen = []
    for (const agents of [[], ['rita'], ['polly', 'rita']] as const) seen.push(await faultsOfParrots(minutes, agents))
    return { faults: seen.flatMap(({ faults }) => faults), figures: seen.map(({ figures }) => figures).join(', ') }
  },
  control: {
    off: 'the loop breaker',
    run: async () => {
      const end = watchStatements((text) =>
        text.includes(`as "isNoteHere"`) ? text.replaceAll('limit 10', 'limit 0') : undefined,
      )
      return faultsOfParrots(5).finally(end)
    },
  },
})
