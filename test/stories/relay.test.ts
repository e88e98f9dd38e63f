import fc from 'fast-check'
import { acts } from '../support/conversation-model'
import { networks, startRelayPair, type RelayPair } from '../support/relay-pair'

/** `npm run test:slow` plays a thousand of them. */
const sequences = Number(process.env['RELAY_SEQUENCES'] ?? 2)

describe.each(networks.flatMap((customers) => networks.map((agents) => [customers, agents] as const)))(
  'customers on %s, agents on %s',
  (customers, agents) => {
    let pair: RelayPair

    beforeAll(async () => {
      pair = await startRelayPair(customers, agents)
    }, 120_000)
    afterAll(async () => pair.stop(), 60_000)

    test('whatever is posted, edited, deleted, answered, reacted to or attached, both sides end up with the same', async () => {
      await fc.assert(
        fc.asyncProperty(acts, async (sequence) => {
          expect(await pair.play(sequence)).toEqual([])
        }),
        { numRuns: sequences, endOnFailure: true },
      )
    }, 3_600_000)
  },
)
