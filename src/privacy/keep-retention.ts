import { day } from '../core/duration'
import type { Store, Unit } from '../store/transaction'
import type { Tx } from '../core/tx'
import { eraseTicket } from './erase-ticket'

export interface RetentionParts {
  readonly store: Store
  readonly open: (unit: Unit) => Promise<Tx>
  /** So many tickets of this desk are erased by now. */
  readonly progress: (desk: string, tickets: number) => void
}
const atOnce = 100

/** Takes the words out of the tickets that closed longer ago than the desk keeps them, some in a transaction. Answers how many. */
export const keepRetention = async ({ store, open, progress }: RetentionParts, desk: string): Promise<number> => {
  let done = 0
  for (;;) {
    const batch = await store.transaction(desk, async (unit) => {
      const tx = await open(unit)
      const days = await tx.retention.days()
      if (days === null) return { found: 0, erased: 0 }
      const numbers = await tx.retention.aged(new Date(tx.now.getTime() - days * day), atOnce)
      let erased = 0
      for (const number of numbers.sort((a, b) => a - b))
        if (await eraseTicket(tx, number, { onNetworks: false })) erased++
      if (erased > 0) tx.audit(null, 'retention', `erased ${erased} tickets`)
      return { found: numbers.length, erased }
    })
    done += batch.erased
    if (batch.erased > 0) progress(desk, done)
    // Words on their way stay for now: the next round finds them.
    if (batch.found < atOnce || batch.erased === 0) return done
  }
}
