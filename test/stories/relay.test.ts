import fc from 'fast-check'
import { acts } from '../support/conversation-model'
import { networks, startRelayPair, type RelayPair } from '../support/relay-pair'
import { isWhole } from '../support/sample'

/** `npm run test:slow` plays a thousand of them, others each time, between all pairs of networks. */
const sequences = Number(process.env['RELAY_SEQUENCES'] ?? 2)
const seed = Number(process.env['SEED'] ?? 4711)

/** Each network on each side, and one that is on both. */
const sampled = ['slack discord', 'discord teams', 'teams slack', 'discord discord']
const pairs = networks
  .flatMap((customers) => networks.map((agents) => [customers, agents] as const))
  .filter((pair) => isWhole || sampled.includes(pair.join(' ')))

describe.each(pairs)('customers on %s, agents on %s', (customers, agents) => {
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
      { numRuns: sequences, seed, endOnFailure: true },
    )
  }, 3_600_000)
})

test('a network that says it did and did not would be noticed (control)', async () => {
  const nothing = async () => undefined
  const pair = await startRelayPair('slack', 'teams', (platform) => ({ ...platform, edit: nothing, remove: nothing }))
  const found = await pair.play([
    { do: 'say', side: 'customer' },
    { do: 'say', side: 'agents' },
    { do: 'react', side: 'agents', at: 0, emoji: '👍', added: true },
    { do: 'edit', side: 'customer', at: 0 },
    { do: 'delete', side: 'agents', at: 0 },
  ])
  await pair.stop()
  expect(found).toHaveLength(2)
}, 120_000)
