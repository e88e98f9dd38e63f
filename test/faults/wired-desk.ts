import type { Platform, PlaceRef } from '../../src/platform'
import { freePort } from '../support/bridged'
import { startDesk, type TestDesk } from '../support/desk'
import type { TestDatabase } from '../support/postgres'
import { dataFolder, eventually, rowsOf, runDesk, type RunningDesk } from '../support/running-desk'
import type { Wire } from './wires'

/** Changes that a row makes to what it tests. */
export interface Tampering {
  readonly database?: TestDatabase
  readonly env?: Readonly<Record<string, string>>
  readonly tamper?: (platform: Platform) => Platform
  readonly others?: readonly Platform[]
}

/** Drops the pace: how fast a network may be sent to is the matter of a few rows only. */
export const withoutPace = (platform: Platform): Platform => ({
  ...platform,
  limits: { ...platform.limits, pace: [] },
})

/** The desk in this process on one network, whose channels are open to customers; what agents write goes to them at once. */
export const startWired = async (wire: Wire, { database, env, tamper = withoutPace, others = [] }: Tampering = {}) => {
  const port = await freePort()
  const desk = await startDesk([tamper(wire.platform), ...others], {
    env: { PORT: String(port), ...env },
    ...(database && { database }),
  })
  // Sends in doubt are looked for from the moment of their first try: the network's clock must go with ours.
  wire.now = () => Date.now() + desk.program.store.clock.offset
  wire.aim(`http://127.0.0.1:${port}`)
  await prepare(wire, desk.database.superUrl)
  return desk
}

/** The same as a process of its own. `preload` is loaded before it. */
export const runWired = async (wire: Wire, database: TestDatabase, env: NodeJS.ProcessEnv = {}, preload?: string) => {
  const desk = await runDesk(
    {
      DATABASE_URL: database.url,
      // Its line in the log says where the program listens.
      PLAYGROUND: 'on',
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      ...wire.env,
      ...env,
    },
    preload,
  )
  wire.aim(desk.url)
  return desk
}

export const prepare = async (wire: Wire, superUrl: string) => {
  const known = async () =>
    (await rowsOf(superUrl, 'select 1 from identities where platform = $1 and "user" = $2', [wire.name, wire.agent.id]))
      .length > 0
  await eventually('the agent is known', async () => {
    if (await known()) return true
    await wire.agentSays(wire.agents, 'is anybody here?')
    return false
  })
  await rowsOf(superUrl, 'update desks set rate_limit = null')
  await rowsOf(
    superUrl,
    `update people set role = 'agent' where id in (select person from identities where platform = $1 and "user" = $2)`,
    [wire.name, wire.agent.id],
  )
  await rowsOf(superUrl, `update queues set replies = 'by-default', take_back_ms = 0`)
  const place = async ({ id }: PlaceRef, purpose: string) =>
    rowsOf(
      superUrl,
      `insert into places (desk, platform, place, purpose, queue) select desk, $1, $2, $3, id from queues where not exists (select 1 from places where platform = $1 and place = $2) limit 1`,
      [wire.name, id, purpose],
    )
  await place(wire.agents, 'agents')
  for (const channel of wire.channels) await place(channel, 'intake')
}

/** Sends all there is to send, letting time pass in such steps, until the outbox is empty or so many turns are over. */
export const drained = async (desk: TestDesk, stepMs = 1000, turns = 400): Promise<boolean> => {
  for (let turn = 0; turn < turns; turn++) {
    await desk.program.courier.idle()
    const [left] = await desk.rows<{ count: number }>('select count(*)::int as count from outbox_ready')
    if (left!.count === 0) return true
    desk.program.store.clock.offset += turn === 0 ? 0 : stepMs
    await desk.program.courier.tick()
  }
  return false
}

export const agentsRooms = async (superUrl: string, platform: string): Promise<readonly PlaceRef[]> =>
  (
    await rowsOf<{ place: string }>(
      superUrl,
      `select place from rooms where side = 'agents' and platform = $1 and place is not null order by ticket`,
      [platform],
    )
  ).map(({ place }) => ({ platform, kind: 'place', id: place }))

/** Counts how often each number of `say-<number>.` is among these. */
export const timesSaid = (texts: readonly string[]): ReadonlyMap<number, number> => {
  const times = new Map<number, number>()
  for (const text of texts)
    for (const [, number] of text.matchAll(/say-(\d+)\./g))
      times.set(Number(number), (times.get(Number(number)) ?? 0) + 1)
  return times
}

/** Of the numbers from 0 those that are not there exactly once; `may` excuses the missing ones. */
export const notOnce = (
  count: number,
  times: ReadonlyMap<number, number>,
  what: string,
  may: ReadonlySet<number> = new Set(),
): readonly string[] =>
  Array.from({ length: count }, (_, number) => number).flatMap((number) => {
    const seen = times.get(number) ?? 0
    return seen === 1 || (seen === 0 && may.has(number)) ? [] : [`say-${number} is ${what} ${seen} times`]
  })

/** Each customer's message as often as it is stored. */
export const storedTimes = async (superUrl: string) => {
  const stored = await rowsOf<{ text: string }>(superUrl, `select text::text from entries where kind = 'message'`)
  return timesSaid(stored.map(({ text }) => text))
}

/** Numbers of messages shown to agents as possibly delivered, or as not delivered. */
export const listedAsUnclear = async (superUrl: string): Promise<ReadonlySet<number>> => {
  const rows = await rowsOf<{ text: string }>(
    superUrl,
    `select coalesce(o.content::text, '') || coalesce(e.text::text, '') as text from outbox o left join entries e on e.desk = o.desk and e.id = o.entry
     where o.state in ('ambiguous', 'dead', 'parked')`,
  )
  return new Set(timesSaid(rows.map(({ text }) => text)).keys())
}

export const ended = async (...desks: readonly RunningDesk[]) => {
  for (const { child } of desks) child.kill('SIGKILL')
  await Promise.all(desks.map(async ({ child }) => child.ended))
}
export { dataFolder }
