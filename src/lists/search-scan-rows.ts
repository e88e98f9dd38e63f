import type { Unit } from '../store/transaction'
import type { Filter, Term } from '../model/filter'
import { filterSql, type Asked, type Condition } from './filter-sql'
import { isOpenOnly } from '../model/ticket-query'

export interface Scan {
  readonly filter: Filter
  readonly asked: Asked
  /** As `query_of` in the database reads each of the words that a ticket must have. */
  readonly queries: readonly string[]
  /** Only the tickets that have all of these as well, or only the others. */
  readonly wholes?: { readonly queries: readonly string[]; readonly isWanted: boolean }
  readonly limit: number
  /** Only tickets below this number, or above it when rising. */
  readonly from: number
  readonly isRising: boolean
  /** The desk's last number. */
  readonly last: number
  /** So many hits, or what costs as much, are looked at. */
  readonly effort: number
  readonly pace: ScanEffort
}
/** Amount of one step: hits of the text index in their rows, or candidates of another index in their words, which cost more. */
export interface ScanEffort {
  /** Ticket numbers of the first step, about which nothing is known yet. */
  readonly width: number
  readonly hits: number
  readonly candidates: number
  /** So many of those that words fit are put in another order than that of their numbers. */
  readonly ordered: number
}
export const usualEffort: ScanEffort = { width: 2048, hits: 1500, candidates: 700, ordered: 1000 }
export interface Found {
  readonly numbers: number[]
  /** Number beyond which nothing was looked at: it would have taken too long. */
  readonly until?: number
}

/** As `shelf_of` in the database has it: so many tickets share one word of the text index. */
export const shelfBits = 12
const growth = 16
const mostShelves = 64

/** A word that begins so in one of fifty tickets. */
const scannedFrom = 0.02

interface Way {
  readonly byShelf: boolean
  /** Hits of a ticket in the range before. */
  readonly density: number
}
/** `[lower, upper)` */
interface Range {
  readonly lower: number
  readonly upper: number
}

/**
 * The tickets that fit, in the order of their numbers. A step takes the way that leads furthest for the same effort: from
 * the hits of the text index to the rest of the filter, or from the candidates of another index to the words.
 */
export const scanThrough = async (unit: Unit, look: Scan): Promise<Found> => {
  const { isRising, last, limit, pace } = look
  const numbers: number[] = []
  const isOver = (at: number) => (isRising ? at > last : at <= 0)
  /** Everything on this side of it was looked at; exclusive when falling. */
  let at = isRising ? look.from + 1 : Math.min(look.from, last + 1)
  let width = pace.width
  let effort = 0
  let density = 1
  while (!isOver(at) && numbers.length < limit) {
    if (effort >= look.effort) return { numbers, until: isRising ? at - 1 : at }
    const wanted = { ...look, limit: limit - numbers.length }
    const source = effort === 0 ? undefined : await furthest(unit, look, at, width)
    if (source !== undefined) {
      const { found, reached } = await amongCandidates(unit, wanted, source, at)
      numbers.push(...found)
      effort += pace.hits
      at = reached ?? (isRising ? last + 1 : 0)
      continue
    }
    const range = isRising
      ? { lower: at, upper: Math.min(at + width, last + 1) }
      : { lower: Math.max(at - width, 0), upper: at }
    const { hits, found } = await amongHits(unit, wanted, range, { byShelf: effort > 0, density })
    numbers.push(...found)
    at = isRising ? range.upper : range.lower
    // Even a step that found nothing took its while.
    effort += Math.max(hits, pace.hits / 30)
    density = (hits + 1) / (range.upper - range.lower)
    width = Math.min(width * growth, Math.ceil(pace.hits / density))
  }
  return { numbers: numbers.slice(0, limit) }
}

const amongHits = async (unit: Unit, look: Scan, range: Range, { byShelf, density }: Way) => {
  const { queries, limit } = look
  const { sql, values } = conditionOf(look, look.filter.filter(isChecked))
  const n = values.length
  const order = look.isRising ? 'asc' : 'desc'
  // The index puts together all that begins so on the whole desk: where it is much, reading ticket by ticket is quicker.
  const isScanned = !byShelf || (density > scannedFrom && queries.some((query) => query.includes(':*')))
  const row = await unit.first<{ hits: number; numbers: number[] | null }>(
    `with hit as materialized (
       select distinct w.ticket from ticket_words w
       where w.desk = $${n + 1} and (w.words @@ ($${n + 2}::tsquery && $${n + 3}::tsquery))${isScanned ? ' is true' : ''} and w.ticket >= $${n + 4} and w.ticket < $${n + 5}
       ${queries.length > 1 ? acrossParts(n) : ''}),
     fit as (
       select t.number from hit h join tickets t on t.desk = $${n + 1} and t.number = h.ticket
       where t.number >= $${n + 4} and t.number < $${n + 5} and ${sql}
       order by t.number ${order} limit ${limit})
     select (select count(*) from hit) as hits, (select array_agg(number order by number ${order}) from fit) as numbers`,
    [
      ...values,
      unit.desk,
      queries.map((query) => `(${query})`).join(' & '),
      isScanned ? '' : shelvesOf(unit.desk, range),
      range.lower,
      range.upper,
      ...(queries.length > 1 ? [queries] : []),
    ],
  )
  return { hits: Number(row!.hits), found: (row!.numbers ?? []).map(Number) }
}

const conditionOf = ({ asked, wholes }: Scan, filter: Filter, before: readonly unknown[] = []): Condition => {
  const { sql, values } = filterSql(filter, asked, before)
  if (wholes === undefined) return { sql, values }
  return {
    sql: `${sql} and ${wholes.isWanted ? 'not ' : ''}exists (
      select from unnest($${values.length + 1}::text[]) whole where not exists (
        select from ticket_words w where w.desk = t.desk and w.ticket = t.number and w.words @@ whole::tsquery offset 0))`,
    values: [...values, wholes.queries],
  }
}

/** The hits say already that these words are there. */
const isChecked = ({ field, test, isNegated }: Term) => field !== 'words' || isNegated || test.kind !== 'contains'

/** Long conversations, whose words are kept in parts: one word may be in this part, another in that. */
const acrossParts = (n: number) => `union
  select p.ticket from ticket_words p
  where p.desk = $${n + 1} and p.part = 1 and p.ticket >= $${n + 4} and p.ticket < $${n + 5} and not exists (
    select from unnest($${n + 6}::text[]) word where not exists (
      select from ticket_words w where w.desk = p.desk and w.ticket = p.ticket and w.words @@ word::tsquery))`

/** The index has no ranges of numbers: a word for each shelf, as long as there are few. */
export const shelvesOf = (desk: string, { lower, upper }: Range): string => {
  const first = lower >> shelfBits
  const last = (upper - 1) >> shelfBits
  if (last - first >= mostShelves) return ''
  return Array.from({ length: last - first + 1 }, (_, index) => `'@${desk}/${first + index}'`).join(' | ')
}

interface Source {
  readonly column: string
  /** $1 is the desk, $2 the value. */
  readonly from: string
  readonly value?: unknown
}

/** Terms of the filter with an index of their own that goes by ticket numbers. */
const sourcesOf = ({ filter, asked }: Scan): Source[] => {
  const named = filter.flatMap(({ field, test, isNegated }): Source[] => {
    if (isNegated || test.kind !== 'one-of' || test.values.length > 1) return []
    const [value] = test.values
    if (field === 'tag')
      return [{ column: 'g.ticket', from: 'ticket_tags g where g.desk = $1 and g.called = $2', value }]
    const people = value === 'me' ? [asked.me] : (asked.people.get(value!) ?? [])
    return field === 'from' && people.length === 1
      ? [{ column: 't.number', from: 'tickets t where t.desk = $1 and t.requester = $2', value: people[0] }]
      : []
  })
  const open = { column: 't.number', from: `tickets t where t.desk = $1 and t.status not in ('solved', 'closed')` }
  return isOpenOnly(filter) ? [...named, open] : named
}

const candidatesOf = ({ column, from, value }: Source, { isRising, pace }: Scan, at: number) => {
  const values = value === undefined ? [at] : [value, at]
  const compared = `${isRising ? '>=' : '<'} $${values.length + 1}`
  return {
    sql: `select ${column} as ticket from ${from} and ${column} ${compared}
      order by ${column} ${isRising ? 'asc' : 'desc'} limit ${pace.candidates}`,
    values,
  }
}

/** The source whose candidates reach further from here than the text index would; undefined when none does. */
const furthest = async (unit: Unit, look: Scan, at: number, width: number): Promise<Source | undefined> => {
  const { isRising } = look
  let best: { source: Source; reach: number } | undefined
  for (const source of sourcesOf(look)) {
    const { sql, values } = candidatesOf(source, look, at)
    const row = await unit.first<{ count: number; end: number | null }>(
      `select count(*) as count, ${isRising ? 'max' : 'min'}(ticket) as end from (${sql}) candidate`,
      [unit.desk, ...values],
    )
    const reach = Number(row!.count) < look.pace.candidates ? Infinity : Math.abs(Number(row!.end) - at)
    if (reach > (best?.reach ?? width)) best = { source, reach }
  }
  return best?.source
}

const amongCandidates = async (unit: Unit, look: Scan, source: Source, at: number) => {
  const { filter, limit, isRising } = look
  const candidates = candidatesOf(source, look, at)
  const order = isRising ? 'asc' : 'desc'
  const before = [unit.desk, ...candidates.values]
  const { sql, values } = conditionOf(look, filter, before)
  const row = await unit.first<{ count: number; end: number | null; numbers: number[] | null }>(
    `with candidate as materialized (${candidates.sql}),
     fit as (
       select t.number from candidate c join tickets t on t.desk = $1 and t.number = c.ticket where ${sql}
       order by t.number ${order} limit ${limit})
     select (select count(*) from candidate) as count, (select ${isRising ? 'max' : 'min'}(ticket) from candidate) as end,
       (select array_agg(number order by number ${order}) from fit) as numbers`,
    [...values],
  )
  const isAll = Number(row!.count) < look.pace.candidates
  return {
    found: (row!.numbers ?? []).map(Number),
    reached: isAll ? undefined : Number(row!.end) + (isRising ? 1 : 0),
  }
}
