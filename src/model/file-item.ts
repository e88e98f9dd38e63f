import { z } from 'zod'
import { printDuration, readDuration } from '../core/duration'
import { fieldOf } from '../core/fields'
import { isOneOfOurs, parseFilter, printFilter } from './filter'
import { Refusal } from '../core/refusal'
import { usualFields } from './field'
import type { Use } from '../core/section'

/** The makers of a section's fields: what an admin writes becomes the one way in which the file shows it. */

/** Text that `print` puts into its one form; what it throws as a Refusal is the fault. */
export const written = (schema: z.ZodType<string>, print: (text: string) => string) =>
  schema.transform((text, context) => {
    try {
      return print(text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      context.addIssue({ code: 'custom', message: `refusal.${error.code}`, params: error.params })
      return z.NEVER
    }
  })

const text = z.string({ error: 'fault.duration' }).trim()

/** `2h`, from `least` to `most` milliseconds. */
export const span = (least: number, most: number) =>
  fieldOf(
    written(text, (typed) => {
      const ms = readDuration(typed)
      if (ms === undefined) throw new Refusal('bad-duration', { typed })
      if (ms < least || ms > most)
        throw new Refusal('out-of-range', { term: typed, allowed: `${printDuration(least)} – ${printDuration(most)}` })
      return printDuration(ms)
    }),
    { field: 'duration' },
  ).meta({ allowed: `a length of time from ${printDuration(least)} to ${printDuration(most)}` })

/** The milliseconds of what `span` made. */
export const msOf = (printed: string): number => readDuration(printed)!

/** Yes, or left out. */
export const flag = z
  .boolean()
  .optional()
  .transform((set) => (set === true ? true : undefined))

/** A filter, as `parseFilter` reads it; left out it meets everything. */
export const filterText = written(z.string().trim().max(300), (typed) => printFilter(parseFilter(typed)))
  .default('')
  .meta({ description: 'For which tickets; without it for all', allowed: 'a filter' })

/** Fields of the desk's own; ours are always there. */
export const ownFieldsOf = (names: readonly string[], at: Use['at']): Use[] =>
  names
    .filter((name) => !(usualFields as readonly string[]).includes(name))
    .map((name) => ({ section: 'fields', name, at }))

export const ownStatusesIn = (names: readonly string[], at: Use['at']): Use[] =>
  names.filter((name) => !isOneOfOurs(name)).map((name) => ({ section: 'statuses', name, at }))

/** The queues, and the desk's own fields and statuses, that a filter names. */
export const namedInFilter = (filter: string): Use[] =>
  parseFilter(filter).flatMap(({ field, name, test }) => {
    if (field === 'own') return ownFieldsOf([name ?? ''], ['filter'])
    if (field === 'status' && test.kind === 'one-of') return ownStatusesIn(test.values, ['filter'])
    return field === 'queue' && test.kind === 'one-of'
      ? test.values.map((one) => ({ section: 'queues', name: one, at: ['filter'] }))
      : []
  })

/** A list that is left out when it is empty. */
export const listOf = <S extends z.ZodType>(item: S, most = 500) =>
  z.array(item).max(most, 'fault.too-many').default([])
