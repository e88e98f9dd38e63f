import { parseQuery } from '../../src/model/ticket-query'
import { pageRows } from '../../src/lists/page-rows'
import { nobody } from '../../src/model/person'
import { spread } from '../spread'
import { median, type Bench, type Figure, type Part } from '../part'
import { onSeededDesk, type SeededDesk } from '../seed/seeded-desk'

const size = 10
const rounds = 3
const runs = 100
const promised = 50
/** As a person is told how many there are. */
const counted = 1000

/** By hand: the index on words, the newest first, as one would write it without further thought; only for words alone. */
const searches: readonly { readonly what: string; readonly typed: string; readonly isPlain?: boolean }[] = [
  { what: 'a rare word', typed: 'sku9137', isPlain: true },
  { what: 'a common word', typed: 'hello', isPlain: true },
  { what: 'two common words', typed: 'impresora gracias', isPlain: true },
  { what: 'a common and a rare word', typed: 'printer host17', isPlain: true },
  { what: 'a word that is nowhere', typed: 'xylophone', isPlain: true },
  { what: 'the beginning of a word', typed: 'certi*' },
  { what: 'a common word, without another', typed: 'invoice -vpn' },
  { what: 'a common word with a tag', typed: 'vpn tag:billing' },
  { what: 'a common word with a rare tag', typed: 'vpn tag:feedback status:open' },
  { what: 'a common word of one person', typed: 'hello from:ana' },
  { what: 'a common word of everybody of a name', typed: 'hello from:ana status:open' },
  { what: 'a common word of one customer', typed: 'hello from:"luis garcia 1"' },
  { what: 'a common word, open, by time remaining', typed: 'printer status:open sort:due' },
  { what: 'a tag alone, newest first', typed: 'tag:feedback' },
]

export const search: Part = {
  name: 'search',
  says: `p99 of the first ${size} tickets that a search finds and of how many there are, on desks of different sizes (--tickets)`,
  run: async (bench) => {
    const figures: Figure[] = []
    for (const tickets of bench.sizes)
      figures.push(...(await onSeededDesk(bench, tickets, async (seeded) => measureSearches(bench, seeded, tickets))))
    return figures
  },
}

export const measureSearches = async (
  bench: Pick<Bench, 'progress'>,
  { store, desk, byHand }: SeededDesk,
  tickets: number,
): Promise<Figure[]> => {
  const figures: Figure[] = []
  for (const { what, typed, isPlain } of searches) {
    const asked = parseQuery(typed)
    const query = { ...asked, order: asked.order ?? 'newest' } as const
    const own: number[] = []
    const hand: number[] = []
    const halves: number[] = []
    let found = 0
    for (let round = 0; round < rounds; round++) {
      const { p50, p99 } = await spread(runs, async () =>
        store.read(desk, async (unit) => {
          const page = await pageRows(unit).page(query, { person: nobody, size })
          if (page.next !== undefined) await pageRows(unit).count(query, nobody, counted)
          found = page.tickets.length
        }),
      )
      own.push(p99)
      halves.push(p50)
      if (isPlain === true) hand.push((await spread(2, async () => byHand.query(handSql, [typed, desk]), 1)).p99)
    }
    figures.push({
      what: `${tickets} tickets: ${what}`,
      unit: 'ms',
      samples: own,
      ...(isPlain === true ? { baseline: { what: 'by hand in pg', samples: hand } } : {}),
      promised,
    })
    bench.progress(
      `${tickets} tickets: ${what} (${found} found): p50 ${median(halves).toFixed(1)} ms, p99 ${median(own).toFixed(1)} ms${isPlain === true ? `, by hand ${median(hand).toFixed(1)} ms` : ''}`,
    )
  }
  return figures
}

const handSql = `
select t.* from tickets t join ticket_words w on w.desk = t.desk and w.ticket = t.number
where t.desk = $2 and w.words @@ query_of($1) order by t.number desc limit ${size}`
