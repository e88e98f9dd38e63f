import { RE2JS } from 're2js'
import { foldText } from '../platform'
import { Refusal } from '../core/refusal'
import { readDuration } from '../core/duration'
import { priorities, statuses } from './ticket'
import { fieldNamed, slipOf, slug, statusNames, valueNamed } from './filter-names'

/**
 * One language for lists, policies and rules: terms that must all hold. `priority:high,urgent tag:billing -tag:spam
 * subject:vpn text:/cert(ificate)?/ age>2h`; a word alone is one that subject or text must have.
 */
export type Filter = readonly Term[]
export interface Term {
  /** `own`: a field of tickets by the name `name`. */
  readonly field: FilterField
  readonly name?: string
  readonly test: Test
  readonly isNegated: boolean
}
export type Test =
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  /** As it was typed: capitals may tell. */
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'matches'; readonly pattern: string }
  | { readonly kind: 'longer' | 'shorter'; readonly ms: number }
  /** As typed: what it means depends on what the field holds. */
  | { readonly kind: 'value'; readonly sign: Sign; readonly values: readonly string[] }
type Sign = ':' | '>' | '<'

const listed = ['status', 'priority', 'tag', 'queue', 'team', 'from', 'owner', 'network', 'overdue'] as const
const written = ['subject', 'text', 'words'] as const
const timed = ['age', 'idle'] as const
export const filterFields = [...listed, ...written, ...timed] as const
export type FilterField = (typeof filterFields)[number] | 'own'

/** Value of a ticket's field: one of these. */
export interface Held {
  readonly choice: string | null
  readonly text: string | null
  readonly number: number | null
  readonly at: Date | null
}

/** The names that a desk itself gave: of fields of its tickets, and of statuses. */
export interface OwnNames {
  readonly fields: readonly string[]
  readonly statuses: readonly string[]
  /** Other names of these, in every language, by how they are typed: of a field, a status, and by field its choices. */
  readonly called?: {
    readonly fields: ReadonlyMap<string, string>
    readonly statuses: ReadonlyMap<string, string>
    readonly choices: ReadonlyMap<string, ReadonlyMap<string, string>>
  }
}

/** Facts that a filter looks at. `owner` and `from` are names in lower case; `text` is the latest message. */
export interface FilterFacts {
  readonly status: string
  /** The desk's own, beside the one of ours that it stands for. */
  readonly ownStatus: string | null
  readonly priority: string
  readonly tags: readonly string[]
  /** Values of the ticket's fields, by name. */
  readonly fields: ReadonlyMap<string, Held>
  readonly queue: string
  /** Empty when it is meant for no team. */
  readonly team: string
  readonly from: string
  readonly owner: string
  readonly network: string
  readonly overdue: boolean
  readonly subject: string
  readonly text: string
  /** Milliseconds since it was opened, and since the last message. */
  readonly age: number
  readonly idle: number
  readonly now: Date
}

export const foldWords = foldText
export { slug }

/** A status as filters write it, whatever language it was typed in: one of ours, or the name of one of the desk's own. */
export const statusName = (typed: string, own?: OwnNames): string => {
  const folded = foldWords(typed).replaceAll(/[^a-z0-9_]+/g, '_')
  if (own?.statuses.includes(folded) === true) return folded
  return own?.called?.statuses.get(slug(typed)) ?? statusNames.get(slug(typed)) ?? folded
}
export const isOneOfOurs = (status: string): boolean => (statuses as readonly string[]).includes(status)

const closed: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['priority', priorities],
  ['overdue', ['yes', 'no']],
])
const longestPattern = 500
/** RE2's instructions: its time grows with them, and with the text. */
const largestPattern = 400
const longestSearched = 20_000

/** A value in the quotes that phones and Spanish put, or in single ones, in straight ones. */
const withStraightQuotes = (typed: string): string =>
  typed.replaceAll(
    /"(?:[^"\\]|\\.)*"|(?<=[\p{L}\p{N}_”»"][:<>,])(?:[“”„]([^“”„"]*)[“”"]|«([^«»"]*)»|[‘’']([^‘’'"]*)[’'](?=[\s,]|$))/gu,
    (whole, curly?: string, angled?: string, single?: string) => {
      const value = curly ?? angled ?? single
      return value === undefined ? whole : `"${value.replaceAll('\\', '\\\\')}"`
    },
  )

/** Words by spaces; quotes keep spaces, and slashes keep all between them. */
export const tokensOf = (typed: string): string[] =>
  [
    ...withStraightQuotes(typed).matchAll(
      /-?(?:\p{L}[\p{L}\p{N}_]*(?::|>|<))?(?:"(?:[^"\\]|\\.)*"|\/(?:[^/\\]|\\.)+\/|[^\s"]+)+/gu,
    ),
  ].map(([word]) => word)

const unquoted = (value: string): string =>
  value.startsWith('"') && value.endsWith('"') && value.length > 1
    ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1')
    : value

/**
 * Throws Refusal at the field `filter`, telling the term, what is wrong and what is allowed. Without `own` any name is
 * taken for one of the desk's, as in a filter that was looked at when it was saved.
 */
export const parseFilter = (typed: string, own?: OwnNames): Filter => termsOf(tokensOf(typed), { own, isSearch: false })

interface Reading {
  readonly own: OwnNames | undefined
  /** People paste what they look for: a name that no filter has begins words like any others. */
  readonly isSearch: boolean
}
export const termsOf = (tokens: readonly string[], reading: Reading): Filter =>
  tokens.map((raw) => parseTerm(raw, reading))

const fault = (term: string, allowed: string): Refusal => new Refusal('bad-filter', { term, allowed }, 'filter')

const isNegative = (raw: string) => /^-[^\s-]/u.test(raw)
const named = (raw: string) => /^-?(\p{L}[\p{L}\p{N}_]*)(:|>|<)(.*)$/su.exec(raw)

const parseTerm = (raw: string, reading: Reading): Term => {
  const { own, isSearch } = reading
  const isNegated = isNegative(raw)
  const bare = isNegated ? raw.slice(1) : raw
  const [, typed = '', sign, value = ''] = named(bare) ?? []
  const field = fieldOf(typed, own)
  if (sign === undefined || (field === undefined && isSearch))
    return { field: 'words', test: isSearch ? words(unquoted(bare)) : textTest(unquoted(bare), raw), isNegated }
  if (field === undefined) throw unknownName(raw, typed, own)
  if (typeof field === 'object') return ownTerm(field.own, sign as Sign, value, { raw, own, isNegated })
  if (value === '') throw fault(raw, `${field}${sign}…`)
  if (isOneOf(timed, field)) return { field, test: spanTest(sign, value, raw), isNegated }
  if (sign !== ':') throw fault(raw, `${field}:…`)
  return {
    field,
    test: isOneOf(listed, field) ? listTest(field, value, raw, own) : textTest(unquoted(value), raw),
    isNegated,
  }
}

/** One of the desk's own comes before a name in another language; undefined: nothing is called so. */
const fieldOf = (typed: string, own: OwnNames | undefined): FilterField | { readonly own: string } | undefined => {
  const folded = foldWords(typed)
  const usual = (name: string) => filterFields.find((one) => one === name && one !== 'words')
  const found = usual(folded)
  if (found !== undefined) return found
  if (own === undefined) return folded === 'words' ? undefined : { own: folded }
  const mine = own.fields.includes(folded) ? folded : own.called?.fields.get(slug(typed))
  return mine === undefined ? usual(fieldNamed(typed)) : { own: mine }
}

const namesKnown = (own: OwnNames | undefined): string[] => [
  ...filterFields.filter((one) => one !== 'words'),
  ...(own?.fields ?? []),
]
const unknownName = (raw: string, typed: string, own: OwnNames | undefined): Refusal => {
  const meant = slipOf(typed, namesKnown(own))
  return fault(raw, (meant === undefined ? namesKnown(own) : [`${meant}:…`]).join(', '))
}

/** The filters that some of these words may have been meant as: `status:open` for `staus:open`. */
export const nearMisses = (
  tokens: readonly string[],
  own: OwnNames,
): { readonly typed: string; readonly meant: string }[] =>
  tokens.flatMap((raw) => {
    const [, typed = '', sign = '', value = ''] = named(raw) ?? []
    if (sign === '' || fieldOf(typed, own) !== undefined) return []
    const meant = slipOf(typed, [...namesKnown(own), 'sort'])
    return meant === undefined
      ? []
      : [{ typed: raw, meant: `${isNegative(raw) ? '-' : ''}${meant}${sign}${value || '…'}` }]
  })

interface Spelling {
  readonly raw: string
  readonly own: OwnNames | undefined
  readonly isNegated: boolean
}
const ownTerm = (name: string, sign: Sign, value: string, { raw, own, isNegated }: Spelling): Term => {
  const { values } = listTest(name, value, raw, own)
  if (sign !== ':' && (values.length > 1 || readBound(values[0]!) === undefined))
    throw fault(raw, `${name}${sign}5, ${name}${sign}2d, ${name}${sign}2026-03-01`)
  return { field: 'own', name, test: { kind: 'value', sign, values }, isNegated }
}

type Bound = { readonly number: number } | { readonly ms: number } | { readonly at: Date }
/** Reads what a number or a moment is compared with. A bare number is no time: `seats>5`. */
export const readBound = (value: string): Bound | undefined => {
  if (/^-?\d{1,15}(\.\d{1,9})?$/.test(value)) return { number: Number(value) }
  const ms = readDuration(value)
  if (ms !== undefined) return { ms }
  const at = /^\d{4}-\d\d-\d\d/.test(value) ? new Date(value) : undefined
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : { at }
}

/** `2d` is two days from now. */
export const momentOf = (bound: Exclude<Bound, { number: number }>, now: Date): Date =>
  'at' in bound ? bound.at : new Date(now.getTime() + bound.ms)

const isOneOf = <const L extends readonly FilterField[]>(list: L, field: FilterField): field is L[number] =>
  list.includes(field)

const listTest = (field: string, value: string, raw: string, own?: OwnNames): Test & { kind: 'one-of' } => {
  const values = [...value.matchAll(/"(?:[^"\\]|\\.)*"|[^,"]+/g)].map(([one]) => {
    const bare = unquoted(one.trim()).replace(/^[#@]/, '')
    if (field === 'status') return statusName(bare, own)
    return (
      own?.called?.choices.get(field)?.get(slug(bare)) ??
      foldWords(valueNamed(isOneOf(listed, field as FilterField) ? field : 'own', bare))
    )
  })
  const allowed = field === 'status' ? own && [...statuses, ...own.statuses] : closed.get(field)
  const wrong = values.find((one) => one === '' || (allowed !== undefined && !allowed.includes(one)))
  if (wrong !== undefined || values.length === 0) throw fault(raw, allowed?.join(', ') ?? `${field}:…`)
  return { kind: 'one-of', values: [...new Set(values)] }
}

const words = (value: string): Test => ({ kind: 'contains', text: value })

const textTest = (value: string, raw: string): Test => {
  const pattern = /^\/(.+)\/$/su.exec(value)?.[1]
  if (pattern === undefined) return words(value)
  if (pattern.length > longestPattern) throw fault(raw, `/…/ ≤ ${longestPattern}`)
  try {
    if (compile(pattern).programSize() > largestPattern) throw new Error('{1,30}')
  } catch (error) {
    throw fault(raw, (error as Error).message)
  }
  return { kind: 'matches', pattern }
}

const spanTest = (sign: string, value: string, raw: string): Test => {
  const ms = readDuration(value)
  if (ms === undefined || sign === ':') throw fault(raw, 'age>2h, age<30m, idle>1d')
  return { kind: sign === '>' ? 'longer' : 'shorter', ms }
}

/** RE2: linear in the text, whatever an admin typed. */
const compile = (pattern: string): RE2JS => RE2JS.compile(pattern.replaceAll('\\/', '/'), RE2JS.CASE_INSENSITIVE)

export const printFilter = (filter: Filter): string => filter.map(printTerm).join(' ')

const quoted = (value: string): string =>
  /^[\p{L}\p{N}._#@+]+[\p{L}\p{N}._#@+-]*$/u.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`

const printTerm = ({ field, name: own, test, isNegated }: Term): string => {
  const sign = isNegated ? '-' : ''
  const name = field === 'words' ? '' : `${field}:`
  switch (test.kind) {
    case 'one-of':
      return `${sign}${name}${test.values.map(quoted).join(',')}`
    case 'contains':
      return `${sign}${name}${quoted(test.text)}`
    case 'matches':
      return `${sign}${name}/${test.pattern}/`
    case 'longer':
      return `${sign}${field}>${Math.round(test.ms / 1000)}s`
    case 'shorter':
      return `${sign}${field}<${Math.round(test.ms / 1000)}s`
    case 'value':
      return `${sign}${own}${test.sign}${test.values.map(quoted).join(',')}`
  }
}

export const matches = (filter: Filter, facts: FilterFacts): boolean =>
  filter.every((term) => holds(term, facts) !== term.isNegated)

const holds = ({ field, name, test }: Term, facts: FilterFacts): boolean => {
  switch (test.kind) {
    case 'one-of':
      return valuesOf(field, facts).some(
        (value) => test.values.includes(foldWords(value)) || isFirstName(field, value, test.values),
      )
    case 'contains':
      return valuesOf(field, facts).some((value) => foldWords(value).includes(foldWords(partOf(test.text))))
    case 'matches':
      return valuesOf(field, facts).some((value) => compile(test.pattern).test(value.slice(0, longestSearched)))
    case 'longer':
      return (field === 'age' ? facts.age : facts.idle) > test.ms
    case 'shorter':
      return (field === 'age' ? facts.age : facts.idle) < test.ms
    case 'value':
      return holdsOwn(facts.fields.get(name ?? ''), test, facts.now)
  }
}

const holdsOwn = (held: Held | undefined, { sign, values }: Test & { kind: 'value' }, now: Date): boolean => {
  if (sign !== ':') return held !== undefined && isBeyond(held, sign, readBound(values[0]!)!, now)
  return values.some((value) => {
    if (value === 'none' || value === 'any') return (held === undefined) === (value === 'none')
    if (held === undefined) return false
    if (held.at !== null) return value === 'overdue' && held.at < now
    if (held.number !== null) return Number(value) === held.number
    return held.text === null ? held.choice === slug(value) : foldWords(held.text).includes(value)
  })
}

const isBeyond = ({ number, at }: Held, sign: Sign, bound: Bound, now: Date): boolean => {
  const held = 'number' in bound ? number : at?.getTime()
  const than = 'number' in bound ? bound.number : momentOf(bound, now).getTime()
  return held != null && (sign === '>' ? held > than : held < than)
}
/** `vpn*` is for searches, where a word alone is a whole one. */
export const partOf = (text: string): string => text.replace(/\*$/, '')

/** `from:ana` means every Ana. */
const isFirstName = (field: FilterField, name: string, values: readonly string[]) =>
  (field === 'from' || field === 'owner') && values.some((one) => foldWords(name).startsWith(`${one} `))

const valuesOf = (field: FilterField, facts: FilterFacts): readonly string[] => {
  switch (field) {
    case 'status':
      return facts.ownStatus === null ? [facts.status] : [facts.status, facts.ownStatus]
    case 'tag':
      return facts.tags
    case 'overdue':
      return [facts.overdue ? 'yes' : 'no']
    case 'words':
      return [facts.subject, facts.text]
    case 'owner':
      return [facts.owner === '' ? 'nobody' : facts.owner]
    case 'team':
      return [facts.team === '' ? 'none' : facts.team]
    case 'age':
    case 'idle':
    case 'own':
      return []
    default:
      return [facts[field]]
  }
}
