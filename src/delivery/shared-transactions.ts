import { settleTogether, type Waiting } from '../store/settle-together'
import { together, type DeskId, type Opened, type OpeningQuestion, type Store, type Unit } from '../store/transaction'

/** Work on one desk's lanes, each of another lane, in one transaction with whatever else waits. */
export interface SharedTransactions {
  /** As `store.transaction`; it may run again, in another transaction, when that failed, and has effects only once it is resolved. */
  run<T>(
    desk: DeskId,
    work: (unit: Unit, opened: Opened) => Promise<T>,
    questions?: readonly OpeningQuestion[],
  ): Promise<T>
}

interface Work extends Waiting<unknown> {
  readonly work: (unit: Unit, opened: Opened) => Promise<unknown>
  readonly questions: readonly OpeningQuestion[]
}
interface Queue {
  waiting: Work[]
  underWay: number
}

/** Transactions of one desk at the same time: while one commits another works. */
const atOnce = 2
const mostTogether = 16

/**
 * While a desk's transactions are under way, what comes waits and then goes together, side by side: one BEGIN, one commit, and
 * questions asked in the same breath are one packet. A quiet desk's work goes at once, alone.
 */
export const shareTransactions = (store: Store): SharedTransactions => {
  const queues = new Map<DeskId, Queue>()

  const go = async (desk: DeskId, all: readonly Work[]) =>
    settleTogether(all, async (some: readonly Work[]) =>
      store.transaction(
        desk,
        async (unit, opened) => {
          const values = new Map<Work, unknown>()
          const answers = [...opened]
          const answered = some.map((one) => ({ one, opened: answers.splice(0, one.questions.length) }))
          await together(answered, async (asked) => values.set(asked.one, await asked.one.work(unit, asked.opened)))
          return some.map((one) => values.get(one))
        },
        { locks: [], questions: some.flatMap(({ questions }) => questions) },
      ),
    )

  const next = (desk: DeskId) => {
    const queue = queues.get(desk)
    if (queue === undefined || queue.underWay >= atOnce || queue.waiting.length === 0) return
    const all = queue.waiting.splice(0, mostTogether)
    queue.underWay++
    void go(desk, all).finally(() => {
      queue.underWay--
      if (queue.underWay === 0 && queue.waiting.length === 0) queues.delete(desk)
      else next(desk)
    })
  }

  return {
    run: async (desk, work, questions = []) =>
      new Promise((resolve, reject) => {
        const queue = queues.get(desk) ?? { waiting: [], underWay: 0 }
        queues.set(desk, queue)
        queue.waiting.push({ work, questions, resolve: resolve as (value: unknown) => void, reject })
        next(desk)
      }),
  }
}
