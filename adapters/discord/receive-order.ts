import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../src/platform'

/** Order in which events are carried out: each until it is done, those of one channel one after the other, until `stop`. */
export interface Order {
  readonly signal: AbortSignal
  /** One after the other per channel. */
  inOrder<T>(channel: string, work: () => Promise<T>): Promise<T>
  /**
   * Tries until it is done. Rejects only when this process stops first. Undefined when it alone keeps failing while others
   * are done: one event that cannot be handled must not hold up its channel for ever.
   */
  persistently<T>(work: () => Promise<T>, what: string): Promise<T | undefined>
  stop(): void
}

const firstRetry = 250
const longestRetry = 15_000
/** Some 45 seconds. */
const patience = 8

export const createOrder = (log: Log): Order => {
  const stopping = new AbortController()
  const queues = new Map<string, Promise<unknown>>()
  let done = 0
  return {
    signal: stopping.signal,
    inOrder(channel, work) {
      const result = (queues.get(channel) ?? Promise.resolve()).then(work)
      const settled = result.catch(() => undefined)
      queues.set(channel, settled)
      void settled.then(() => {
        if (queues.get(channel) === settled) queues.delete(channel)
      })
      return result
    },
    async persistently(work, what) {
      const doneBefore = done
      for (let wait = firstRetry, tries = 1; ; wait = Math.min(wait * 2, longestRetry), tries++) {
        stopping.signal.throwIfAborted()
        try {
          const result = await work()
          done++
          return result
        } catch (error) {
          if (tries >= patience && done > doneBefore) {
            log.error({ error }, `${what}, while others could; it is left out`)
            return undefined
          }
          log.warn({ error }, `${what}; trying again`)
          await delay(wait, undefined, { signal: stopping.signal })
        }
      }
    },
    stop: () => stopping.abort(new Error('stopping')),
  }
}
