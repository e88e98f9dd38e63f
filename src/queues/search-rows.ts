import type { Unit } from '../store/transaction'
import type { Ticket } from '../tickets/ticket'
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
  /** Solved tickets, of the latest thousands, that have at least half of this one's subject's words, and two: the likest first. */
  similar(ticket: Pick<Ticket, 'number' | 'subject'>): Promise<Pick<Ticket, 'number' | 'subject'>[]>
}

/** As `shelf_of` in the database has it: so many tickets share one word of the text index. */
const shelfBits = 12
/** How many shelves are looked through at once, from the newest on: most pages are full after the first. */
const reaches = [1, 8, 64] as const
const all = Number.MAX_SAFE_INTEGER
/** So many hits are looked at in one go. */
const mostHits = 2000

export const searchRows = (unit: Unit): SearchRows => ({
  numbers: async (filter, person, limit, before) => {
    const words = filter.flatMap(({ test, isNegated }) => (test.kind === 'contains' && !isNegated ? [test.text] : []))
    if (words.length === 0) return undefined
    // Row-level security keeps a text index from being used: see the migration that makes the finder.
    const [asked] = await unit.query<{ query: string; last: number | null }>(
      `select set_config('role', left(current_user, 56) || '_finder', true),
         (${words.map((_, index) => `query_of($${index + 1})`).join(' && ')})::text as query, (select max(number) from tickets) as last`,
      words,
    )
    const top = Math.min(before ?? Number.MAX_SAFE_INTEGER, (asked!.last ?? 0) + 1)
    const found =
      asked!.query === '' ? undefined : await lookThrough(unit, { filter, person, limit, top, query: asked!.query })
    await unit.query(`select set_config('role', 'none', true)`)
    return found
  },
  stems: async (words) => {
    const [row] = await unit.query<{ stems: string[] }>('select tsvector_to_array(words_of($1)) as stems', [words])
    return row!.stems
  },
  similar: async ({ number, subject }) => {
    const [own] = await unit.query<{ stems: string[] }>(
      `select tsvector_to_array(to_tsvector('words_en', fold($1))) as stems, set_config('role', left(current_user, 56) || '_finder', true)`,
      [subject],
    )
    const stems = [...own!.stems].sort((a, b) => b.length - a.length).slice(0, mostCompared)
    const found = stems.length < 2 ? [] : await lookAlike(unit, number, stems)
    await unit.query(`select set_config('role', 'none', true)`)
    return found
  },
})

/** The longest words of a subject say most. */
const mostCompared = 6
const mostSimilar = 3
const similarShelves = 4

const lookAlike = async (unit: Unit, number: number, stems: readonly string[]) => {
  const lexemes = stems.map((stem) => `'${stem.replaceAll(/['\\]/g, '$&$&')}'`)
  const pairs = lexemes.flatMap((one, index) => lexemes.slice(index + 1).map((other) => `(${one} & ${other})`))
  const lower = Math.max(0, (number >> shelfBits) - similarShelves + 1) * 2 ** shelfBits
  return unit.query<Pick<Ticket, 'number' | 'subject'>>(
    `with hit as materialized (
       select t.number, t.subject, w.words from ticket_words w join tickets t on t.desk = w.desk and t.number = w.ticket
       where w.desk = $1 and w.words @@ ($2::tsquery && $3::tsquery) and w.part = 0 and w.ticket < $4 and t.status in ('solved', 'closed')
       order by w.ticket desc limit 200),
     likeness as (
       select number, subject, (select count(*) from unnest($5::text[]) s where s = any(tsvector_to_array(words))) as shared from hit)
     select number, subject from likeness where shared >= $6 order by shared desc, number desc limit ${mostSimilar}`,
    [
      unit.desk,
      pairs.join(' | '),
      shelvesOf(unit.desk, lower, number),
      number,
      stems,
      Math.max(2, Math.ceil(stems.length / 2)),
    ],
  )
}

interface Look {
  readonly filter: Filter
  readonly person: string
  readonly limit: number
  /** All below this number. */
  readonly top: number
  readonly query: string
}

/** From the newest shelf on, further each time, until there are enough. */
const lookThrough = async (unit: Unit, look: Look): Promise<number[]> => {
  const { filter, limit, top } = look
  const isPlain = filter.every(
    ({ test, isNegated, field }) => test.kind === 'contains' && !isNegated && field === 'words',
  )
  const found: number[] = []
  let upper = top
  for (let reach: number = reaches[0]; upper > 0 && found.length < limit;) {
    const lower = Math.max(0, ((upper - 1) >> shelfBits) - reach + 1) * 2 ** shelfBits
    const { hits, numbers } = await lookOn(unit, isPlain ? { ...look, filter: [] } : look, lower, upper)
    found.push(...numbers)
    const density = hits / Math.max(1, upper - lower)
    reach = density * lower <= mostHits ? all : (reaches.find((one) => one > reach) ?? all)
    upper = lower
    // Too much to look at for too little that fits all else: from ticket to ticket by the filter's own indexes.
    const ahead = density * Math.min(lower, reach * 2 ** shelfBits)
    const fitting = (ahead * numbers.length) / Math.max(1, hits)
    if (!isPlain && ahead > mostHits && fitting < limit - found.length)
      return [...found, ...(await walk(unit, { ...look, limit: limit - found.length, top: upper }))]
  }
  return found.slice(0, limit)
}

const lookOn = async (unit: Unit, { filter, person, limit, query }: Look, lower: number, upper: number) => {
  const { sql, values } = filterSql(filter, { me: person, now: unit.now, texts: 'words' })
  const n = values.length
  // The index has no ranges of numbers: a word for each shelf, as long as there are few.
  const shelves = lower === 0 && upper >> shelfBits > reaches[2] ? '' : shelvesOf(unit.desk, lower, upper)
  const [row] = await unit.query<{ hits: number; numbers: number[] | null }>(
    `with hit as materialized (
       select distinct w.ticket from ticket_words w
       where w.desk = $${n + 1} and w.words @@ ($${n + 2}::tsquery && $${n + 3}::tsquery) and w.ticket < $${n + 4}),
     fit as (
       select t.number from hit h join tickets t on t.desk = $${n + 1} and t.number = h.ticket where ${sql}
       order by t.number desc limit ${limit})
     select (select count(*) from hit) as hits, (select array_agg(number order by number desc) from fit) as numbers`,
    [...values, unit.desk, query, shelves, upper],
  )
  return { hits: Number(row!.hits), numbers: (row!.numbers ?? []).map(Number) }
}

const shelvesOf = (desk: string, lower: number, upper: number): string => {
  const first = lower >> shelfBits
  const last = (upper - 1) >> shelfBits
  return Array.from({ length: last - first + 1 }, (_, index) => `'@${desk}/${first + index}'`).join(' | ')
}

const walk = async (unit: Unit, { filter, person, limit, top }: Look): Promise<number[]> => {
  const { sql, values } = filterSql(filter, { me: person, now: unit.now, texts: 'words' })
  const rows = await unit.query<{ number: number }>(
    `select t.number from tickets t where ${sql} and t.number < $${values.length + 1} order by t.number desc limit ${limit}`,
    [...values, top],
  )
  return rows.map(({ number }) => number)
}
