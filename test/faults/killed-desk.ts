import { setTimeout as pause } from 'node:timers/promises'
import { freshDatabase } from '../support/postgres'
import { dataFolder, eventually, rowsOf, type RunningDesk } from '../support/running-desk'
import type { Seen } from './fault-row'
import { killPoints, type KillPoint } from './kill-points'
import { agentsRooms, ended, listedAsUnclear, notOnce, prepare, runWired, storedTimes, timesSaid } from './wired-desk'
import type { Said, Wire } from './wires'

export const killSwitch = 'test/faults/kill-switch.ts'
/** Each point should be met within so many messages. */
const messagesAKill = 80
/** Speaking at the same time. */
const voices = 8

export interface Killed {
  readonly count: number
  readonly random: () => number
  /** `customers` write in their channels, `agents` in their rooms, to customers. */
  readonly by: 'customers' | 'agents'
  readonly points?: readonly KillPoint[]
  /** Run on the database before anybody writes. */
  readonly unguarded?: string
  /** Share of the messages that the network delivers again although they were acknowledged. */
  readonly repeated?: number
}

/** So many messages while the program is killed at each of the points and started again. */
export const killedWhileWriting = async (
  wire: Wire,
  { count, random, by, points = killPoints, unguarded, repeated = 0 }: Killed,
): Promise<Seen> => {
  const database = await freshDatabase()
  const folder = await dataFolder()
  const toDie = shuffled(points, random)
  let [desk, isOver, kills]: [RunningDesk | undefined, boolean, number] = [undefined, false, 0]
  const start = async (point?: KillPoint): Promise<void> => {
    const nth = 3 + Math.floor(random() * 20)
    const env = { DATA_DIR: folder.path, TICK_MS: '200', ...(point && { KILL_AT: `${point}:${nth}` }) }
    const started = await runWired(wire, database, env, killSwitch).catch((error: unknown) => {
      if (isOver) throw error
    })
    if (started !== undefined) {
      desk = started
      if (point === 'taken') killWhenTaken(wire, nth, () => started.child.kill('SIGKILL'))
      void started.child.ended.then(goOn)
    } else await goOn()
  }
  const goOn = async () => {
    if (isOver) return
    kills++
    await start(toDie.pop())
  }
  try {
    await start(undefined)
    await prepare(wire, database.superUrl)
    const rooms = await openRooms(wire, database.superUrl)
    if (unguarded !== undefined) await rowsOf(database.superUrl, unguarded)
    desk!.child.kill('SIGKILL')

    const say = async (number: number) =>
      by === 'customers'
        ? wire.says(number % wire.channels.length, `say-${number}.`)
        : wire.agentSays(rooms[number % rooms.length]!, `say-${number}.`)
    await speak(count, say, async (said) => {
      await untilAcknowledged(said)
      for (let times = random() < repeated ? 1 + Math.floor(random() * 3) : 0; times > 0; times--)
        await untilAcknowledged({ ...said, acknowledged: false })
    })
    const stored = async () => storedTimes(database.superUrl)
    const isStored = eventually('all are stored', async () => (await stored()).size === count, 150_000)
    await isStored.catch(() => undefined)
    if (by === 'agents') await untilSent(database.superUrl)
    const faults = [
      ...(kills < Math.min(points.length, count / messagesAKill) ? [`killed only ${kills} times`] : []),
      ...notOnce(count, await stored(), 'stored'),
      ...(by === 'agents'
        ? notOnce(count, timesSaid(wire.stands()), 'shown', await listedAsUnclear(database.superUrl))
        : []),
    ]
    const unclear = by === 'agents' ? `, ${(await listedAsUnclear(database.superUrl)).size} listed as unclear` : ''
    return { faults, figures: `killed ${kills} times, at ${points.length} points${unclear}` }
  } finally {
    isOver = true
    wire.wrong = undefined
    if (desk !== undefined) await ended(desk)
    await wire.close()
    await database.drop()
    await folder.remove()
  }
}

/** In the middle of a post: the network has it, and its answer does not arrive. */
const killWhenTaken = (wire: Wire, nth: number, kill: () => void) => {
  let left = nth
  wire.wrong = ({ isPost, words }) => {
    if (!isPost || !words.includes('say-') || --left > 0) return undefined
    wire.wrong = undefined
    kill()
    return 'lost'
  }
}

export const openRooms = async (wire: Wire, superUrl: string) => {
  for (const index of wire.channels.keys())
    await untilAcknowledged(await wire.says(index, 'hello, I need help with my printer'))
  return eventually(
    'every customer has a ticket',
    async () => {
      const rooms = await agentsRooms(superUrl, wire.name)
      return rooms.length === wire.channels.length && rooms
    },
    60_000,
  )
}

export const untilAcknowledged = async (said: Said) => {
  for (let isDone = said.acknowledged; !isDone; isDone = await said.again()) await pause(100)
}

/** Says them all, some at the same time. */
export const speak = async (
  count: number,
  say: (number: number) => Promise<Said>,
  then: (said: Said) => Promise<void>,
) => {
  let next = 0
  const voice = async () => {
    for (let number = next++; number < count; number = next++) await then(await say(number))
  }
  await Promise.all(Array.from({ length: voices }, voice))
}

export const untilSent = async (superUrl: string, withinMs = 180_000) =>
  eventually(
    'everything is sent',
    async () => {
      const [row] = await rowsOf<{ left: number }>(
        superUrl,
        `select count(*)::int as left from outbox where state in ('pending', 'sending') and kind = 'say' and entry is not null`,
      ).catch(() => [])
      return row?.left === 0
    },
    withinMs,
  ).catch(() => undefined)

const shuffled = <T>(things: readonly T[], random: () => number): T[] =>
  things
    .map((thing) => [random(), thing] as const)
    .sort(([a], [b]) => a - b)
    .map(([, thing]) => thing)
