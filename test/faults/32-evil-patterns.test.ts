import { runInNewContext } from 'node:vm'
import { evilPatterns, evilTexts } from '../support/evil-patterns'
import { slowestOf } from '../support/slowest-pattern'
import { faultRow } from './fault-row'

const mostMs = 50

faultRow(32, {
  what: '100 evil patterns x 100,000 characters',
  count: evilPatterns.length,
  run: async () => {
    // Warms up: what the program compiles on the way is not the pattern's.
    slowestOf(evilPatterns.slice(0, 20))
    const { refused, worst } = slowestOf(evilPatterns)
    return {
      faults: worst < mostMs ? [] : [`one took ${worst.toFixed(1)} ms`],
      figures: `${refused} refused, the slowest of the others ${worst.toFixed(1)} ms`,
    }
  },
  control: {
    off: 'JavaScript’s own engine',
    count: 10,
    run: async ({ count }) => ({
      faults: evilPatterns.slice(0, count).flatMap((pattern) => {
        try {
          runInNewContext('new RegExp(pattern).test(text)', { pattern, text: evilTexts[2] }, { timeout: 4 * mostMs })
          return []
        } catch {
          return [`${pattern} took more than ${4 * mostMs} ms`]
        }
      }),
    }),
  },
})
