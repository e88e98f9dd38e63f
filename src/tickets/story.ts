import { hasRole } from '../people/person'
import { paragraph, type Inline, type Locale, type RichText } from '../platform'
import type { Tx } from '../tx'
import { momentOf, spanOf, words, wordsOf } from '../words'
import type { EntryData, Standing } from './entry-rows'
import { tellFieldValue, type Field, type Setting } from './field'
import { personaToCustomers } from './persona'
import type { Ticket } from './ticket'

/** The latest entries of a ticket in words, oldest first. */
export const tellStory = async (tx: Tx, ticket: number, count: number, audience?: 'customer'): Promise<RichText> => {
  const held = audience === 'customer' ? await tx.tickets.get(ticket) : undefined
  return tellEntries(tx, await tx.entries.story(ticket, count, audience), tx.speaks, held)
}

/** With `held` as its customer reads it: agents by the names that customers know. */
export const tellEntries = async (
  tx: Tx,
  entries: readonly Standing[],
  locale: Locale,
  held?: Ticket,
): Promise<RichText> => {
  const people = await tx.people.all(
    entries
      .flatMap(({ author, data }) => [author, asId(data?.['from']), asId(data?.['to'])])
      .filter((id) => id !== null && id !== undefined),
  )
  const names = new Map<string, string>()
  for (const person of people.values())
    names.set(
      person.id,
      held === undefined || person.id === held.requester || !hasRole(person, 'agent')
        ? person.name
        : (await personaToCustomers(tx, held, person)).name,
    )
  const isOwn = ({ data }: Standing) => data?.['field'] === 'field'
  const telling: Telling = {
    locale,
    zone: tx.desk.zone,
    now: tx.now,
    nameOf: (id) => (id == null ? undefined : names.get(id)),
    isForAgents: held === undefined,
    fields: entries.some(isOwn) ? await tx.fields.all() : [],
  }
  return entries.flatMap((entry) => tellEntry(entry, telling))
}

interface Telling extends Setting {
  readonly nameOf: (id: string | null | undefined) => string | undefined
  readonly isForAgents: boolean
  readonly fields: readonly Field[]
}

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/
const asId = (value: unknown) => (typeof value === 'string' && uuid.test(value) ? value : null)

const tellEntry = (entry: Standing, telling: Telling): RichText => {
  const { locale, zone, now, nameOf, isForAgents } = telling
  const who = nameOf(entry.author) ?? words(locale, 'story.desk')
  const at: Inline = {
    kind: 'time',
    at: entry.at.toISOString(),
    text: momentOf(locale, zone, entry.at, now),
  }
  if (entry.kind === 'change') return [paragraph(at, ` ${who}: ${tellChangeIn(entry.data ?? {}, telling)}`)]
  const marks = [
    ...(entry.kind === 'note' ? [words(locale, 'story.note')] : []),
    ...(entry.data?.['reply'] === undefined
      ? []
      : [words(locale, 'story.reply', { number: text(entry.data['reply']) })]),
    ...(entry.data?.['spent'] === undefined || !isForAgents ? [] : [spanOf(locale, Number(entry.data['spent']))]),
    ...(entry.isEdited ? [words(locale, 'story.edited')] : []),
    ...(entry.isDeleted ? [words(locale, 'story.deleted')] : []),
  ]
  const head = paragraph(
    at,
    ' ',
    { kind: 'text', text: who, bold: true },
    marks.length === 0 ? '' : ` (${marks.join(', ')})`,
  )
  const was = entry.isEdited && isForAgents ? [paragraph(words(locale, 'story.was')), ...(entry.original ?? [])] : []
  return [head, { kind: 'quote', blocks: [...(entry.text ?? []), ...was] }]
}

const text = (value: EntryData[string] | undefined) => (value === null || value === undefined ? '' : String(value))

/** One change in words: what became what. */
const tellChangeIn = (data: EntryData, telling: Telling): string => {
  const { locale, nameOf } = telling
  const named = (value: EntryData[string] | undefined) => nameOf(asId(value)) ?? words(locale, 'card.nobody')
  const translated = (group: string, value: EntryData[string] | undefined) => wordsOf(locale, `${group}.${text(value)}`)
  const list = (value: EntryData[string] | undefined) =>
    Array.isArray(value) ? value.map((tag) => `#${String(tag)}`).join(' ') : ''
  switch (data['field']) {
    case 'status':
      return words(locale, 'story.status', {
        from: translated('status', data['from']),
        to: translated('status', data['to']),
      })
    case 'priority':
      return words(locale, 'story.priority', {
        from: translated('priority', data['from']),
        to: translated('priority', data['to']),
      })
    case 'assignee':
      return words(locale, 'story.assignee', { from: named(data['from']), to: named(data['to']) })
    case 'tags':
      return data['added'] === undefined
        ? words(locale, 'story.untagged', { tags: list(data['removed']) })
        : words(locale, 'story.tagged', { tags: list(data['added']) })
    case 'overdue':
      return words(locale, 'story.overdue', { what: translated('clock', data['clock']) })
    case 'queue':
      return words(locale, 'story.queue', { name: text(data['to']) })
    case 'team':
      return data['to'] == null
        ? words(locale, 'story.no-team')
        : words(locale, 'story.team', { name: text(data['to']) })
    case 'acknowledged':
      return words(locale, 'story.acknowledged')
    case 'cc':
      return data['to'] === undefined
        ? words(locale, 'story.uncopied', { name: named(data['from']) })
        : words(locale, 'story.copied', { name: named(data['to']) })
    case 'subject':
      return words(locale, 'story.subject', { from: text(data['from']), to: text(data['to']) })
    case 'requester':
      return words(locale, 'story.requester', { from: named(data['from']), to: named(data['to']) })
    case 'field':
      return tellField(data, telling)
    case 'follows':
      return words(locale, 'story.follows', { number: text(data['to']) })
    default:
      return words(locale, 'story.opened', { name: named(data['to']) })
  }
}

/** A field that is gone is told as it was written down. */
const tellField = (data: EntryData, telling: Telling): string => {
  const field = telling.fields.find(({ name }) => name === data['name'])
  const tell = (value: EntryData[string] | undefined): string => {
    if (typeof value !== 'string' && typeof value !== 'number') return '–'
    if (field === undefined) return String(value)
    return tellFieldValue(field, field.kind === 'date' ? new Date(value) : value, telling)
  }
  const name = field?.labels[telling.locale] ?? String(data['name'])
  return words(telling.locale, 'story.field', { name, from: tell(data['from']), to: tell(data['to']) })
}
