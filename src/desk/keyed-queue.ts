import type { DeskId } from '../store/transaction'

/**
 * Events that travel alone wait for their turn here and not inside a transaction: one of each person and place at a time, and
 * so many of a desk, so that whoever floods it, or a desk that is flooded, leaves connections to the others.
 */
export interface Turns {
  /** Those that claim the same go in the order in which they came. */
  take<T>(desk: DeskId, claims: readonly string[], work: () => Promise<T>): Promise<T>
}

interface Waiting {
  readonly claims: readonly string[]
  begin(): Promise<unknown>
}
interface Line {
  waiting: Waiting[]
  readonly taken: Set<string>
  underWay: number
}

/** Of a desk at the same time: fewer than there are connections by default. */
const most = 6

export const createTurns = (): Turns => {
  const lines = new Map<DeskId, Line>()

  const call = (desk: DeskId, line: Line) => {
    const passed = new Set(line.taken)
    const left: Waiting[] = []
    for (const one of line.waiting) {
      const isFree = line.underWay < most && !one.claims.some((claim) => passed.has(claim))
      // Nobody overtakes whoever claims the same.
      for (const claim of one.claims) passed.add(claim)
      if (!isFree) {
        left.push(one)
        continue
      }
      for (const claim of one.claims) line.taken.add(claim)
      line.underWay++
      void one.begin().finally(() => {
        for (const claim of one.claims) line.taken.delete(claim)
        line.underWay--
        if (line.underWay === 0 && line.waiting.length === 0) lines.delete(desk)
        else call(desk, line)
      })
    }
    line.waiting = left
  }

  return {
    take: async (desk, claims, work) =>
      new Promise((resolve, reject) => {
        const line = lines.get(desk) ?? { waiting: [], taken: new Set(), underWay: 0 }
        lines.set(desk, line)
        line.waiting.push({ claims, begin: async () => work().then(resolve, reject) })
        call(desk, line)
      }),
  }
}
