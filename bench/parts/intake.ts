import { setTimeout as pause } from 'node:timers/promises'
import { startSlackBaseline, startSlackDesk, whileRuns, type Child } from '../child'
import { startRawPg } from '../baselines/raw-pg'
import { startDatabase, type Database } from '../database'
import { clientOf, quantile, type Load } from '../load'
import { median, type Bench, type Figure, type Part } from '../part'
import { usageOf } from '../processes'
import { message, startSlackApi, type SlackApi } from '../slack'
import { channels, customers, everybody, furnish, sendAll } from '../slack-world'

const atOnce = [1, 16, 64] as const
const connections = 8

const oneCustomer = () => () => message(channels[0]!, customers[0]!, 'And it still beeps.')

export const intake: Part = {
  name: 'intake',
  says: 'signed Slack events over HTTP until each is a committed ticket, with story, deadlines and what is to be sent',
  run: async (bench) => {
    const api = await startSlackApi()
    const database = await startDatabase(bench)
    try {
      const desk = await database.fresh('desk')
      const bare = await database.fresh('bare')
      return await whileRuns(await startSlackDesk(desk, api.url, await bench.folder()), async (own) =>
        whileRuns(await startSlackBaseline('bolt-insert', api.url, { DATABASE_URL: bare }), async (other) =>
          measure(bench, api, database, desk, own, other),
        ),
      )
    } finally {
      await api.close()
      await database.stop()
    }
  },
}

const measure = async (
  bench: Bench,
  api: SlackApi,
  database: Database,
  desk: string,
  own: Child,
  other: Child,
): Promise<readonly Figure[]> => {
  const ours = clientOf(own.url)
  const theirs = clientOf(other.url)
  const raw = await startRawPg(await database.fresh('raw'), connections)
  const rounds = bench.isShort ? 2 : 5
  const ms = bench.isShort ? 1000 : 2000
  /** The others stand still meanwhile: what the desk has still to send is not their burden. */
  const alone = async (child: Child | undefined, run: () => Promise<Load>): Promise<Load> => {
    for (const one of [own, other]) if (one !== child) one.pause()
    try {
      return await run()
    } finally {
      for (const one of [own, other]) one.resume()
    }
  }
  await furnish(ours)
  const next = everybody()
  await sendAll(ours, customers.length, next)
  await database.analyze(desk)
  bench.progress(`${channels.length} channels, ${customers.length} customers are known`)
  await theirs.closed(16, ms, next)
  const sending = await alone(own, async () => ours.closed(16, ms, next))
  // From here on intake is measured for itself: what is to be sent is stored, and goes once Slack takes it.
  api.busySeconds = 3600
  await pause(2000)
  const taken = { ours: new Map<string, Load[]>(), bare: new Map<string, Load[]>(), raw: new Map<string, Load[]>() }
  const costs: Costs = { ours: [], bare: [] }
  const keep = (where: Map<string, Load[]>, name: string, load: Load) =>
    where.set(name, [...(where.get(name) ?? []), load])
  for (let round = 1; round <= rounds; round++) {
    for (const count of atOnce) {
      const name = String(count)
      keep(taken.ours, name, await alone(own, async () => ours.closed(count, ms, next)))
      keep(taken.bare, name, await alone(other, async () => theirs.closed(count, ms, next)))
      keep(taken.raw, name, await alone(undefined, async () => raw.tickets(count, ms / 2)))
    }
    const top = Math.max(...[...taken.ours.values()].flat().map(({ perSecond }) => perSecond))
    keep(taken.ours, 'half', await alone(own, async () => ours.open(top / 2, ms, next)))
    keep(taken.bare, 'half', await alone(other, async () => theirs.open(top / 2, ms, next)))
    costs.ours.push(await costOf(database, own, async () => alone(own, async () => ours.closed(16, ms, next))))
    costs.bare.push(await costOf(database, other, async () => alone(other, async () => theirs.closed(16, ms, next))))
    keep(taken.ours, 'one', await alone(own, async () => ours.closed(16, ms / 2, oneCustomer())))
    const last = (where: Map<string, Load[]>) =>
      atOnce.map((count) => Math.round(where.get(String(count))!.at(-1)!.perSecond)).join(' / ')
    bench.progress(
      `round ${round} of ${rounds}: ${last(taken.ours)} tickets/s at ${atOnce.join(' / ')} at a time; Bolt and one INSERT ${last(taken.bare)}; pg alone ${last(taken.raw)}`,
    )
  }
  await Promise.all([ours.close(), theirs.close(), raw.close()])
  await check(database, desk, taken.ours, bench)
  return [
    ...figures(taken, costs),
    { what: 'tickets, 16 at a time, while cards and receipts are sent', unit: '/s', samples: [sending.perSecond] },
  ]
}

/** Milliseconds of CPU for one event: what other work on the machine does not change. */
interface Cost {
  readonly bot: number
  readonly database: number
}
type Costs = Readonly<Record<'ours' | 'bare', Cost[]>>

const costOf = async (database: Database, bot: Child, run: () => Promise<Load>): Promise<Cost> => {
  const cpu = async () => ({ bot: (await usageOf(bot.pid)).cpuMs, database: await database.cpuMs() })
  const before = await cpu()
  const { times } = await run()
  const after = await cpu()
  return {
    bot: (after.bot - before.bot) / times.length,
    database: (after.database - before.database) / times.length,
  }
}

/** Nothing counts that is not there: as many tickets as were acknowledged. */
const check = async (database: Database, desk: string, ours: ReadonlyMap<string, readonly Load[]>, bench: Bench) => {
  // The round in which posts were sent is not among them.
  const acknowledged = [...ours].flatMap(([name, loads]) => (name === 'one' ? [] : loads)).flatMap(({ times }) => times)
  const [row] = await database.rows<{ tickets: number; entries: number; clocks: number; outbox: number }>(
    desk,
    `select (select count(*) from tickets)::int as tickets, (select count(*) from entries)::int as entries,
       (select count(*) from clocks)::int as clocks, (select count(*) from outbox)::int as outbox`,
  )
  bench.progress(
    `${acknowledged.length} acknowledged; ${row!.tickets} tickets, ${row!.entries} entries, ${row!.clocks} clocks, ${row!.outbox} things to send are there`,
  )
  if (row!.tickets < acknowledged.length)
    throw new Error(`${acknowledged.length} acknowledged, ${row!.tickets} tickets: something was lost`)
}

type Taken = Readonly<Record<'ours' | 'bare' | 'raw', ReadonlyMap<string, readonly Load[]>>>

const figures = ({ ours, bare, raw }: Taken, costs: Costs): Figure[] => {
  const rates = (where: ReadonlyMap<string, readonly Load[]>, name: string) =>
    (where.get(name) ?? []).map(({ perSecond }) => perSecond)
  const times = (where: ReadonlyMap<string, readonly Load[]>, name: string, part: number) =>
    (where.get(name) ?? []).map((load) => quantile(load, part))
  const half = median(rates(ours, 'half')).toFixed(0)
  return [
    ...atOnce.flatMap((count): Figure[] => {
      const name = String(count)
      return [
        {
          what: `tickets, ${name} at a time`,
          unit: '/s',
          samples: rates(ours, name),
          baseline: { what: 'Bolt and one INSERT', samples: rates(bare, name) },
          aim: { atLeast: count === 1 ? 0.6 : 0.8 },
        },
        {
          what: `tickets, ${name} at a time`,
          unit: '/s',
          samples: rates(ours, name),
          baseline: { what: 'pg alone, one statement a ticket', samples: rates(raw, name) },
        },
        ...[0.5, 0.99].map((part): Figure => ({
          what: `ack p${part * 100}, ${name} at a time`,
          unit: 'ms',
          samples: times(ours, name, part),
          baseline: { what: 'Bolt and one INSERT', samples: times(bare, name, part) },
        })),
      ]
    }),
    ...[0.5, 0.99].map((part): Figure => ({
      what: `ack p${part * 100} at half of the top rate (${half}/s)`,
      unit: 'ms',
      samples: times(ours, 'half', part),
      baseline: { what: 'Bolt and one INSERT', samples: times(bare, 'half', part) },
      ...(part === 0.99 ? { promised: 50 } : {}),
    })),
    ...(['bot', 'database'] as const).map((of): Figure => ({
      what: `CPU of the ${of} for one ticket`,
      unit: 'ms',
      samples: costs.ours.map((cost) => cost[of]),
      baseline: { what: 'Bolt and one INSERT', samples: costs.bare.map((cost) => cost[of]) },
    })),
    { what: 'one customer in one channel, 16 at a time', unit: '/s', samples: rates(ours, 'one') },
  ]
}
