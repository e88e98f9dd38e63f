import type { Unit } from '../store/transaction'
import type { Ticket } from '../tickets/ticket'
import type { Filter } from './filter'
import { peopleNamed } from './named-rows'
import { lookThrough, shelfBits, shelvesOf, usualPace, type Found } from './look-rows'

export interface Ask {
  readonly filter: Filter
  /** Who asks: what `me` stands for. */
  readonly person: string
  readonly limit: number
  readonly purpose?: 'page' | 'count'
  /** Only tickets below this number, or above it when rising. */
  readonly from?: number
  /** The lowest numbers first. */
  readonly isRising?: boolean
}

export interface SearchRows {
  /**
   * The newest tickets that have the filter's words and fit all else it says. Undefined when it has no words to look for,
   * or only such as "the".
   */
  find(ask: Ask): Promise<Found | undefined>
  /** What these words are found by: their stems. */
  stems(words: string): Promise<string[]>
  /** Solved tickets, of the latest thousands, that have at least half of this one's subject's words, and two: the likest first. */
  similar(ticket: Pick<Ticket, 'number' | 'subject'>): Promise<Pick<Ticket, 'number' | 'subject'>[]>
}

export const searchRows = (unit: Unit, pace = usualPace): SearchRows => ({
  find: async ({ filter, person, limit, purpose = 'page', from, isRising = false }) => {
    const words = filter.flatMap(({ test, isNegated }) => (test.kind === 'contains' && !isNegated ? [test.text] : []))
    if (words.length === 0) return undefined
    const people = await peopleNamed(unit, filter)
    // Row-level security keeps a text index from being used: see the migration that makes the finder.
    const [read] = await unit.query<{ queries: string[]; last: number | null }>(
      `select set_config('role', left(current_user, 56) || '_finder', true),
         array(select query_of(word)::text from unnest($1::text[]) word) as queries, (select max(number) from tickets) as last`,
      [words],
    )
    const queries = read!.queries.filter((query) => query !== '')
    const asked = { me: person, now: unit.now, texts: 'words', people } as const
    const last = Number(read!.last ?? 0)
    const found =
      queries.length === 0
        ? undefined
        : await lookThrough(unit, {
            filter,
            asked,
            queries,
            limit,
            from: from ?? (isRising ? 0 : last + 1),
            isRising,
            last,
            effort: pace.hits * steps[purpose],
            pace,
          })
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

/** A few hundredths of a second, however large the desk is. */
const steps = { page: 4, count: 2 } as const

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
      shelvesOf(unit.desk, { lower, upper: number }),
      number,
      stems,
      Math.max(2, Math.ceil(stems.length / 2)),
    ],
  )
}
