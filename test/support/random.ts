import { randomInt } from 'node:crypto'
import { seeded } from '../../bench/seeded'

export { seeded }

/** The one that SEED asks for, or another each time. */
export const freshSeed = (): number => Number(process.env['SEED'] ?? randomInt(2 ** 31))

/** From 0 to 1, the same again for the same SEED, which is printed. */
export const randomFrom = (what: string): (() => number) => {
  const seed = freshSeed()
  process.stdout.write(`${what}: SEED=${seed}\n`)
  return seeded(seed)
}
