import { openFor, startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { interleave } from '../support/interleavings'
import { watchStatements } from '../support/statements'
import { faultRow, type Seen, type Turn } from './fault-row'

/** A desk for so many: every look for what is broken reads all that there is. */
const ofADesk = 500

const turns = async ({ count, seed }: Turn): Promise<Seen> => {
  for (let begun = 0; begun < count; begun += ofADesk) {
    const seen = await onADesk(Math.min(ofADesk, count - begun), seed + begun)
    if (seen.faults.length > 0) return seen
  }
  return { faults: [] }
}

const onADesk = async (count: number, seed: number): Promise<Seen> => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform])
  try {
    const people = await openFor(network)
    await people.ada.invokes('queue', { queue: 'Support', take_back: '0' })
    await people.ada.invokes('policy', { first_response: '1h', resolution: '4h', warn: '30m' })
    await desk.rows('update desks set rate_limit = null')
    return await interleave(desk, network, people, count, seed).then(
      () => ({ faults: [] }),
      ({ cause, message }: Error) => ({ faults: [String(cause).slice(0, 1000), message.slice(0, 1000)] }),
    )
  } finally {
    await desk.stop()
  }
}

faultRow(22, {
  // 10,000 take half an hour: `--count 10000`.
  what: 'interleavings of claim, close, reply and merge: the invariants hold',
  count: 250,
  timeoutMs: 6 * 3_600_000,
  run: turns,
  control: {
    off: 'no ticket is held',
    count: 60,
    run: async (turn) => {
      const end = watchStatements((text) => (/from tickets t/.test(text) ? text.replace(' for update', '') : undefined))
      return turns(turn).finally(end)
    },
  },
})
