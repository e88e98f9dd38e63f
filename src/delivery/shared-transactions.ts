import { coalesce } from '../store/coalesce'
import {
  together,
  type DeskId,
  type PreludeQuestion,
  type PreludeRows,
  type Store,
  type Unit,
} from '../store/transaction'

/** Work on one desk's lanes, each of another lane, in one transaction with whatever else waits. */
export interface SharedTransactions {
  /** As `store.transaction`; it may run again, in another transaction, when that failed, and has effects only once it is resolved. */
  run<T>(
    desk: DeskId,
    work: (unit: Unit, found: PreludeRows) => Promise<T>,
    questions?: readonly PreludeQuestion[],
  ): Promise<T>
}

interface Work {
  readonly desk: DeskId
  readonly work: (unit: Unit, found: PreludeRows) => Promise<unknown>
  readonly questions: readonly PreludeQuestion[]
}

/**
 * While a desk's transactions are under way, what comes waits and then goes together, side by side: one BEGIN, one commit, and
 * questions asked together are one packet. A quiet desk's work goes at once, alone. While one commits another works.
 */
export const shareTransactions = (store: Store): SharedTransactions => {
  const share = coalesce<Work, unknown>({
    concurrency: 2,
    batch: 16,
    per: ({ desk }) => desk,
    run: async (works) =>
      store.transaction(
        works[0]!.desk,
        async (unit, found) => {
          const rows = [...found]
          const asked = works.map((one) => ({ ...one, found: rows.splice(0, one.questions.length) }))
          const values = new Map<(typeof asked)[0], unknown>()
          await together(asked, async (one) => values.set(one, await one.work(unit, one.found)))
          return asked.map((one) => values.get(one))
        },
        { locks: [], questions: works.flatMap(({ questions }) => questions) },
      ),
  })
  return {
    run: async <T>(desk: DeskId, work: Work['work'], questions: readonly PreludeQuestion[] = []) =>
      (await share({ desk, work, questions })) as T,
  }
}
