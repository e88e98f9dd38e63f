import { startSlackBaseline, startSlackDesk, whileRuns } from '../child'
import { startDatabase } from '../database'
import { clientOf, quantile, type Client, type Load } from '../load'
import { type Bench, type Figure, type Part } from '../part'
import { press, stamp, startSlackApi, type Signed } from '../slack'
import { agents, everybody, furnish, sendAll, staff } from '../slack-world'

const tickets = 64
const atOnce = [1, 16] as const

/** Claim, then Release, ticket after ticket, as the card's buttons carry them. */
const presses = () => {
  let index = 0
  return (): Signed => {
    const operation = Math.floor(index / tickets) % 2 === 0 ? 'claim' : 'release'
    const ticket = index++ % tickets
    const value = `1${operation}|ticket=${ticket + 1}`
    const card = {
      method: 'chat.postMessage',
      channel: agents,
      ts: stamp(),
      thread: undefined,
      text: '',
      blocks: [],
      at: 0,
    } as const
    return press(card, staff[ticket % staff.length]!, { action_id: 'b0', value })
  }
}

export const click: Part = {
  name: 'click',
  says: 'a signed press of Claim or Release until its private answer was given and Slack has its acknowledgement',
  run: async (bench) => {
    const api = await startSlackApi()
    const database = await startDatabase(bench)
    try {
      const own = await startSlackDesk(await database.fresh('desk'), api.url, await bench.folder())
      return await whileRuns(own, async () =>
        whileRuns(
          await startSlackBaseline('bolt-click', api.url, { DATABASE_URL: await database.fresh('bare') }),
          async (other) => {
            const ours = clientOf(own.url)
            await furnish(ours)
            await sendAll(ours, tickets, everybody())
            const theirs = clientOf(other.url)
            const figures = await measure(bench, ours, theirs)
            await Promise.all([ours.close(), theirs.close()])
            return figures
          },
        ),
      )
    } finally {
      await api.close()
      await database.stop()
    }
  },
}

const measure = async (bench: Bench, ours: Client, theirs: Client): Promise<Figure[]> => {
  const rounds = bench.isShort ? 2 : 5
  const ms = bench.isShort ? 1000 : 2000
  const [next, nextOfTheirs] = [presses(), presses()]
  await theirs.closed(1, ms, nextOfTheirs)
  await ours.closed(1, ms, next)
  const taken = atOnce.map((count) => ({ count, own: [] as Load[], bare: [] as Load[] }))
  for (let round = 1; round <= rounds; round++) {
    for (const { count, own, bare } of taken) {
      own.push(await ours.closed(count, ms, next))
      bare.push(await theirs.closed(count, ms, nextOfTheirs))
    }
    bench.progress(
      `round ${round} of ${rounds}: ${taken.map(({ own }) => own.at(-1)!.perSecond.toFixed(0)).join(' / ')} a second at ${atOnce.join(' / ')} at a time`,
    )
  }
  const what = 'Bolt, one UPDATE, the same answer'
  return taken.flatMap(({ count, own, bare }): Figure[] => [
    {
      what: `presses answered, ${count} at a time`,
      unit: '/s',
      samples: own.map(({ perSecond }) => perSecond),
      baseline: { what, samples: bare.map(({ perSecond }) => perSecond) },
      ...(count === 1 ? { aim: { atLeast: 0.7 } } : {}),
    },
    ...[0.5, 0.99].map((part): Figure => ({
      what: `a press p${part * 100}, ${count} at a time`,
      unit: 'ms',
      samples: own.map((load) => quantile(load, part)),
      baseline: { what, samples: bare.map((load) => quantile(load, part)) },
    })),
  ])
}
