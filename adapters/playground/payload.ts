import { z } from 'zod'

/** Requests that the API takes, as JSON. */
const as = z.string().min(1)
const id = z.string().min(1).max(200).optional()
const place = z.string().min(1)
const input = z.record(z.string(), z.unknown()).default({})

export const messageRequest = z.strictObject({
  as,
  place,
  text: z.string().max(8000).default(''),
  replyTo: z.string().optional(),
  files: z.array(z.string()).max(10).optional(),
  id,
})
export const editRequest = z.strictObject({ as, text: z.string().min(1).max(8000), id })
export const deleteRequest = z.strictObject({ as, id })
export const reactionRequest = z.strictObject({
  as,
  emoji: z.string().min(1).max(64),
  added: z.boolean().default(true),
  id,
})
export const invokeRequest = z.union([
  z.strictObject({ as, place, operation: z.string().min(1), input, on: z.string().optional(), id }),
  z.strictObject({ as, place, command: z.string().min(1).max(8000), id }),
])
export const askRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('form'), as, place, operation: z.string(), input }),
  z.strictObject({
    kind: z.literal('choices'),
    as,
    place,
    operation: z.string(),
    input,
    field: z.string(),
    typed: z.string(),
  }),
])
export const completeRequest = z.strictObject({ as, place, line: z.string().max(8000), cursor: z.int().min(0) })
export const placeRequest = z.strictObject({ as, place })
export const localeRequest = z.strictObject({ locale: z.enum(['en', 'es']) })
