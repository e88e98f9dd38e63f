import type { Limits } from '../platform'

/** The earliest time at which one more send keeps every window of the pace, `recent` being the sends so far in order. */
export const nextAllowed = (recent: readonly Date[], pace: Limits['pace'], now: Date): Date => {
  const times = pace.map(({ sends, per }) => (recent.at(-sends)?.getTime() ?? -Infinity) + per)
  return new Date(Math.max(now.getTime(), ...times))
}

/** As many of the latest sends as the widest window counts. */
export const remembered = (recent: readonly Date[], pace: Limits['pace']): Date[] => {
  const most = Math.max(0, ...pace.map(({ sends }) => sends))
  return most === 0 ? [] : recent.slice(-most)
}

const firstWait = 1_000
const longestWait = 300_000

/** Doubles from a second to five minutes; `jitter` from 0 to 1 spreads it over its upper half. */
export const backoff = (attempts: number, jitter: number): number => {
  const wait = Math.min(longestWait, firstWait * 2 ** Math.max(0, attempts - 1))
  return Math.round(wait / 2 + (wait / 2) * jitter)
}
