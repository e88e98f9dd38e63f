import type { Limits, Pace } from '../platform'
import type { LaneState } from './lane-rows'

/** The earliest time at which one more send keeps every window of the pace, `recent` being the sends so far in order. */
export const nextAllowed = (recent: readonly Date[], pace: Pace, now: Date): Date => {
  const times = pace.map(({ sends, per }) => (recent.at(-sends)?.getTime() ?? -Infinity) + per)
  return new Date(Math.max(now.getTime(), ...times))
}

/** As many of the latest sends as the widest window counts. */
export const remembered = (recent: readonly Date[], pace: Pace): Date[] => {
  const most = Math.max(0, ...pace.map(({ sends }) => sends))
  return most === 0 ? [] : recent.slice(-most)
}

/**
 * State of a lane after a call that ended `now`; `retryAt` is what the network asked for. An edit of a card is counted with
 * the edits where the network does so.
 */
export const afterSend = (
  state: LaneState,
  { pace, editPace }: Pick<Limits, 'pace' | 'editPace'>,
  { isEdit, now, retryAt = now }: { readonly isEdit: boolean; readonly now: Date; readonly retryAt?: Date | undefined },
): LaneState => {
  const step = (sends: readonly Date[], windows: Pace) => {
    const recent = remembered([...sends, now], windows)
    return { recent, openAt: latest(nextAllowed(recent, windows, now), retryAt) }
  }
  if (!isEdit || editPace === undefined) return { ...state, ...step(state.recent, pace) }
  const edits = step(state.edited, editPace)
  return { ...state, edited: edits.recent, editsOpenAt: edits.openAt }
}
const latest = (one: Date, other: Date) => (one > other ? one : other)

const firstWait = 1_000
const longestWait = 300_000

/** Doubles from a second to five minutes; `jitter` from 0 to 1 spreads it over its upper half. */
export const backoff = (attempts: number, jitter: number): number => {
  const wait = Math.min(longestWait, firstWait * 2 ** Math.max(0, attempts - 1))
  return Math.round(wait / 2 + (wait / 2) * jitter)
}
