import { setTimeout as pause } from 'node:timers/promises'
import { isOutage } from './transaction'

/** Items that share a key go in the order in which they came. */
export interface Keys {
  /** One item at a time. */
  readonly own: readonly string[]
  /** One batch at a time: items of the same batch may share it. */
  readonly shared?: readonly string[]
}

export interface Coalescing<Item, Value> {
  /** Batches at the same time. */
  readonly concurrency: number
  /** Items in a batch, at most. */
  readonly batch: number
  /** Told apart by this, items have a queue and a concurrency each: by desk. One for all by default. */
  readonly per?: (item: Item) => string
  readonly keysOf?: (item: Item) => Keys
  /** So many are worth a batch beside one that is under way; fewer wait until it is back, and share theirs. */
  readonly enough?: number
  /** Lets what comes in the same moment join the first: `setImmediate`. At once by default. */
  readonly soon?: (begin: () => void) => void
  /**
   * Answers a value for each, in their order; has effects only once it is resolved. When it fails it runs again: for halves of the
   * batch, down to the one that fails, and after an outage for all of them once more.
   */
  readonly run: (items: readonly Item[]) => Promise<readonly Value[]>
}

interface Entry<Item, Value> {
  readonly item: Item
  readonly keys: Keys
  readonly resolve: (value: Value) => void
  readonly reject: (error: unknown) => void
}
interface Queue<Item, Value> {
  waiting: Entry<Item, Value>[]
  /** Keys of the batches under way. */
  readonly taken: Set<string>
  underWay: number
  isAwaited: boolean
}

const keyless: Keys = { own: [] }
const namesOf = ({ own, shared = [] }: Keys) => [...own, ...shared]

/** Lets whatever comes while others are under way wait, and then go together: however many come, they take so many connections. */
export const coalesce = <Item, Value>({
  concurrency,
  batch,
  per = () => '',
  keysOf = () => keyless,
  enough = 1,
  soon,
  run,
}: Coalescing<Item, Value>): ((item: Item) => Promise<Value>) => {
  const queues = new Map<string, Queue<Item, Value>>()

  const mayBegin = ({ underWay, waiting }: Queue<Item, Value>) =>
    waiting.length > 0 && (underWay === 0 || (underWay < concurrency && waiting.length >= enough))

  const begin = (name: string, queue: Queue<Item, Value>) => {
    while (mayBegin(queue)) {
      const chosen = choose(queue, batch)
      if (chosen.length === 0) return
      const names = chosen.flatMap(({ keys }) => namesOf(keys))
      for (const key of names) queue.taken.add(key)
      queue.underWay++
      void runByHalves(chosen, run).finally(() => {
        for (const key of names) queue.taken.delete(key)
        queue.underWay--
        if (queue.underWay === 0 && queue.waiting.length === 0) queues.delete(name)
        else begin(name, queue)
      })
    }
  }

  const beginSoon = (name: string, queue: Queue<Item, Value>) => {
    if (soon === undefined) begin(name, queue)
    else if (!queue.isAwaited && mayBegin(queue)) {
      queue.isAwaited = true
      soon(() => {
        queue.isAwaited = false
        begin(name, queue)
      })
    }
  }

  return async (item) =>
    new Promise((resolve, reject) => {
      const name = per(item)
      const queue = queues.get(name) ?? { waiting: [], taken: new Set(), underWay: 0, isAwaited: false }
      queues.set(name, queue)
      queue.waiting.push({ item, keys: keysOf(item), resolve, reject })
      beginSoon(name, queue)
    })
}

/** Takes the first who wait and may go beside what is under way, and beside each other. Nobody overtakes who waits for the same. */
const choose = <Item, Value>(queue: Queue<Item, Value>, most: number): Entry<Item, Value>[] => {
  const chosen: Entry<Item, Value>[] = []
  const left: Entry<Item, Value>[] = []
  const passed = new Set(queue.taken)
  for (const [at, entry] of queue.waiting.entries()) {
    if (chosen.length === most) {
      left.push(...queue.waiting.slice(at))
      break
    }
    const mayGo = !namesOf(entry.keys).some((key) => passed.has(key))
    ;(mayGo ? chosen : left).push(entry)
    for (const key of mayGo ? entry.keys.own : namesOf(entry.keys)) passed.add(key)
  }
  queue.waiting = left
  return chosen
}

const retryMs = 50

/** One that fails undoes the others' work too: it is found by halves, in their order and one after another, and only it fails. */
const runByHalves = async <Item, Value>(
  entries: readonly Entry<Item, Value>[],
  run: Coalescing<Item, Value>['run'],
  isOnceMore = false,
): Promise<void> => {
  let values: readonly Value[]
  try {
    values = await run(entries.map(({ item }) => item))
  } catch (error) {
    const isAway = isOutage(error)
    if (entries.length === 1 || (isAway && isOnceMore)) for (const { reject } of entries) reject(error)
    else if (isAway) {
      // Other connections may be found broken in this moment.
      await pause(retryMs)
      await runByHalves(entries, run, true)
    } else {
      const middle = Math.ceil(entries.length / 2)
      await runByHalves(entries.slice(0, middle), run)
      await runByHalves(entries.slice(middle), run)
    }
    return
  }
  for (const [index, { resolve }] of entries.entries()) resolve(values[index]!)
}
