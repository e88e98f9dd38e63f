import { openFor, startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { faultRow, type Turn } from './fault-row'
import { recognisesNothing } from './unguarded'

/** Each is heard live and found again by the backfill, which knows the post and not the event; in either order, or both at once. */
const heardTwice = async ({ count, random }: Turn, isGuarded: boolean) => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform])
  try {
    await openFor(network)
    if (!isGuarded) await desk.rows(recognisesNothing)
    for (let index = 0; index < count; index++) {
      const live = network.person(`customer${index}`).message(`seen twice ${index}`, 'help')
      const found = { ...live, id: `by-backfill-${index}` }
      const [first, second] = random() < 0.5 ? [live, found] : [found, live]
      if (random() < 0.3) await Promise.all([network.receive(first), network.receive(second)])
      else {
        await network.receive(first)
        await network.receive(second)
      }
    }
    const entries = await desk.rows<{ text: string; count: number }>(
      `select text::text, count(*)::int as count from entries where kind = 'message' group by 1`,
    )
    const faults = entries.filter((entry) => entry.count !== 1).map((entry) => `${entry.count} times: ${entry.text}`)
    return { faults: entries.length === count ? faults : [`${entries.length} of ${count} are stored`, ...faults] }
  } finally {
    await desk.stop()
  }
}

faultRow(5, {
  what: 'the same event live and by backfill: one entry',
  count: 500,
  run: async (turn) => heardTwice(turn, true),
  control: { off: 'events and posts are not recognised', count: 20, run: async (turn) => heardTwice(turn, false) },
})
