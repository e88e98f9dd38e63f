import { parseQuery } from '../../src/model/ticket-query'
import { pageRows } from '../../src/lists/page-rows'
import { nobody } from '../../src/model/person'
import { spread } from '../spread'
import { median, type Bench, type Figure, type Part } from '../part'
import { onSeededDesk, type SeededDesk } from '../seed/seeded-desk'

const size = 25
const rounds = 3
const runs = 200
const promised = 10
const promisedGrowth = 1.5

interface List {
  readonly what: string
  readonly typed: string
  /** Pages that were turned before. */
  readonly deep?: number
  /** The condition and the order, as one would write them by hand; `key` is where a deep page begins. */
  readonly byHand: string
}
const open = `t.status in ('new', 'open') and t.status not in ('solved', 'closed')`
const lists: readonly List[] = [
  { what: 'open tickets by priority', typed: 'status:new,open', byHand: `${open} order by t.turn, t.number` },
  {
    what: 'open tickets by priority, page 100',
    typed: 'status:new,open',
    deep: 100,
    byHand: `${open} and (t.turn, t.number) > ($1, $2) order by t.turn, t.number`,
  },
  {
    what: 'open tickets of a queue',
    typed: 'status:new,open queue:network',
    byHand: `${open} and t.queue = (select id from queues where name = 'Network') order by t.turn, t.number`,
  },
  {
    what: 'tickets that nobody has',
    typed: 'owner:nobody -status:solved,closed',
    byHand: `t.assignee is null and t.status not in ('solved', 'closed') order by t.turn, t.number`,
  },
  { what: 'all tickets, the newest first', typed: '', byHand: 'true order by t.number desc' },
]

export const queuePage: Part = {
  name: 'queue-page',
  says: `p99 of a page of ${size} tickets, on desks of different sizes (--tickets)`,
  run: async (bench) => {
    const figures: Figure[] = []
    const medians = new Map<string, number[]>()
    for (const tickets of bench.sizes)
      for (const figure of await onSeededDesk(bench, tickets, async (seeded) => measureLists(bench, seeded, tickets))) {
        figures.push(figure)
        const what = figure.what.replace(/^[\d,]+ tickets: /, '')
        medians.set(what, [...(medians.get(what) ?? []), median(figure.samples)])
      }
    const growth = bench.sizes.length < 2 ? [] : [...medians].map(([what, taken]) => growthOf(what, taken, bench.sizes))
    return [...figures, ...growth]
  },
}

const growthOf = (what: string, taken: readonly number[], sizes: readonly number[]): Figure => ({
  what: `${what}: ${sizes.at(-1)} tickets over ${sizes[0]}`,
  unit: '×',
  samples: [taken.at(-1)! / taken[0]!],
  promised: promisedGrowth,
})

export const measureLists = async (
  bench: Pick<Bench, 'progress'>,
  seeded: SeededDesk,
  tickets: number,
): Promise<Figure[]> => {
  const figures: Figure[] = []
  for (const list of lists) {
    const { own, hand, halves } = await measureList(seeded, list)
    figures.push({
      what: `${tickets} tickets: ${list.what}`,
      unit: 'ms',
      samples: own,
      baseline: { what: 'by hand in pg', samples: hand },
      promised,
    })
    bench.progress(
      `${tickets} tickets: ${list.what}: p50 ${median(halves).toFixed(1)} ms, p99 ${median(own).toFixed(1)} ms, by hand ${median(hand).toFixed(1)} ms`,
    )
  }
  return figures
}

const measureList = async ({ store, desk, byHand }: SeededDesk, { typed, deep = 0, byHand: sql }: List) => {
  const query = parseQuery(typed)
  const read = async (cursor?: string) =>
    store.read(desk, async (unit) =>
      pageRows(unit).page(query, { person: nobody, size, ...(cursor === undefined ? {} : { cursor }) }),
    )
  let cursor: string | undefined
  for (let page = 0; page < deep; page++) cursor = (await read(cursor)).next ?? cursor
  const [, key, number] = /^>\w+\.(\d+)\.(\d+)$/.exec(cursor ?? '') ?? []
  const values = deep === 0 ? [] : [Number(key), Number(number)]
  const own: number[] = []
  const hand: number[] = []
  const halves: number[] = []
  for (let round = 0; round < rounds; round++) {
    const program = await spread(runs, async () => read(cursor))
    own.push(program.p99)
    halves.push(program.p50)
    hand.push(
      (await spread(runs, async () => byHand.query(`select t.* from tickets t where ${sql} limit ${size + 1}`, values)))
        .p99,
    )
  }
  return { own, hand, halves }
}
