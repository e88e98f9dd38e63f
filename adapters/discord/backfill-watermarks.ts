import type { Memory } from '../../src/platform'
import { isAfter, later, snowflakeAt } from './refs'

/**
 * Up to which message each channel and thread is stored. `horizon` holds for all of them: whatever is older is stored
 * everywhere, so a mark that it passed is forgotten.
 */
export interface Watermarks {
  load(): Promise<void>
  /** Read up to here, this message included. */
  reach(channel: string, message: string): void
  /** The message after which the history is to be read. Undefined on the very first start: what is older is not ours. */
  after(channel: string): string | undefined
  /** After which something unstored can lie in a place nobody has a mark for. */
  horizon(): string | undefined
  /** Everything that was sent before `at` is stored, in every channel. */
  allBefore(at: Date): void
  /** The very first start: what is older than `at` is not ours. */
  beginAt(at: Date): void
  save(): Promise<void>
}

/** Reception of different channels overtake each other, and clocks differ. */
const slackMs = 60_000
const horizonKey = 'horizon'
const markKey = (channel: string): string => `mark/${channel}`

export const createWatermarks = (memory: Memory): Watermarks => {
  const marks = new Map<string, string>()
  const changed = new Set<string>()
  let horizon: string | undefined
  let savedHorizon: string | undefined

  return {
    async load() {
      horizon = savedHorizon = (await memory.get(horizonKey)) as string | undefined
      for (const { key, value } of await memory.list('mark/')) {
        if (horizon === undefined || isAfter(String(value), horizon))
          marks.set(key.slice('mark/'.length), String(value))
        else await memory.delete(key)
      }
    },
    reach(channel, message) {
      const mark = marks.get(channel)
      if (mark !== undefined && !isAfter(message, mark)) return
      marks.set(channel, message)
      changed.add(channel)
    },
    after(channel) {
      const mark = marks.get(channel)
      if (mark === undefined || horizon === undefined) return mark ?? horizon
      return later(mark, horizon)
    },
    horizon: () => horizon,
    allBefore(at) {
      const reached = snowflakeAt(new Date(at.getTime() - slackMs))
      horizon = horizon === undefined ? reached : later(reached, horizon)
    },
    beginAt(at) {
      horizon ??= snowflakeAt(at)
    },
    async save() {
      for (const channel of changed) {
        changed.delete(channel)
        const mark = marks.get(channel)
        if (mark !== undefined) await memory.put(markKey(channel), mark)
      }
      if (horizon !== undefined && horizon !== savedHorizon) await memory.put(horizonKey, horizon)
      savedHorizon = horizon
      // Marks that the horizon has passed need not be remembered one by one.
      if (marks.size < 5000 || horizon === undefined) return
      for (const [channel, mark] of marks) {
        if (isAfter(mark, horizon)) continue
        marks.delete(channel)
        await memory.delete(markKey(channel))
      }
    },
  }
}
