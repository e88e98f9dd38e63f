import { faultRow } from './fault-row'
import { killPoints } from './kill-points'
import { killedWhileWriting } from './killed-desk'
import { forgetsWhatItBegan, keepsNoNotesOfSends } from './unguarded'
import { wires } from './wires'

const passes = {
  slack: 'none lost without being listed, none twice',
  discord: 'each exactly once',
  teams: 'none lost without being listed, none twice',
}

/** Discord’s events come by a connection of ours: nothing is heard or answered by HTTP. */
const ofRequests: ReadonlySet<string> = new Set(['heard', 'answering', 'answered'])

for (const network of ['discord', 'slack', 'teams'] as const)
  faultRow(2, {
    part: network,
    what: `1,000 agent replies, the same kills: ${passes[network]}`,
    count: 1000,
    run: async ({ count, random }) => {
      const points = network === 'discord' ? killPoints.filter((point) => !ofRequests.has(point)) : killPoints
      const seen = await killedWhileWriting(await wires[network](), { count, random, by: 'agents', points })
      const isListed = network === 'discord' && !seen.figures?.endsWith(' 0 listed as unclear')
      return isListed ? { ...seen, faults: [...seen.faults, seen.figures!] } : seen
    },
    control: {
      off: 'what a send began is not written down',
      count: 100,
      run: async ({ count, random }) => {
        const wire = await wires[network]()
        wire.ignoresNonces = true
        return killedWhileWriting(wire, {
          count,
          random,
          by: 'agents',
          points: ['taken', 'taken', 'taken'],
          unguarded: network === 'discord' ? forgetsWhatItBegan + keepsNoNotesOfSends : forgetsWhatItBegan,
        })
      },
    },
  })
