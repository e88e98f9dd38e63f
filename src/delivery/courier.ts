import { recentMap, type Platform } from '../platform'
import type { Presence } from '../store/presence'
import type { DeskId } from '../store/transaction'
import { dueLanes, freeLeasesOf, networkOf } from './lane-rows'
import { createSendNext, type SendParts } from './send-next'

/** Carries the outbox to the networks: per conversation in order, per lane one at a time, each row by one process. */
export interface Courier {
  /** There is something to send in this lane. */
  ready(desk: DeskId, lane: string): void
  /** Picks up what is due: what other processes left, and what waited for its time. */
  tick(): Promise<void>
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>
  stop(): Promise<void>
}
export interface CourierParts extends Omit<SendParts, 'me' | 'ready'> {
  readonly platforms: ReadonlyMap<string, Platform>
  readonly presence: Presence
}

const lanesAtOnce = 16
const lanesPerTick = 200

/** Drains each lane when it is its time; one row is sent by send-next.ts. */
export const createCourier = ({ presence, ...parts }: CourierParts): Courier => {
  const { store, platforms, log } = parts
  const running = new Map<string, Promise<void>>()
  const wanted = new Set<string>()
  const waiting: string[] = []
  const timers = new Map<string, NodeJS.Timeout>()
  /** Lanes that may not be sent in before a time: until then there is nothing to look for, and a timer wakes those in which something waits. */
  const closed = recentMap<number>(10_000)
  let isStopping = false

  const ready = (desk: DeskId, lane: string) => {
    // Another process may run that network.
    if (!platforms.has(networkOf(lane))) return
    const id = `${desk} ${lane}`
    const until = closed.get(id)
    const closedMs = until === undefined ? 0 : until - storeNow()
    if (closedMs > 0) wakeIn(id, closedMs)
    else kick(id)
  }
  /** The machine's clock may be set, this one goes on. */
  const storeNow = () => performance.now() + store.clock.offset
  const sendNext = createSendNext({ ...parts, me: presence.me, ready })

  const kick = (id: string) => {
    if (isStopping) return
    if (running.has(id)) wanted.add(id)
    else if (running.size < lanesAtOnce) run(id)
    else if (!waiting.includes(id)) waiting.push(id)
  }
  const run = (id: string) => {
    clearTimeout(timers.get(id))
    timers.delete(id)
    closed.delete(id)
    const [desk, lane] = [id.slice(0, 36), id.slice(37)]
    const done = drain(id, desk, lane)
      .catch((error: unknown) => log.error({ error, desk, lane }, 'sending stopped; it goes on with the next tick'))
      .finally(() => {
        running.delete(id)
        if (wanted.delete(id)) ready(desk, lane)
        const next = waiting.shift()
        if (next !== undefined) kick(next)
      })
    running.set(id, done)
  }
  const wakeIn = (id: string, ms: number) => {
    clearTimeout(timers.get(id))
    const timer = setTimeout(() => kick(id), Math.min(ms, 60_000))
    timer.unref()
    timers.set(id, timer)
  }

  const drain = async (id: string, desk: DeskId, lane: string) => {
    while (!isStopping && presence.isHeld()) {
      wanted.delete(id)
      const after = await sendNext(desk, lane)
      if (after.kind === 'sent') continue
      const { closedMs, nextMs } = after
      if (closedMs > 0) closed.set(id, storeNow() + closedMs)
      if (nextMs !== undefined) wakeIn(id, Math.max(nextMs, closedMs))
      return
    }
  }

  return {
    ready,
    tick: async () => {
      await freeLeasesOf(store, async (processes) => presence.gone(processes))
      for (const { desk, lane } of await dueLanes(store, [...platforms.keys()], lanesPerTick)) ready(desk, lane)
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values())
    },
    stop: async () => {
      isStopping = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(running.values())
    },
  }
}
