import { momentOf, words, wordsOf } from '../../core/words'
import type { EntryData } from '../entry-rows'
import { formatFieldValue, type Field, type Setting } from '../../model/field'

export interface StorySetting extends Setting {
  readonly nameOf: (id: string | null | undefined) => string | undefined
  readonly isForAgents: boolean
  readonly fields: readonly Field[]
}

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/
export const asId = (value: unknown) => (typeof value === 'string' && uuid.test(value) ? value : null)

export const text = (value: EntryData[string] | undefined) =>
  value === null || value === undefined ? '' : String(value)

/** One change in words: what became what. */
export const formatChangeIn = (data: EntryData, telling: StorySetting): string => {
  const { locale, nameOf } = telling
  const named = (value: EntryData[string] | undefined) => nameOf(asId(value)) ?? words(locale, 'card.nobody')
  const translated = (group: string, value: EntryData[string] | undefined) => wordsOf(locale, `${group}.${text(value)}`)
  const list = (value: EntryData[string] | undefined) =>
    Array.isArray(value) ? value.map((tag) => `#${String(tag)}`).join(' ') : ''
  switch (data['field']) {
    case 'status':
      return words(locale, 'story.status', {
        from: translated('status', data['from']),
        to: [
          translated('status', data['to']),
          ...(data['own'] === undefined ? [] : [`(${text(data['own'])})`]),
          ...(data['until'] === undefined
            ? []
            : [`(${momentOf(locale, telling.zone, new Date(text(data['until'])), telling.now)})`]),
        ].join(' '),
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
    case 'erased':
      return words(locale, 'story.erased')
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
      return formatField(data, telling)
    case 'merged':
      return data['into'] === undefined
        ? words(locale, 'story.merged', { number: text(data['other']) })
        : words(locale, 'story.merged-into', { number: text(data['into']) })
    case 'unmerged':
      return words(locale, 'story.unmerged', { number: text(data['other'] ?? data['from']) })
    case 'split':
      return words(locale, 'story.split', { number: text(data['to']), count: Number(data['count']) })
    case 'cloned':
      return words(locale, 'story.cloned', { number: text(data['to']) })
    case 'parent':
      return words(locale, 'story.parent', { number: text(data['to']) })
    case 'child':
      return words(locale, 'story.child', { number: text(data['to']) })
    case 'related':
      return words(locale, 'story.related', { number: text(data['to']) })
    case 'unlinked':
      return words(locale, 'story.unlinked', { number: text(data['to']) })
    case 'follows':
      return words(locale, 'story.follows', { number: text(data['to']) })
    default:
      return words(locale, 'story.opened', { name: named(data['to']) })
  }
}

/** A field that is gone is told as it was written down. */
const formatField = (data: EntryData, telling: StorySetting): string => {
  const field = telling.fields.find(({ name }) => name === data['name'])
  const formatValue = (value: EntryData[string] | undefined): string => {
    if (typeof value !== 'string' && typeof value !== 'number') return '–'
    if (field === undefined) return String(value)
    return formatFieldValue(field, field.kind === 'date' ? new Date(value) : value, telling)
  }
  const name = field?.labels[telling.locale] ?? String(data['name'])
  return words(telling.locale, 'story.field', { name, from: formatValue(data['from']), to: formatValue(data['to']) })
}
