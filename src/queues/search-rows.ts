import type { Unit } from '../store/transaction'
import type { Filter } from './filter'
import { filterSql } from './filter-sql'

export interface SearchRows {
  /**
   * The newest tickets that have the filter's words and fit all else it says, below the number `before`. Undefined when
   * it has no words to look for, or only such as "the".
   */
  numbers(filter: Filter, person: string, limit: number, before?: number): Promise<number[] | undefined>
  /** What these words are found by: their stems. */
  stems(words: string): Promise<string[]>
}

/** As `shelf_of` in the database has it: so many tickets share one word of the text index. */
const shelfBits = 12
/** How many shelves are looked through at once, from the newest on: most pages are full after the first. */
const reaches = [1, 8, 64] as const
/** Past so many hits to look at, the tickets are walked instead. */
const mostHits = 2000

export const searchRows = (unit: Unit): SearchRows => {
  /** Row-level security keeps a text index from being used: see the migration that makes the finder. It names its desk itself. */
  const asFinder = async <T>(work: () => Promise<T>): Promise<T> => {
    await unit.query(`select set_config('role', left(current_user, 56) || '_finder', true)`)
    const result = await work()
    await unit.query(`select set_config('role', 'none', true)`)
    return result
  }

  const walk = async (filter: Filter, person: string, limit: number, before: number): Promise<number[]> => {
    const { sql, values } = filterSql(filter, { me: person, now: unit.now, texts: 'words' })
    const rows = await unit.query<{ number: number }>(
      `select t.number from tickets t where ${sql} and t.number < $${values.length + 1} order by t.number desc limit ${limit}`,
      [...values, before],
    )
    return rows.map(({ number }) => number)
  }

  return {
    numbers: async (filter, person, limit, before) => {
      const words = filter.flatMap(({ test, isNegated }) => (test.kind === 'contains' && !isNegated ? [test.text] : []))
      if (words.length === 0) return undefined
      const [asked] = await unit.query<{ query: string; last: number | null }>(
        `select (${words.map((_, index) => `query_of($${index + 1})`).join(' && ')})::text as query, (select max(number) from tickets) as last`,
        words,
      )
      if (asked!.query === '') return undefined
      const top = Math.min(before ?? Number.MAX_SAFE_INTEGER, (asked!.last ?? 0) + 1)
      const isPlain = filter.every(
        ({ test, isNegated, field }) => test.kind === 'contains' && !isNegated && field === 'words',
      )
      const { sql, values } = filterSql(isPlain ? [] : filter, { me: person, now: unit.now, texts: 'words' })
      const found: number[] = []
      let upper = top
      for (const reach of [...reaches, undefined]) {
        const shelf = (upper - 1) >> shelfBits
        const lower = reach === undefined ? 0 : Math.max(0, (shelf - reach + 1) << shelfBits)
        const n = values.length
        const { hits, numbers } = await asFinder(async () => {
          const [row] = await unit.query<{ hits: number; numbers: number[] | null }>(
            `with hit as materialized (
               select distinct w.ticket from ticket_words w
               where w.desk = $${n + 1} and w.words @@ ($${n + 2}::tsquery && $${n + 3}::tsquery) and w.ticket < $${n + 4}),
             fit as (select t.number from hit h join tickets t on t.desk = $${n + 1} and t.number = h.ticket where ${sql} order by t.number desc limit ${limit})
             select (select count(*) from hit) as hits, (select array_agg(number order by number desc) from fit) as numbers`,
            [...values, unit.desk, asked!.query, shelves(unit.desk, lower, upper, reach), upper],
          )
          return { hits: Number(row!.hits), numbers: (row!.numbers ?? []).map(Number) }
        })
        found.push(...numbers)
        if (found.length >= limit || lower === 0) break
        const ahead =
          (hits / (upper - lower)) * Math.min(lower, (reaches[reaches.indexOf(reach!) + 1] ?? 2 ** 20) << shelfBits)
        upper = lower
        if (!isPlain && ahead > mostHits) {
          found.push(...(await walk(filter, person, limit - found.length, upper)))
          break
        }
      }
      return found.slice(0, limit)
    },
    stems: async (words) => {
      const [row] = await unit.query<{ stems: string[] }>('select tsvector_to_array(words_of($1)) as stems', [words])
      return row!.stems
    },
  }
}

/** Any of these shelves; every shelf is no condition. */
const shelves = (desk: string, lower: number, upper: number, reach: number | undefined): string => {
  if (reach === undefined) return ''
  const first = lower >> shelfBits
  const last = (upper - 1) >> shelfBits
  return Array.from({ length: last - first + 1 }, (_, index) => `'@${desk}/${first + index}'`).join(' | ')
}
