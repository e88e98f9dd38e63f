import { setTimeout as pause } from 'node:timers/promises'
import { isOutage } from './transaction'

/** Somebody waits for the outcome of their share of a common transaction. */
export interface Waiting<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

const retryMs = 50

/**
 * Runs all in one go, `run` answering a value for each. One that fails undoes the others' work too: it is found by halves,
 * in their order and on one connection, and only it fails. After an outage all go once more.
 */
export const settleTogether = async <T, One extends Waiting<T>>(
  all: readonly One[],
  run: (some: readonly One[]) => Promise<readonly T[]>,
  isOnceMore = false,
): Promise<void> => {
  let values: readonly T[]
  try {
    values = await run(all)
  } catch (error) {
    const isAway = isOutage(error)
    if (all.length === 1 || (isAway && isOnceMore)) for (const { reject } of all) reject(error)
    else if (isAway) {
      // Other connections may be found broken in this moment.
      await pause(retryMs)
      await settleTogether(all, run, true)
    } else {
      const middle = Math.ceil(all.length / 2)
      await settleTogether(all.slice(0, middle), run)
      await settleTogether(all.slice(middle), run)
    }
    return
  }
  for (const [index, { resolve }] of all.entries()) resolve(values[index]!)
}
