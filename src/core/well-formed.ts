/**
 * The same value with strings that the database can keep: it takes neither NUL nor half a surrogate pair, and a message must
 * not be lost to either.
 */
export const wellFormed = <T>(value: T): T => {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed() as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(wellFormed) as T
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, wellFormed(one)])) as T
}
