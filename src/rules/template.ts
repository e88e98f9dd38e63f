import { distance, fold } from '../platform'
import { Refusal } from '../core/refusal'

/** The names that a canned text may hold in braces. */
export const placeholders = ['customer', 'agent', 'number', 'subject', 'status', 'desk'] as const
export type Placeholder = (typeof placeholders)[number]

/** Other words for them, which nobody means as they stand. */
const meant = new Set(['name', 'ticket', 'id', 'nombre', 'cliente', 'agente', 'numero', 'asunto', 'estado', 'mesa'])
const isPlaceholder = (name: string): name is Placeholder => (placeholders as readonly string[]).includes(name)
/** A slip, or a word for one of them; any other braces are the text's own. */
const isSlip = (name: string): boolean => {
  const typed = fold(name)
  return !isPlaceholder(name) && (meant.has(typed) || placeholders.some((one) => distance(typed, one) <= 2))
}
/** `{{customer}}` is the word in braces, as it stands. */
const braces = /\{\{([^{}]*)\}\}|\{([^{}]{1,40})\}/g

/** Throws Refusal at `field` for a name in braces that must be a slip; other braces are words: `{"a": 1}`. */
export const parseTemplate = (text: string, field: string): string => {
  const slip = [...text.matchAll(braces)].map(([, , name]) => name).find((name) => name !== undefined && isSlip(name))
  if (slip !== undefined)
    throw new Refusal(
      'bad-placeholder',
      { term: `{${slip}}`, allowed: placeholders.map((name) => `{${name}}`).join(', ') },
      field,
    )
  return text
}

/** Fills in the values as they are: braces in a customer's name are not read again. */
export const fillTemplate = (text: string, values: Readonly<Record<Placeholder, string>>): string =>
  text.replaceAll(braces, (whole, literal?: string, name?: string) => {
    if (literal !== undefined) return isPlaceholder(literal) || isSlip(literal) ? `{${literal}}` : whole
    return name !== undefined && isPlaceholder(name) ? values[name] : whole
  })
