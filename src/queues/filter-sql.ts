import { Refusal } from '../refusal'
import type { Filter, Term } from './filter'
import { momentOf, printFilter, readBound, slug } from './filter'

/** A condition on `tickets t`, and the values that it refers to as $1, $2, …. */
export interface Condition {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** What a filter says, as SQL. `me` stands for the person who asks. Patterns are refused: a list cannot run them. */
export const filterSql = (filter: Filter, me: string, now: Date): Condition => {
  const values: unknown[] = []
  const value = (one: unknown) => {
    values.push(one)
    return `$${values.length}`
  }
  const terms = filter.map((term) => `${term.isNegated ? 'not ' : ''}(${termSql(term, value, me, now)})`)
  return { sql: terms.join(' and ') || 'true', values }
}

type Value = (one: unknown) => string

const termSql = (term: Term, value: Value, me: string, now: Date): string => {
  const { field, name, test } = term
  switch (test.kind) {
    case 'one-of':
      return listSql(field, test.values, value, me)
    case 'contains':
      return textSql(field, value(test.text))
    case 'longer':
    case 'shorter': {
      const moment = value(new Date(now.getTime() - test.ms))
      return `t.${field === 'age' ? 'created_at' : 'updated_at'} ${test.kind === 'longer' ? '<' : '>'} ${moment}::timestamptz`
    }
    case 'value':
      return ownSql(value(name), test, value, now)
    case 'matches':
      throw new Refusal('bad-filter', { term: printFilter([term]), allowed: 'subject:…, text:…' }, 'filter')
  }
}

/** A field holds one of choice, text, number and moment: a condition on another of them is false. */
const ownSql = (name: string, { sign, values }: Term['test'] & { kind: 'value' }, value: Value, now: Date): string => {
  const held = (condition: string) =>
    `exists (select 1 from ticket_fields f where f.ticket = t.number and f.field = ${name} and (${condition}))`
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

const listSql = (field: Term['field'], values: readonly string[], value: Value, me: string): string => {
  const list = value(values)
  switch (field) {
    case 'tag':
      return `exists (select 1 from ticket_tags g where g.ticket = t.number and g.tag = any(${list}))`
    case 'queue':
      return `exists (select 1 from queues q where q.id = t.queue and fold(q.name) = any(${list}))`
    case 'team':
      return `coalesce((select fold(c.name) from teams c where c.id = t.team), 'none') = any(${list})`
    case 'network':
      return `exists (select 1 from rooms r where r.ticket = t.number and r.side = 'customer' and r.platform = any(${list}))`
    case 'overdue':
      return `case when t.overdue then 'yes' else 'no' end = any(${list})`
    case 'owner':
      return `coalesce((select fold(p.name) from people p where p.id = t.assignee), 'nobody') = any(${list})${values.includes('me') ? ` or t.assignee = ${value(me)}::uuid` : ''}`
    case 'from':
      return `(select fold(p.name) from people p where p.id = t.requester) = any(${list})${values.includes('me') ? ` or t.requester = ${value(me)}::uuid` : ''}`
    default:
      return `t.${field} = any(${list})`
  }
}

const textSql = (field: Term['field'], text: string): string => {
  const subject = `position(${text} in fold(t.subject)) > 0`
  const messages = `exists (select 1 from entries e where e.ticket = t.number and e.kind = 'message'
    and position(${text} in fold(jsonb_path_query_array(e.text, '$.**.text')::text)) > 0)`
  return field === 'subject' ? subject : field === 'text' ? messages : `${subject} or ${messages}`
}
