/** Somebody waits for the outcome of their share of a common transaction. */
export interface Waiting<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

/** Runs all in one go, `run` answering a value for each. One that fails undoes the others' work too: then each goes by itself, and only the one that fails fails. */
export const settleTogether = async <T, One extends Waiting<T>>(
  all: readonly One[],
  run: (some: readonly One[]) => Promise<readonly T[]>,
): Promise<void> => {
  let values: readonly T[]
  try {
    values = await run(all)
  } catch (error) {
    if (all.length === 1) all[0]!.reject(error)
    else await Promise.all(all.map(async (one) => settleTogether([one], run)))
    return
  }
  for (const [index, { resolve }] of all.entries()) resolve(values[index]!)
}
