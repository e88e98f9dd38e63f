/** Times that runs take, in ms, after some that are not counted. */
export const spread = async (
  runs: number,
  work: (run: number) => Promise<unknown>,
  warmUps = 20,
): Promise<{ readonly p50: number; readonly p99: number }> => {
  for (let run = 0; run < warmUps; run++) await work(run)
  const taken: number[] = []
  for (let run = 0; run < runs; run++) {
    const from = performance.now()
    await work(run)
    taken.push(performance.now() - from)
  }
  taken.sort((a, b) => a - b)
  const at = (part: number) => taken[Math.ceil(taken.length * part) - 1]!
  return { p50: at(0.5), p99: at(0.99) }
}
