import type { Platform } from '../../src/platform'
import { eventually } from '../support/running-desk'
import { faultRow, type Seen, type Turn } from './fault-row'
import { openTickets } from './sends'
import { drained, startWired, storedTimes, withoutPace } from './wired-desk'
import { wires } from './wires'

const rates = { slack: { most: 1, ms: 1000 }, teams: { most: 60, ms: 30_000 } }

/** The clock of the desk is set on as it waits, and the network counts by the same clock. */
const flood = async (
  network: keyof typeof rates,
  { count }: Turn,
  tamper: (platform: Platform) => Platform = (platform) => platform,
): Promise<Seen> => {
  const wire = await wires[network]()
  const desk = await startWired(wire, { tamper })
  try {
    await openTickets(wire, desk)
    const before = wire.sent.length
    for (let number = 0; number < count; number++) await wire.says(number % wire.channels.length, `say-${number}.`)
    await eventually('all are stored', async () => (await storedTimes(desk.database.superUrl)).size === count, 60_000)
    const began = wire.now()
    if (!(await drained(desk, 1000, 8 * count))) return { faults: ['the outbox never empties'] }
    const posts = wire.sent.slice(before).filter(({ isPost, words }) => isPost && words.includes('say-'))
    const { most, ms } = rates[network]
    const early = posts.flatMap(({ at }, index) => {
      const first = posts[index - most]
      return first !== undefined && at - first.at < ms ? [`${most + 1} posts in ${at - first.at} ms`] : []
    })
    const missing = posts.length === count ? [] : [`${posts.length} posts`]
    return {
      faults: [...missing, ...early],
      figures: `sent in ${Math.round((wire.now() - began) / 1000)} s of the desk`,
    }
  } finally {
    await desk.stop()
    await wire.close()
  }
}

for (const network of ['slack', 'teams'] as const)
  faultRow(16, {
    part: network,
    what: `2,000 messages to one channel: at most ${rates[network].most} in ${rates[network].ms / 1000} s`,
    count: 2000,
    run: async (turn) => flood(network, turn),
    control: { off: 'no pace', count: 100, run: async (turn) => flood(network, turn, withoutPace) },
  })
