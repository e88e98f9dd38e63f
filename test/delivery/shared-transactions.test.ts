import fc from 'fast-check'
import { shareTransactions } from '../../src/delivery/shared-transactions'
import type { Prelude, PreludeRows, Store, Unit } from '../../src/store/transaction'

/** A store in memory: what was done in a transaction that fails is undone. */
const stubStore = () => {
  const committed: number[] = []
  let transactions = 0
  const store = {
    transaction: async (
      _desk: string,
      work: (unit: Unit, found: PreludeRows) => Promise<unknown>,
      prelude: Prelude,
    ) => {
      transactions++
      const done: number[] = []
      const value = await work(
        { add: (_batch: unknown, row: number) => done.push(row) } as never,
        prelude.questions.map(({ parameters }) => parameters(0) as never[]),
      )
      await new Promise((resolve) => setImmediate(resolve))
      committed.push(...done)
      return value
    },
  } as unknown as Store
  return { store, committed, count: () => transactions }
}

const does = (row: number, isFailing: boolean) => async (unit: Unit) => {
  unit.add({} as never, row)
  await Promise.resolve()
  if (isFailing) throw new Error(`${row} fails`)
  return row
}

describe('sends that share their transactions', () => {
  it('goes at once and alone when nothing else is under way', async () => {
    const { store, committed, count } = stubStore()
    expect(await shareTransactions(store).run('desk', does(1, false))).toBe(1)
    expect([committed, count()]).toEqual([[1], 1])
  })

  it('puts what waits together', async () => {
    const { store, committed, count } = stubStore()
    const shared = shareTransactions(store)
    const rows = Array.from({ length: 12 }, (_, row) => row)
    expect(await Promise.all(rows.map(async (row) => shared.run('desk', does(row, false))))).toEqual(rows)
    expect(committed.toSorted((a, b) => a - b)).toEqual(rows)
    // Two that found nothing under way, and the other ten.
    expect(count()).toBe(3)
  })

  it('answers each what it asked in the prelude', async () => {
    const { store } = stubStore()
    const shared = shareTransactions(store)
    const asked = (count: number) => Array.from({ length: count }, (_, row) => ({ sql: '', parameters: () => [row] }))
    const counts = [3, 0, 1, 2, 0, 4, 1]
    const answers = counts.map(async (count) => shared.run('desk', async (_, found) => found.flat(), asked(count)))
    expect(await Promise.all(answers)).toEqual(counts.map((count) => Array.from({ length: count }, (_, row) => row)))
  })

  it('does everything once, and lets only that fail which fails, whatever else shares its transaction', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ desk: fc.constantFrom('one', 'two'), isFailing: fc.boolean() }), { maxLength: 60 }),
        async (works) => {
          const { store, committed } = stubStore()
          const shared = shareTransactions(store)
          const ends = await Promise.allSettled(
            works.map(async ({ desk, isFailing }, row) => shared.run(desk, does(row, isFailing))),
          )
          for (const [row, end] of ends.entries())
            expect(end).toMatchObject(
              works[row]!.isFailing
                ? { status: 'rejected', reason: { message: `${row} fails` } }
                : { status: 'fulfilled', value: row },
            )
          const sound = works.flatMap(({ isFailing }, row) => (isFailing ? [] : [row]))
          expect(committed.toSorted((a, b) => a - b)).toEqual(sound)
        },
      ),
      { numRuns: 50 },
    )
  })
})
