import fc from 'fast-check'
import { coalesce, type Coalescing } from '../../src/store/coalesce'

interface Sent {
  readonly desk: string
  readonly person: string
  readonly place: string
  readonly ticks: number
  /** Fails whatever it shares its batch with. */
  readonly isBroken: boolean
}
const sent: fc.Arbitrary<Sent> = fc.record({
  desk: fc.constantFrom('acme', 'acme', 'globex'),
  person: fc.constantFrom('ana', 'bo', 'carlos'),
  place: fc.constantFrom('help', 'vpn', 'printers'),
  ticks: fc.nat(3),
  isBroken: fc.integer({ min: 0, max: 9 }).map((of) => of === 0),
})
const shape = fc.record({
  concurrency: fc.integer({ min: 1, max: 6 }),
  batch: fc.constantFrom(1, 2, 5, 64),
  enough: fc.constantFrom(1, 3),
  isSoon: fc.boolean(),
  /** Number of the run that finds the database away. */
  outage: fc.option(fc.nat(5)),
})
const wait = async (ticks: number) => {
  for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
}
type Item = Sent & { readonly at: number }
const keysOf = ({ person, place }: Item) => ({ own: [person], shared: [place] })
const desksOf = (items: readonly { readonly desk: string }[]) => new Set(items.map(({ desk }) => desk))

/** Runs batches as a transaction would: what was done is undone when it fails. */
const running = (shape: { readonly concurrency: number; readonly batch: number; readonly outage: number | null }) => {
  const underWay: (readonly Item[])[] = []
  const done: Item[] = []
  let runs = 0
  const check = (items: readonly Item[]) => {
    expect(items.length).toBeLessThanOrEqual(shape.batch)
    expect(desksOf(items).size).toBe(1)
    expect(new Set(items.map(({ person }) => person)).size).toBe(items.length)
    const beside = underWay.filter(([first]) => first!.desk === items[0]!.desk)
    expect(beside.length).toBeLessThan(shape.concurrency)
    for (const { person, place } of beside.flat()) {
      expect(items.map((item) => item.person)).not.toContain(person)
      expect(items.map((item) => item.place)).not.toContain(place)
    }
  }
  const run = async (items: readonly Item[]) => {
    check(items)
    underWay.push(items)
    try {
      await wait(Math.max(...items.map(({ ticks }) => ticks)))
      if (runs++ === shape.outage) throw Object.assign(new Error('away'), { code: 'ECONNRESET' })
      const broken = items.find(({ isBroken }) => isBroken)
      if (broken !== undefined) throw new Error(`${broken.at} is broken`)
      done.push(...items)
      return items.map(({ at }) => at)
    } finally {
      underWay.splice(underWay.indexOf(items), 1)
    }
  }
  return { run, done }
}

test('nothing is lost: each in its order, so many at once and none beside its like; only that fails which fails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sent, { maxLength: 40 }), shape, async (all, { isSoon, outage, ...shape }) => {
      const { run, done } = running({ ...shape, outage })
      const soon = isSoon ? { soon: setImmediate } : {}
      const add = coalesce<Item, number>({ ...shape, ...soon, per: ({ desk }) => desk, keysOf, run })
      const ends = await Promise.allSettled(all.map(async (one, at) => add({ ...one, at })))
      const failed = ends.flatMap((end, at) => (end.status === 'rejected' ? [{ at, error: end.reason as Error }] : []))
      const away = failed.filter(({ error }) => error.message === 'away')
      // Alone it is not tried again: who asked does that.
      expect(away.length).toBeLessThanOrEqual(1)
      for (const { at, error } of failed)
        if (error.message !== 'away') expect([error.message, all[at]!.isBroken]).toEqual([`${at} is broken`, true])
      for (const [at, end] of ends.entries()) if (end.status === 'fulfilled') expect(end.value).toBe(at)
      expect(done.map(({ at }) => at).sort((a, b) => a - b)).toEqual(
        all.flatMap((_, at) => (failed.some((one) => one.at === at) ? [] : [at])),
      )
      for (const desk of desksOf(all))
        for (const name of ['ana', 'bo', 'carlos', 'help', 'vpn', 'printers']) {
          const order = done.filter((one) => one.desk === desk && [one.person, one.place].includes(name))
          expect(order).toEqual(order.toSorted((a, b) => a.at - b.at))
        }
    }),
    { numRuns: 150 },
  )
})

const held = () => {
  let free = (): void => undefined
  const until = new Promise<void>((resolve) => (free = resolve))
  return { until, free: () => free() }
}
interface Work {
  readonly desk: string
  readonly key: string
  readonly work: () => Promise<unknown>
}
const alone: Coalescing<Work, unknown> = {
  concurrency: 6,
  batch: 1,
  per: ({ desk }) => desk,
  keysOf: ({ key }) => ({ own: [key] }),
  run: async ([one]) => [await one!.work()],
}

test('who fails gives the turn on, and one desk does not wait for another', async () => {
  const add = coalesce(alone)
  const { until, free } = held()
  const holding = add({ desk: 'acme', key: 'help', work: async () => until })
  await expect(add({ desk: 'globex', key: 'help', work: async () => 'done' })).resolves.toBe('done')
  const failing = add({ desk: 'acme', key: 'help', work: async () => Promise.reject(new Error('no')) })
  const after = add({ desk: 'acme', key: 'help', work: async () => 'after' })
  free()
  await holding
  await expect(failing).rejects.toThrow('no')
  await expect(after).resolves.toBe('after')
})

test('at most so many at once, and everybody comes', async () => {
  let [inside, most] = [0, 0]
  const add = coalesce(alone)
  const work = async () => {
    most = Math.max(most, ++inside)
    await wait(3)
    inside--
  }
  await Promise.all(Array.from({ length: 40 }, async (_, at) => add({ desk: 'acme', key: `${at}`, work })))
  expect([inside, most]).toEqual([0, 6])
})

test('a second batch goes beside the first only where enough wait; fewer share the next', async () => {
  const batches: number[] = []
  const { until, free } = held()
  const add = coalesce<number, number>({
    concurrency: 2,
    batch: 64,
    enough: 8,
    run: async (items) => {
      batches.push(items.length)
      await until
      return items
    },
  })
  const added = Array.from({ length: 8 }, async (_, at) => add(at))
  expect(batches).toEqual([1])
  added.push(add(8))
  expect(batches).toEqual([1, 8])
  added.push(add(9), add(10))
  free()
  expect(await Promise.all(added)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(batches).toEqual([1, 8, 2])
})
