import { setTimeout as pause } from 'node:timers/promises'
import { arrivals, type Arrivals } from '../arrivals'
import { discordEnvironment, startSlackBaseline, startSlackDesk, whileRuns } from '../child'
import { startDatabase, type Database } from '../database'
import { guild, help, startDiscordApi, type DiscordApi } from '../discord'
import { clientOf, quantile, type Client } from '../load'
import type { Bench, Figure, Part } from '../part'
import { message, stamp, startSlackApi, type Signed } from '../slack'
import { agent, agents, furnish } from '../slack-world'

const tickets = 12
/** Discord takes five messages in five seconds in each thread, and nothing is to wait for that. */
const apartMs = 100
const patienceMs = 120_000

export const relay: Part = {
  name: 'relay',
  says: 'an agent’s reply in a Slack thread until its request is at Discord, one every 0.1 s',
  run: async (bench) => {
    const [slack, discord] = [await startSlackApi(), await startDiscordApi()]
    const database = await startDatabase(bench)
    const env = discordEnvironment(discord.url)
    try {
      const url = await database.fresh('desk')
      return await whileRuns(await startSlackDesk(url, slack.url, await bench.folder(), env), async (own) =>
        whileRuns(await startSlackBaseline('bolt-relay', slack.url, env), async (other) => {
          const [ours, theirs] = [clientOf(own.url), clientOf(other.url)]
          await furnish(ours, [])
          const threads = await openTickets(bench, database, url, discord)
          const figures = await measure(bench, discord, threads, ours, theirs)
          await Promise.all([ours.close(), theirs.close()])
          return figures
        }),
      )
    } finally {
      await Promise.all([slack.close(), discord.close()])
      await database.stop()
    }
  },
}

/** The agents’ thread of a ticket in Slack, and the customer’s in Discord. */
interface Thread {
  readonly slack: string
  readonly discord: string
}

/** Customers ask on Discord; resolves once both rooms of each ticket are open, which Slack lets happen once a second. */
const openTickets = async (bench: Bench, database: Database, url: string, discord: DiscordApi): Promise<Thread[]> => {
  await database.rows(url, `update queues set replies = 'by-default', take_back_ms = 0`)
  await database.rows(
    url,
    `insert into places (desk, platform, place, purpose, queue) select desk, 'discord', '${guild}/${help}', 'intake', id from queues`,
  )
  for (let index = 0; index < tickets; index++)
    discord.says(`8000000000000000${10 + index}`, `The printer on floor ${index} is out of paper, and it beeps.`)
  for (const until = performance.now() + patienceMs; performance.now() < until; await pause(5000)) {
    const rooms = await database.rows<{ slack: string; discord: string }>(
      url,
      `select split_part(a.place, '/', 3) as slack, split_part(c.place, '/', 2) as discord from rooms a join rooms c on c.ticket = a.ticket
       where a.side = 'agents' and c.side = 'customer' and a.place is not null and c.place is not null`,
    )
    if (rooms.length === tickets) return rooms
    bench.progress(`${rooms.length} of ${tickets} tickets have both rooms`)
  }
  throw new Error(`${tickets} tickets did not get their rooms within ${patienceMs / 1000} s`)
}

const measure = async (
  bench: Bench,
  discord: DiscordApi,
  threads: readonly Thread[],
  ours: Client,
  theirs: Client,
): Promise<Figure[]> => {
  const rounds = bench.isShort ? 2 : 4
  const count = bench.isShort ? 30 : 100
  const seen = arrivals(/Reply\d+/)
  discord.onPost = seen.see
  const reply = ({ slack }: Thread, word: string) => message(agents, agent, `${word} is on its way.`, stamp(), slack)
  const bare = (thread: Thread, word: string) =>
    message(agents, agent, `${thread.discord} ${word} is on its way.`, stamp(), thread.slack)
  const own: number[][] = []
  const other: number[][] = []
  for (let round = 0; round <= rounds; round++) {
    const taken = await relays(seen, threads, count, ours, reply)
    const taken2 = await relays(seen, threads, count, theirs, bare)
    // The first one warms up.
    if (round === 0) continue
    own.push(taken)
    other.push(taken2)
    bench.progress(
      `round ${round} of ${rounds}: p50 ${quantile({ times: taken }, 0.5).toFixed(1)} ms, p99 ${quantile({ times: taken }, 0.99).toFixed(1)} ms; Bolt and discord.js ${quantile({ times: taken2 }, 0.5).toFixed(1)} ms, ${quantile({ times: taken2 }, 0.99).toFixed(1)} ms`,
    )
  }
  return [0.5, 0.99].map((part) => ({
    what: `a reply in Slack until its request is at Discord, p${part * 100}`,
    unit: 'ms',
    samples: own.map((times) => quantile({ times }, part)),
    baseline: { what: 'Bolt calls discord.js', samples: other.map((times) => quantile({ times }, part)) },
    ...(part === 0.99 ? { aim: { atMostOver: 10 } } : {}),
  }))
}

let said = 0

const relays = async (
  seen: Arrivals,
  threads: readonly Thread[],
  count: number,
  client: Client,
  make: (thread: Thread, word: string) => Signed,
): Promise<number[]> => {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const from = performance.now()
    const word = `Reply${++said}`
    const arrived = seen.expect(word)
    const [at] = await Promise.all([arrived, client.send(make(threads[index % threads.length]!, word))])
    times.push(at - from)
    await pause(Math.max(0, from + apartMs - performance.now()))
  }
  return times.sort((a, b) => a - b)
}
