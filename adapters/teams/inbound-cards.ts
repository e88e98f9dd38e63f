import { isSafeUrl, paragraph, say, type RichText, type TextBlock } from '../../src/platform'
import { fieldsOf, stringIn } from './payload'

const deepest = 12
const mostWords = 200

/** Keys of a card that a person reads, in the order in which they stand on it; what is under the others is walked through. */
const shown = [
  'title',
  'subtitle',
  'name',
  'label',
  'activityTitle',
  'activitySubtitle',
  'activityText',
  'text',
  'value',
  'altText',
  'placeholder',
  'summary',
] as const
const inside = [
  'body',
  'items',
  'columns',
  'rows',
  'cells',
  'inlines',
  'facts',
  'choices',
  'images',
  'image',
  'sections',
  'content',
  'card',
  'actions',
  'buttons',
  'selectAction',
  'tap',
] as const

/** The words of a card of any kind (adaptive, hero, list, receipt, connector …): its texts, its facts, what stands on its buttons, its links. */
export const cardWords = (card: unknown): RichText => {
  const blocks: TextBlock[] = []
  visit(card, blocks, 0)
  const fallback = stringIn(card, 'fallbackText')
  return blocks.length > 0 ? blocks.slice(0, mostWords) : say(fallback ?? '')
}

const visit = (value: unknown, blocks: TextBlock[], depth: number): void => {
  if (depth > deepest || blocks.length > mostWords) return
  if (Array.isArray(value)) {
    for (const one of value) visit(one, blocks, depth + 1)
    return
  }
  if (typeof value === 'string') {
    if (depth > 0) blocks.push(...say(value))
    return
  }
  const fields = fieldsOf(value)
  const texts = shown.flatMap((key) => {
    const text = fields[key]
    // Values that a button sends are not for reading.
    return typeof text === 'string' && text.trim() !== '' && !(key === 'value' && isButton(fields)) ? [text] : []
  })
  const url = [fields['url'], fields['value'], fields['openUrl']].find(
    (one): one is string => typeof one === 'string' && isSafeUrl(one),
  )
  const words = [...new Set(texts)].filter((text) => text !== url).join(': ')
  if (url !== undefined) blocks.push(paragraph({ kind: 'link', url, text: words || url }))
  else if (words !== '') blocks.push(...say(words))
  for (const key of inside) if (fields[key] !== undefined) visit(fields[key], blocks, depth + 1)
}
const isButton = ({ type }: Readonly<Record<string, unknown>>): boolean =>
  typeof type === 'string' && /^(?:Action\.|imBack|postBack|messageBack|invoke|openUrl|signin)/i.test(type)
