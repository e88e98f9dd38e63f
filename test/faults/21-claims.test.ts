import { claimAtOnce } from '../support/claims-at-once'
import { openFor, startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { watchStatements } from '../support/statements'
import { faultRow, type Turn } from './fault-row'

const race = async ({ count }: Turn) => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform])
  try {
    const people = await openFor(network)
    await desk.rows('update desks set rate_limit = null')
    return { faults: await claimAtOnce(desk, network, people, count), figures: `${8 * count} claims` }
  } finally {
    await desk.stop()
  }
}
/** Lets whoever read that nobody has it take it. */
const readThenWrite = (text: string) =>
  text.startsWith('update tickets set assignee')
    ? text.replace(' and assignee is null', '')
    : /from tickets t/.test(text)
      ? text.replace(' for update', '')
      : undefined

faultRow(21, {
  what: '8 claimers x 500 tickets: one winner each',
  count: 500,
  run: race,
  control: {
    off: 'the lock and the compare-and-set',
    count: 10,
    run: async (turn) => {
      const end = watchStatements(readThenWrite)
      return race(turn).finally(end)
    },
  },
})
