import { randomInt } from 'node:crypto'

/** From 0 to 1, the same again for the same seed: mulberry32. */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The one that SEED asks for, or another each time. */
export const freshSeed = (): number => Number(process.env['SEED'] ?? randomInt(2 ** 31))

/** From 0 to 1, the same again for the same SEED, which is printed. */
export const randomFrom = (what: string): (() => number) => {
  const seed = freshSeed()
  process.stdout.write(`${what}: SEED=${seed}\n`)
  return seeded(seed)
}
