/** Text, or a statement whose text never changes: by its name a connection keeps its plan. */
export type Statement = string | { readonly name: string; readonly text: string }

let names = 0
/** For module constants only: each is kept by every connection for as long as it lasts. */
export const named = (text: string): Statement => ({ name: `taquilla_${++names}`, text })

const kept = new Map<string, Statement>()
/** The same for a text that is put together where it is used, of constants alone: no values, nothing that somebody typed. */
export const prepared = (text: string): Statement => {
  const known = kept.get(text)
  if (known !== undefined) return known
  const statement = named(text)
  kept.set(text, statement)
  return statement
}

/**
 * A parameter that the planner cannot look into. Where it counts the elements of an array, or knows how common a value is, it may
 * find its general plan too dear and plan anew each time, which takes longer than the statement.
 */
export const genericPlan = (parameter: string, type: string): string => `(select ${parameter}::${type})::${type}`
