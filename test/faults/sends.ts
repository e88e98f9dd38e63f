import { DeliveryFailure, type Platform } from '../../src/platform'
import { eventually } from '../support/running-desk'
import type { Seen } from './fault-row'
import {
  agentsRooms,
  drained,
  listedAsUnclear,
  notOnce,
  startWired,
  storedTimes,
  timesSaid,
  withoutPace,
  type Tampering,
} from './wired-desk'
import { wires, type Sent, type Wire, type Wrong } from './wires'

export type Direction = 'relays' | 'replies'
export interface Sending extends Tampering {
  readonly count: number
  /** `relays`: what customers say, to the agents; `replies`: what agents say, to the customers. */
  readonly direction: Direction
  /** Asked for each post of a numbered message; `times` counts from 1. */
  readonly wrong: (sent: Sent, times: number) => Wrong | undefined
  /** Number of times that one message may be posted at most. */
  readonly posts?: number
}

/** For controls: a desk that sends again what may have arrived, and not by the same key. */
export const repeatsWhatWasUnclear = (platform: Platform): Platform => ({
  ...withoutPace(platform),
  limits: { ...platform.limits, pace: [], unclear: { by: 'key', for: Infinity } },
  post: async (to, content, key) =>
    platform.post(to, content, `${key}/${Math.random()}`).catch((error: unknown) => {
      if (error instanceof DeliveryFailure && error.kind === 'unclear')
        throw new DeliveryFailure('again', error.message)
      throw error
    }),
})

/** Every customer has a ticket; then so many numbered messages go one way while the network does what is wrong. */
export const sendAll = async (
  name: Wire['name'],
  { count, direction, wrong, posts = Infinity, ...tampering }: Sending,
): Promise<Seen> => {
  const wire = await wires[name]()
  const desk = await startWired(wire, tampering)
  try {
    const { superUrl } = desk.database
    const rooms = await openTickets(wire, desk)
    const tried = new Map<number, number>()
    wire.wrong = (sent) => {
      const number = sent.isPost ? numberIn(sent.words) : undefined
      if (number === undefined) return undefined
      tried.set(number, (tried.get(number) ?? 0) + 1)
      return wrong(sent, tried.get(number)!)
    }
    for (let number = 0; number < count; number++) {
      if (direction === 'relays') await wire.says(number % wire.channels.length, `say-${number}.`)
      else await wire.agentSays(rooms[number % rooms.length]!, `say-${number}.`)
    }
    await eventually('all are stored', async () => (await storedTimes(superUrl)).size === count, 60_000)
    const isEmpty = await drained(desk, 3000)
    const unclear = await listedAsUnclear(superUrl)
    const often = [...tried]
      .filter(([, times]) => times > posts)
      .map(([number, times]) => `say-${number} took ${times} posts`)
    return {
      faults: [
        ...(isEmpty ? [] : ['the outbox never empties']),
        ...notOnce(count, timesSaid(wire.stands()), 'shown', unclear),
        ...often,
      ],
      figures: `${unclear.size} listed as unclear`,
    }
  } finally {
    await desk.stop()
    await wire.close()
  }
}

const numberIn = (words: string): number | undefined => {
  const [, number] = /say-(\d+)\./.exec(words) ?? []
  return number === undefined ? undefined : Number(number)
}

/** A ticket for each customer's channel, with its card, rooms and receipt sent. */
export const openTickets = async (wire: Wire, desk: Awaited<ReturnType<typeof startWired>>) => {
  for (const index of wire.channels.keys()) await wire.says(index, 'hello, I need help with my printer')
  await eventually(
    'every customer has a ticket',
    async () => (await desk.rows('select 1 from tickets')).length === wire.channels.length,
    30_000,
  )
  if (!(await drained(desk))) throw new Error('the first words are never sent')
  return agentsRooms(desk.database.superUrl, wire.name)
}
