import { Refusal } from '../refusal'

/** The names that a canned text may hold in braces. */
export const placeholders = ['customer', 'agent', 'number', 'subject', 'status', 'desk'] as const
export type Placeholder = (typeof placeholders)[number]

/** Throws Refusal at `field` for a name in braces that nothing stands for. */
export const parseTemplate = (text: string, field: string): string => {
  const unknown = [...text.matchAll(/\{([^{}]*)\}/g)]
    .map(([, name]) => name!)
    .find((name) => !(placeholders as readonly string[]).includes(name))
  if (unknown !== undefined)
    throw new Refusal(
      'bad-placeholder',
      { term: `{${unknown}}`, allowed: placeholders.map((name) => `{${name}}`).join(', ') },
      field,
    )
  return text
}

/** What the values hold is taken as it is: braces in a customer's name are not read again. */
export const fillTemplate = (text: string, values: Readonly<Record<Placeholder, string>>): string =>
  text.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) =>
    (placeholders as readonly string[]).includes(name) ? values[name as Placeholder] : whole,
  )
