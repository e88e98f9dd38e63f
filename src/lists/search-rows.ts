import { defined } from '../platform'
import { EntitySchema } from 'typeorm'
import { Refusal } from '../core/refusal'
import type { FilterTerm } from '../model/filter-term'
import type { Unit } from '../store/transaction'
import type { Ticket } from '../model/ticket'
import type { Filter } from '../model/filter'
import type { Asked } from './filter-sql'
import { peopleNamed } from './named-rows'
import {
  scanThrough,
  shelfBits,
  shelvesOf,
  usualEffort,
  type Found,
  type Scan,
  type ScanEffort,
} from './search-scan-rows'
import { ofDesk } from '../store/columns'

export interface Ask {
  readonly filter: Filter
  /** Person behind `me`: who asks. */
  readonly person: string
  readonly limit: number
  readonly purpose?: 'page' | 'count'
  /** Only tickets below this number, or above it when rising. */
  readonly from?: number
  /** The lowest numbers first. */
  readonly isRising?: boolean
}
/** Tickets that have what was typed as it stands come before those that have its parts: "192.168.1". */
export type Rank = 0 | 1
export interface RankedAsk extends Ask {
  /** Rank of `from`. */
  readonly rank?: Rank
  /** The last rank first. */
  readonly isBack?: boolean
}
export interface Ranked {
  readonly tickets: readonly { readonly number: number; readonly rank: Rank }[]
  /** As in `Found`, of this rank. */
  readonly until?: { readonly number: number; readonly rank: Rank }
}

export const ticketWordSchema = new EntitySchema({
  name: 'ticket-word',
  tableName: 'ticket_words',
  columns: {
    ...ofDesk,
    ticket: { type: 'bigint', primary: true },
    part: { type: 'int', primary: true },
    words: { type: 'tsvector' },
  },
})

export interface SearchRows {
  /**
   * The newest tickets that have the filter's words and fit all else it says. Undefined when it has no words to look for,
   * or only such as "the". Throws Refusal when these are all it says: every ticket would fit.
   */
  find(ask: Ask): Promise<Found | undefined>
  /** As `find`, with what has the words as they were typed first. */
  findRanked(ask: RankedAsk): Promise<Ranked | undefined>
  /** Stems by which these words are found. */
  stems(words: string): Promise<string[]>
  /** Solved tickets, of the latest thousands, that have at least half of this one's subject's words, and two: the likest first. */
  similar(ticket: Pick<Ticket, 'number' | 'subject'>): Promise<Pick<Ticket, 'number' | 'subject'>[]>
}

/** Query to the text index. */
interface Sought {
  readonly queries: readonly string[]
  /** Of those among them that stand together, as they stand. */
  readonly wholes: readonly string[]
  readonly last: number
}

const hasWords = (filter: Filter) => filter.some(({ test }) => test.kind === 'contains')
const textsOf = (filter: Filter, isNegated: boolean): string[] =>
  filter.flatMap((term) => (term.test.kind === 'contains' && term.isNegated === isNegated ? [term.test.text] : []))

/** Undefined: there is nothing to look for in the text index. Afterwards the transaction is in the role of the finder. */
const readSought = async (unit: Unit, filter: Filter): Promise<Sought | undefined> => {
  const wanted = textsOf(filter, false)
  const isWordsAlone = filter.length > 0 && filter.every(({ test }) => test.kind === 'contains')
  if (wanted.length === 0 && !isWordsAlone) return undefined
  // Row-level security keeps a text index from being used: see the migration that makes the finder.
  const read = await unit.first<{ queries: string[]; wholes: string[]; unwanted: string[]; last: number | null }>(
    `select set_config('role', left(current_user, 56) || '_finder', true),
       array(select query_of(word)::text from unnest($1::text[]) word) as queries,
       array(select whole::text from unnest($1::text[]) word cross join lateral whole_of(word) whole where whole is not null) as wholes,
       array(select query_of(word)::text from unnest($2::text[]) word) as unwanted,
       (select max(number) from tickets) as last`,
    [wanted, isWordsAlone ? textsOf(filter, true) : []],
  )
  const queries = read!.queries.filter((query) => query !== '')
  if (queries.length > 0) return { queries, wholes: read!.wholes, last: Number(read!.last ?? 0) }
  await leaveFinder(unit)
  if (isWordsAlone && read!.unwanted.every((query) => query === ''))
    throw new Refusal('too-common', { words: [...wanted, ...textsOf(filter, true)].join(' ') })
  return undefined
}
const leaveFinder = async (unit: Unit) => unit.rows(`select set_config('role', 'none', true)`)

export const searchRows = (unit: Unit, pace = usualEffort, terms: readonly FilterTerm[] = []): SearchRows => ({
  find: async (ask) => {
    if (!hasWords(ask.filter)) return undefined
    const people = await peopleNamed(unit, ask.filter)
    const sought = await readSought(unit, ask.filter)
    if (sought === undefined) return undefined
    const found = await scanThrough(unit, lookFor(unit, pace, ask, sought, { people, terms }))
    await leaveFinder(unit)
    return found
  },
  findRanked: async ({ rank, isBack = false, from, ...ask }) => {
    if (!hasWords(ask.filter)) return undefined
    const people = await peopleNamed(unit, ask.filter)
    const sought = await readSought(unit, ask.filter)
    if (sought === undefined) return undefined
    const usual = lookFor(unit, pace, ask, sought, { people, terms })
    const ranks: readonly Rank[] = sought.wholes.length === 0 ? [0] : isBack ? [1, 0] : [0, 1]
    const tickets: { number: number; rank: Rank }[] = []
    let until: Ranked['until']
    for (const one of ranks.slice(Math.max(0, ranks.indexOf(rank ?? ranks[0]!)))) {
      const look: Scan = {
        ...usual,
        ...(from !== undefined && one === rank ? { from } : {}),
        ...(sought.wholes.length === 0
          ? {}
          : one === 0
            ? asTyped(sought)
            : { wholes: { queries: sought.wholes, isWanted: false } }),
        limit: ask.limit - tickets.length,
      }
      const found = await scanThrough(unit, look)
      tickets.push(...found.numbers.map((number) => ({ number, rank: one })))
      if (found.until !== undefined) until = { number: found.until, rank: one }
      if (until !== undefined || tickets.length >= ask.limit) break
    }
    await leaveFinder(unit)
    return { tickets, ...defined({ until }) }
  },
  stems: async (words) => {
    const stems = await unit.value<string[]>('select tsvector_to_array(words_of($1)) as stems', [words])
    // Of what stands together its parts stand out, and a word in capitals whatever it is.
    return stems.filter((stem) => !stem.includes('.')).map((stem) => stem.toLowerCase())
  },
  similar: async ({ number, subject }) => {
    const own = await unit.value<string[]>(
      `select tsvector_to_array(to_tsvector('words_en', translate(word_text($1), '-', ' '))) as stems, set_config('role', left(current_user, 56) || '_finder', true)`,
      [subject],
    )
    const stems = [...own].sort((a, b) => b.length - a.length).slice(0, mostCompared)
    const found = stems.length < 2 ? [] : await lookAlike(unit, number, stems)
    await unit.rows(`select set_config('role', 'none', true)`)
    return found
  },
})

const asTyped = ({ queries, wholes }: Sought): Pick<Scan, 'queries' | 'wholes'> => ({
  queries: [...queries, ...wholes],
  wholes: { queries: wholes, isWanted: true },
})

const lookFor = (
  unit: Unit,
  pace: ScanEffort,
  { filter, person, limit, purpose = 'page', from, isRising = false }: Ask,
  { queries, last }: Sought,
  names: Pick<Asked, 'people' | 'terms'>,
): Scan => ({
  filter,
  asked: { me: person, now: unit.now, texts: 'words', ...names },
  queries,
  limit,
  from: from ?? (isRising ? 0 : last + 1),
  isRising,
  last,
  effort: pace.hits * steps[purpose],
  pace,
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
  return unit.rows<Pick<Ticket, 'number' | 'subject'>>(
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

declare module '../core/tx' {
  interface RowSets {
    readonly search: SearchRows
  }
}
