import type { Due } from '../sla/due-rows'
import type { Store, Unit } from '../store/transaction'
import type { Tx } from '../core/tx'

/** So many tickets in one transaction: whoever writes in one of them waits a few hundredths of a second. */
const atOnce = 100
/** At one go; the next tick goes on. */
const goMs = 500
const toldEvery = 10_000

export interface RereadParts {
  readonly store: Store
  readonly open: (unit: Unit) => Promise<Tx>
  readonly progress: (desk: string, left: number) => void
}

/**
 * Reads the words of older tickets anew after a change in how words are read (migration 0042), the newest first, some at each
 * tick. Until then they are found as they were before. How far down it has come stands in the directory of what is due.
 */
export const rereadWords = async ({ store, open, progress }: RereadParts, desk: string): Promise<void> => {
  for (const end = Date.now() + goMs; Date.now() < end;) {
    const step = await store.transaction(desk, async (unit) => {
      const { clocks } = await open(unit)
      const due = await clocks.takeOne('words')
      if (due === undefined) return undefined
      const below = belowOf(due)
      const left = await rereadSome(unit, below)
      if (left > 0) clocks.schedule({ what: 'words', subject: `0:${left}`, at: unit.now })
      return { below, left }
    })
    if (step === undefined) return
    if (step.left === 0 || Math.floor(step.below / toldEvery) !== Math.floor(step.left / toldEvery))
      progress(desk, step.left)
  }
}

const belowOf = ({ subject }: Due) => Number(subject.slice(2))

/** Below which number they are still to be read; 0: all are done. */
const rereadSome = async (unit: Unit, below: number): Promise<number> => {
  const numbers = await unit.column<number>(
    `select number from tickets where number < $1 order by number desc limit ${atOnce}`,
    [below],
  )
  if (numbers.length > 0) await unit.rows('select rewrite_words($1, $2::bigint[])', [unit.desk, numbers])
  return numbers.length < atOnce ? 0 : numbers.at(-1)!
}
