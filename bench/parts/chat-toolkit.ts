import { arrivals, type Arrivals } from '../arrivals'
import { startSlackBaseline, startSlackDesk, whileRuns } from '../child'
import { startDatabase, type Database } from '../database'
import { clientOf, quantile, type Client, type Load } from '../load'
import type { Bench, Figure, Part } from '../part'
import { command, startSlackApi, type Signed } from '../slack'
import { agents, everybody, furnish, sendAll, staff } from '../slack-world'

const atOnce = [1, 16] as const
/** Slack takes one message a second in each: enough of them that nothing waits for that. */
const channels = Array.from({ length: 200 }, (_, index) => `C0CHAT${index}`)

export const chatToolkit: Part = {
  name: 'chat-toolkit',
  says: 'a signed command with an agent’s words until they are posted in the customer’s channel',
  run: async (bench) => {
    const api = await startSlackApi()
    const database = await startDatabase(bench)
    try {
      const url = await database.fresh('desk')
      return await whileRuns(await startSlackDesk(url, api.url, await bench.folder()), async (own) =>
        whileRuns(await startSlackBaseline('chat-toolkit', api.url), async (other) => {
          const [ours, theirs] = [clientOf(own.url), clientOf(other.url)]
          const tickets = await openTickets(ours, database, url)
          const seen = arrivals(/Reply\d+/)
          api.onPost = ({ method, channel, text }) => {
            if (method === 'chat.postMessage' && channel !== agents) seen.see(text)
          }
          const figures = await measure(bench, seen, tickets, ours, theirs)
          await Promise.all([ours.close(), theirs.close()])
          return figures
        }),
      )
    } finally {
      await api.close()
      await database.stop()
    }
  },
}

/** A ticket in each channel; answers their numbers. */
const openTickets = async (desk: Client, database: Database, url: string): Promise<number[]> => {
  await furnish(desk, channels)
  await database.rows(url, 'update queues set take_back_ms = 0')
  await sendAll(desk, channels.length, everybody(channels))
  return (await database.rows<{ number: string }>(url, 'select number from tickets')).map(({ number }) =>
    Number(number),
  )
}

const turns = () => {
  let index = 0
  return () => index++ % channels.length
}

const measure = async (
  bench: Bench,
  seen: Arrivals,
  tickets: readonly number[],
  ours: Client,
  theirs: Client,
): Promise<Figure[]> => {
  const rounds = bench.isShort ? 2 : 4
  const ms = bench.isShort ? 1000 : 2000
  const [own, bare] = [turns(), turns()]
  const agentAt = (turn: number) => staff[turn % staff.length]!
  const reply = (word: string, turn = own()) =>
    command(agents, agentAt(turn), '/ticket', `reply ${tickets[turn]} text:${word}`)
  const post = (word: string, turn = bare()) => command(channels[turn]!, agentAt(turn), '/say', word)
  const taken = atOnce.map((count) => ({ count, own: [] as Load[], bare: [] as Load[] }))
  for (let round = 0; round <= rounds; round++)
    for (const { count, own: mine, bare: other } of taken) {
      const [load, otherLoad] = [
        await posted(seen, ours, count, ms, reply),
        await posted(seen, theirs, count, ms, post),
      ]
      // The first round warms up.
      if (round === 0) continue
      mine.push(load)
      other.push(otherLoad)
      bench.progress(
        `round ${round} of ${rounds}, ${count} at a time: ${load.perSecond.toFixed(0)} posts/s; the chat package ${otherLoad.perSecond.toFixed(0)}`,
      )
    }
  const what = 'chat with its Slack adapter, state in memory'
  return taken.flatMap(({ count, own: mine, bare: other }): Figure[] => [
    {
      what: `commands posted, ${count} at a time`,
      unit: '/s',
      samples: mine.map(({ perSecond }) => perSecond),
      baseline: { what, samples: other.map(({ perSecond }) => perSecond) },
      aim: { atLeast: 1 },
    },
    ...[0.5, 0.99].map((part): Figure => ({
      what: `until posted p${part * 100}, ${count} at a time`,
      unit: 'ms',
      samples: mine.map((load) => quantile(load, part)),
      baseline: { what, samples: other.map((load) => quantile(load, part)) },
    })),
  ])
}

let said = 0

const posted = async (
  seen: Arrivals,
  client: Client,
  atOnceNow: number,
  ms: number,
  make: (word: string) => Signed,
): Promise<Load> => {
  const times: number[] = []
  const from = performance.now()
  const lane = async () => {
    while (performance.now() - from < ms) {
      const word = `Reply${++said}`
      const begun = performance.now()
      const [at] = await Promise.all([seen.expect(word), client.send(make(word))])
      times.push(at - begun)
    }
  }
  await Promise.all(Array.from({ length: atOnceNow }, lane))
  return { perSecond: times.length / ((performance.now() - from) / 1000), times: times.sort((a, b) => a - b) }
}
