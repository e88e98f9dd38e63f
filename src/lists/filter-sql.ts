import { Refusal } from '../core/refusal'
import type { Filter, Term } from '../model/filter'
import type { FilterTerm } from '../model/filter-term'
import { meantBy } from './named-rows'
import { foldWords, isOneOfOurs, momentOf, partOf, printFilter, readBound, slug } from '../model/filter'

/** A condition on `tickets t`, and the values that it refers to as $1, $2, …. */
export interface Condition {
  readonly sql: string
  readonly values: readonly unknown[]
}

export interface Asked {
  /** Person behind `me`: who asks. */
  readonly me: string
  readonly now: Date
  /** `words`: whole words in any form, by the text index, as people look for them; `parts`: anywhere, as rules compare. */
  readonly texts: 'words' | 'parts'
  /** People meant by each name in the filter, see `peopleNamed`. */
  readonly people: ReadonlyMap<string, readonly string[]>
  /** Terms that slices bring. */
  readonly terms?: readonly FilterTerm[]
}

/** SQL of a filter. Refuses patterns: a list cannot run them. `before`: values that come first. */
export const filterSql = (filter: Filter, asked: Asked, before: readonly unknown[] = []): Condition => {
  const values: unknown[] = [...before]
  const value = (one: unknown) => {
    values.push(one)
    return `$${values.length}`
  }
  const terms = filter.map((term) => `${term.isNegated ? 'not ' : ''}(${termSql(term, value, asked)})`)
  return { sql: terms.join(' and ') || 'true', values }
}

type Value = (one: unknown) => string

const termSql = (term: Term, value: Value, asked: Asked): string => {
  const { field, name, test } = term
  const { now, texts } = asked
  switch (test.kind) {
    case 'one-of':
      return listSql(field, test.values, value, asked)
    case 'contains':
      return texts === 'words'
        ? wordsSql(field, value(test.text))
        : partsSql(field, value(foldWords(partOf(test.text))))
    case 'longer':
    case 'shorter': {
      const moment = value(new Date(now.getTime() - test.ms))
      return `t.${field === 'age' ? 'created_at' : 'updated_at'} ${test.kind === 'longer' ? '<' : '>'} ${moment}::timestamptz`
    }
    case 'value':
      return ownSql(heldIn(name ?? '', value, asked.terms), test, value, now)
    case 'matches':
      throw new Refusal('bad-filter', { term: printFilter([term]), allowed: 'subject:…, text:…' }, 'filter')
  }
}

type HeldIn = (condition: string) => string
/** Storage of what a ticket holds under a name. */
const heldIn = (name: string, value: Value, terms: readonly FilterTerm[] = []): HeldIn => {
  const term = terms.find((one) => one.name === name)
  if (term !== undefined)
    return (condition) => `exists (select 1 from (${term.rows}) f where f.ticket = t.number and (${condition}))`
  const field = value(name)
  return (condition) =>
    `exists (select 1 from ticket_fields f where f.ticket = t.number and f.field = ${field} and (${condition}))`
}

/** A field holds one of choice, text, number and moment: a condition on another of them is false. */
const ownSql = (held: HeldIn, { sign, values }: Term['test'] & { kind: 'value' }, value: Value, now: Date): string => {
  if (sign === ':')
    return values
      .map((one) => {
        if (one === 'none') return `not ${held('true')}`
        if (one === 'any') return held('true')
        if (one === 'overdue') return held(`f.at < ${value(now)}::timestamptz`)
        const bound = readBound(one)
        const number = bound !== undefined && 'number' in bound ? ` or f.number = ${value(bound.number)}::float8` : ''
        return held(`f.choice = ${value(slug(one))} or position(${value(one)} in fold(f.text)) > 0${number}`)
      })
      .join(' or ')
  const bound = readBound(values[0]!)!
  if ('number' in bound) return held(`f.number ${sign} ${value(bound.number)}::float8`)
  return held(`f.at ${sign} ${value(momentOf(bound, now))}::timestamptz`)
}

const listSql = (field: Term['field'], values: readonly string[], value: Value, asked: Asked): string => {
  switch (field) {
    case 'tag':
      return `exists (select 1 from ticket_tags g where g.desk = t.desk and g.ticket = t.number and g.called ${anyOf(values, value)})`
    case 'queue':
      return `t.queue = any(array(select q.id from queues q where fold(q.name) = any(${value(values)})))`
    case 'team': {
      const isNone = values.includes('none') ? ' or t.team is null' : ''
      return `t.team is not null and t.team = any(array(select c.id from teams c where fold(c.name) = any(${value(values)})))${isNone}`
    }
    case 'network':
      return `exists (select 1 from rooms r where r.desk = t.desk and r.ticket = t.number and r.side = 'customer' and r.platform = any(${value(values)}))`
    case 'overdue':
      return `case when t.overdue then 'yes' else 'no' end = any(${value(values)})`
    case 'owner': {
      const isNobodys = values.includes('nobody') ? ['t.assignee is null'] : []
      const named = personSql(
        't.assignee',
        values.filter((one) => one !== 'nobody'),
        value,
        asked,
      )
      return [...isNobodys, ...named].join(' or ')
    }
    case 'status': {
      const own = values.filter((one) => !isOneOfOurs(one))
      const ours = `t.status = any(${value(values.filter(isOneOfOurs))})`
      // Without the first half `not` would drop those that have none.
      return own.length === 0 ? ours : `${ours} or t.own_status is not null and t.own_status = any(${value(own)})`
    }
    case 'from':
      return personSql('t.requester', values, value, asked).join(' or ')
    default:
      return `t.${field} = any(${value(values)})`
  }
}

/** The planner finds more ways for one than for a list of one. */
const anyOf = (values: readonly unknown[], value: Value): string =>
  values.length === 1 ? `= ${value(values[0])}` : `= any(${value(values)})`

/** Up to so many people are told as values: the planner sees how few they are. More are dear to send and to read each time. */
const mostAsValues = 200

const personSql = (column: string, values: readonly string[], value: Value, { me, people }: Asked): string[] => {
  const named = values.filter((one) => one !== 'me')
  const isMe = values.includes('me') ? [`${column} = ${value(me)}::uuid`] : []
  if (named.length === 0) return isMe
  const ids = named.flatMap((name) => people.get(name) ?? [])
  const meant =
    ids.length <= mostAsValues
      ? `${column} = any(${value(ids)}::uuid[])`
      : // With `is true` they are looked up in what was read once, and never where the planner begins.
        `(${column} in (select m.id from unnest(${value(named)}::text[]) n cross join lateral ${meantBy('n')} m)) is true`
  // Without the first half `not` would drop those that nobody has.
  return [...isMe, `${column} is not null and ${meant}`]
}

/** A word that no text is searched for, such as "the", excludes nothing. */
const wordsSql = (field: Term['field'], text: string): string => {
  // Read once for all tickets.
  const query = `(select query_of(${text}))`
  // Without `offset` the planner may read the words of all tickets, and look this one up in what it found.
  const indexed = `exists (select 1 from ticket_words w where w.desk = t.desk and w.ticket = t.number and w.words @@ ${query} offset 0)`
  const where =
    field === 'subject'
      ? ` and words_of(t.subject) @@ ${query}`
      : field === 'text'
        ? ` and exists (select 1 from entries e where e.desk = t.desk and e.ticket = t.number and e.kind = 'message'
            and words_of(plain_words(e.text)) @@ ${query})`
        : ''
  return `numnode(${query}) = 0 or (${indexed}${where})`
}

const partsSql = (field: Term['field'], text: string): string => {
  const subject = `position(${text} in fold(t.subject)) > 0`
  const messages = `exists (select 1 from entries e where e.ticket = t.number and e.kind = 'message'
    and position(${text} in fold(plain_words(e.text))) > 0)`
  return field === 'subject' ? subject : field === 'text' ? messages : `${subject} or ${messages}`
}
