import { setTimeout as pause } from 'node:timers/promises'
import { DeliveryFailure, type Platform } from '../../src/platform'
import { eventually } from '../support/running-desk'
import { faultRow, type Seen, type Turn } from './fault-row'
import { openTickets } from './sends'
import { notOnce, startWired, storedTimes, timesSaid } from './wired-desk'
import { wires, type Wire } from './wires'

const longestRetryMs = 30_000
const tickMs = 500
/** The slowest pace at which a network takes what is posted to one channel. */
const postMs = { slack: 1000, discord: 1000, teams: 1000 }

/** By the real clock, because each network tells its own. */
const throttled = async (
  name: Wire['name'],
  { count, random, minutes }: Turn,
  tamper: (platform: Platform) => Platform = (platform) => platform,
): Promise<Seen> => {
  const wire = await wires[name](5)
  const desk = await startWired(wire, { tamper })
  try {
    await openTickets(wire, desk)
    // Takes back what the desk's clock was set on to get there.
    desk.program.store.clock.offset = 0
    await desk.rows(`update lanes set open_at = now(), recent = '{}'`)
    const closedUntil = new Map<string, number>()
    const faults: string[] = []
    const began = Date.now()
    const throttledMs = minutes * 60_000
    wire.wrong = ({ lane, at }) => {
      if (at < (closedUntil.get(lane) ?? 0)) faults.push(`${name}: sent ${closedUntil.get(lane)! - at} ms early`)
      if (at > began + throttledMs) return undefined
      const retryAfter = 1 + Math.floor((random() * longestRetryMs) / 1000)
      closedUntil.set(lane, at + retryAfter * 1000)
      return { status: 429, retryAfter }
    }
    for (let number = 0; number < count; number++) await wire.says(number % 5, `say-${number}.`)
    await eventually('all are stored', async () => (await storedTimes(desk.database.superUrl)).size === count, 60_000)
    const theoryMs = throttledMs + longestRetryMs + count * postMs[name]
    let drainedMs = Infinity
    while (Date.now() < began + 2 * theoryMs && drainedMs === Infinity) {
      await pause(tickMs)
      await desk.program.courier.tick()
      const [left] = await desk.rows<{ count: number }>('select count(*)::int as count from outbox_ready')
      if (left!.count === 0) drainedMs = Date.now() - began
    }
    if (drainedMs === Infinity) faults.push(`${name}: not drained in twice the theoretical ${theoryMs / 1000} s`)
    return {
      faults: [...faults, ...notOnce(count, timesSaid(wire.stands()), 'shown'), ...inOrder(name, wire.stands())],
      figures: `drained in ${Math.round(drainedMs / 1000)} s of ${theoryMs / 1000}`,
    }
  } finally {
    await desk.stop()
    await wire.close()
  }
}

/** Checks that each customer's messages stand in the order in which they were said. */
const inOrder = (name: string, stands: readonly string[]): readonly string[] => {
  const last = new Map<number, number>()
  return [...stands.join('\n').matchAll(/say-(\d+)\./g)].flatMap(([, digits]) => {
    const number = Number(digits)
    const before = last.get(number % 5) ?? -1
    last.set(number % 5, number)
    return before < number ? [] : [`${name}: say-${number} comes after say-${before}`]
  })
}

/** Hears that it is too fast, and not for how long. */
const deaf = (platform: Platform): Platform => {
  const hurried = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw error instanceof DeliveryFailure && error.kind === 'throttled'
        ? new DeliveryFailure('throttled', error.message, new Date(Date.now() + 100))
        : error
    })
  return {
    ...platform,
    limits: { ...platform.limits, pace: [] },
    post: async (...given) => hurried(platform.post(...given)),
    edit: async (...given) => hurried(platform.edit(...given)),
  }
}

const everywhere = async (turn: Turn, tamper?: (platform: Platform) => Platform): Promise<Seen> => {
  const seen = await Promise.all(
    (['slack', 'discord', 'teams'] as const).map(async (name) => throttled(name, turn, tamper)),
  )
  return {
    faults: seen.flatMap(({ faults }) => faults),
    figures: seen.map(({ figures }, index) => `${['Slack', 'Discord', 'Teams'][index]} ${figures}`).join('; '),
  }
}

faultRow(13, {
  what: '429 on everything for a minute, Retry-After 1-30: nothing early, in order, drained in at most twice the theoretical time',
  count: 40,
  minutes: 1,
  run: async (turn) => everywhere(turn),
  control: {
    off: 'Retry-After is not heeded',
    count: 5,
    run: async (turn) => everywhere({ ...turn, minutes: 0.1 }, deaf),
  },
})
