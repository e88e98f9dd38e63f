import { setTimeout as pause } from 'node:timers/promises'
import { startSlackDesk, whileRuns, type Child } from '../child'
import { startDatabase, type Database } from '../database'
import { clientOf } from '../load'
import type { Bench, Figure, Part } from '../part'
import { message, stamp, startSlackApi, type Signed, type SlackApi } from '../slack'
import { apartSeconds, channels, customers, everybody, furnish, sendAll } from '../slack-world'

const atOnce = 16
/** So many messages are delivered a second time, and mostly to another process. */
const twiceOf = 10

export const replicas: Part = {
  name: 'replicas',
  says: 'tickets a second with 1, 2 and 4 processes on one database; no event delivered twice is done twice, and no reminder is told twice',
  run: async (bench) => {
    const api = await startSlackApi()
    const database = await startDatabase(bench)
    try {
      const figures: Figure[] = []
      for (const count of [1, 2, 4]) {
        const samples = await withDesks(bench, database, api, count)
        figures.push({ what: `tickets with ${count} ${count === 1 ? 'process' : 'processes'}`, unit: '/s', samples })
      }
      const [one] = figures
      return figures.map((figure, index) =>
        index === 0 ? figure : { ...figure, baseline: { what: '1 process', samples: one!.samples } },
      )
    } finally {
      await api.close()
      await database.stop()
    }
  },
}

const withDesks = async (bench: Bench, database: Database, api: SlackApi, count: number): Promise<number[]> => {
  const url = await database.fresh(`replicas_${count}`)
  const folder = await bench.folder()
  const start = async (desks: readonly Child[]): Promise<number[]> =>
    desks.length === count
      ? measure(bench, database, url, desks).then(async (perSecond) => {
          await checkReminders(bench, database, api, url)
          return perSecond
        })
      : whileRuns(await startSlackDesk(url, api.url, folder), async (desk) => start([...desks, desk]))
  return start([])
}

const measure = async (bench: Bench, database: Database, url: string, desks: readonly Child[]): Promise<number[]> => {
  const clients = desks.map((desk) => clientOf(desk.url))
  await furnish(clients[0]!)
  await sendAll(clients[0]!, customers.length, everybody())
  await database.analyze(url)
  const { next, distinct } = someTwice()
  const rounds = bench.isShort ? 2 : 5
  const perSecond: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const lanes = Math.ceil(atOnce / clients.length)
    const loads = await Promise.all(
      clients.map(async (client) => client.closed(lanes, bench.isShort ? 1000 : 2000, next)),
    )
    perSecond.push(loads.reduce((sum, load) => sum + load.perSecond, 0))
  }
  await Promise.all(clients.map(async (client) => client.close()))
  const [row] = await database.rows<{ tickets: number }>(url, 'select count(*)::int as tickets from tickets')
  const wanted = customers.length + distinct()
  bench.progress(`${desks.length} at once: ${wanted} different messages, ${row!.tickets} tickets`)
  if (row!.tickets !== wanted) throw new Error(`${wanted} messages became ${row!.tickets} tickets`)
  return perSecond
}

const reminders = 200
const patienceMs = 60_000

/** All due in one second, each for somebody else: every one of them is told in chat, once, whoever told it. */
const checkReminders = async (bench: Bench, database: Database, api: SlackApi, url: string) => {
  const told = new Map<string, number>()
  api.onPost = ({ text }) => {
    const [word] = /Reminder\d+/.exec(text) ?? []
    if (word !== undefined) told.set(word, (told.get(word) ?? 0) + 1)
  }
  await database.rows(
    url,
    `with asked as (
       insert into reminders (desk, id, ticket, person, at, text)
       select desk, gen_random_uuid(), max(number), requester, now() + interval '2 s', 'Reminder' || row_number() over ()
       from tickets group by desk, requester limit ${reminders} returning desk, id, ticket, at)
     insert into due (desk, what, subject, at) select desk, 'remind', ticket || ':' || id, at from asked`,
  )
  for (const until = Date.now() + patienceMs; told.size < reminders && Date.now() < until;) await pause(200)
  // A second telling would come soon after the first.
  await pause(2000)
  api.onPost = undefined
  const twice = [...told].filter(([, times]) => times > 1)
  bench.progress(`${told.size} of ${reminders} reminders were told, ${twice.length} of them twice`)
  if (told.size !== reminders || twice.length > 0)
    throw new Error(`${told.size} of ${reminders} reminders were told, ${twice.length} more than once`)
}

/** Each customer in a channel of which the warm-up knows nothing; the second delivery is the same post under another event id. */
const someTwice = () => {
  let index = 0
  let sent = 0
  let earlier: { channel: string; customer: string; ts: string } | undefined
  return {
    distinct: () => sent,
    next: (): Signed => {
      index++
      if (index % twiceOf === 0 && earlier !== undefined)
        return message(earlier.channel, earlier.customer, 'The lift is stuck.', earlier.ts)
      const round = 1 + Math.floor(sent / customers.length)
      earlier = {
        customer: customers[sent % customers.length]!,
        channel: channels[(sent + round) % channels.length]!,
        ts: stamp(Math.floor(round / channels.length) * apartSeconds),
      }
      sent++
      return message(earlier.channel, earlier.customer, 'The lift is stuck.', earlier.ts)
    },
  }
}
