import { z } from 'zod'
import { day, readDuration } from './duration'
import { isEmpty, lengthOf, say } from '../platform'
import type { FileRef, PlaceRef, RichText, UserRef } from '../platform'
import type { FieldMeta } from './operation'
import { parseAssignments } from './assignments'
import { readTag } from './tag'

/** The makers of operation fields: what a door hands over (strings, refs, rich text) becomes what the use case wants. */
export const fieldOf = <S extends z.ZodType>(schema: S, meta: FieldMeta): S => schema.meta({ ...meta }) as S

/** `12` or `#12`. */
export const ticketNumber = fieldOf(
  z
    .string({ error: 'fault.ticket' })
    .trim()
    .regex(/^#?\d{1,15}$/, 'fault.ticket')
    .transform((typed) => Number(typed.replace('#', ''))),
  { field: 'ticket' },
)

export const shortText = (maxLength: number) =>
  fieldOf(z.string({ error: 'fault.missing' }).trim().min(1, 'fault.missing').max(maxLength, 'fault.too-long'), {
    field: 'text',
    maxLength,
  })

/** Field for the name of a thing. */
export const nameOf = (maxLength: number) => fieldOf(shortText(maxLength), { field: 'text', maxLength, typed: 'name' })

/** In a typed line it stands after its name alone: `skills:network`. */
export const byName = <S extends z.ZodType>(schema: S): S =>
  fieldOf(schema, { ...(z.globalRegistry.get(schema) as unknown as FieldMeta), typed: 'by-name' })

/** Lines as they stand, with their spaces. */
export const longText = (maxLength: number) =>
  fieldOf(z.string({ error: 'fault.missing' }).max(maxLength, 'fault.too-long'), { field: 'text', maxLength })

/** Rich text as adapters parse it; a plain string is taken literally. */
export const richText = (maxLength: number) =>
  fieldOf(
    z.unknown().transform((given, context): RichText => {
      const text = typeof given === 'string' ? say(given.trim()) : Array.isArray(given) ? (given as RichText) : []
      if (isEmpty(text)) context.addIssue('fault.missing')
      else if (lengthOf(text) > maxLength) context.addIssue('fault.too-long')
      return text
    }),
    { field: 'rich-text', maxLength },
  )

export const choice = <const V extends readonly [string, ...string[]]>(values: V, words: string) =>
  fieldOf(z.enum(values, { error: 'fault.choice' }), { field: 'choice', choices: values, words })

const wordsOf = (typed: unknown) =>
  typeof typed === 'string' ? typed.split(/[\s,]+/).filter((word) => word !== '') : typed

/** Messages of a ticket by their place: `3 4`, the first is 1. */
export const messagePlaces = fieldOf(
  z.preprocess(
    wordsOf,
    z
      .array(z.coerce.number('fault.number').int('fault.number').min(1, 'fault.number').max(500, 'fault.number'))
      .min(1, 'fault.missing')
      .max(20, 'fault.too-many'),
  ),
  { field: 'choices', maxLength: 100, typed: 'numbers' },
)

/** One or more words, at most 40 characters each, at most 20 of them. */
export const tags = fieldOf(
  z.preprocess(
    wordsOf,
    z
      .array(
        z
          .string()
          .transform((word) => readTag(word))
          .pipe(z.string('fault.tag')),
      )
      .min(1, 'fault.missing')
      .max(20, 'fault.too-many'),
  ),
  { field: 'choices', maxLength: 400 },
)

/** Values of a ticket's own fields: `category=billing seats=5`, or what a form's fields gathered. `''` takes one away. */
export const ticketFields = fieldOf(
  z.preprocess(
    (given) => (typeof given === 'string' ? (parseAssignments(given) ?? given) : given),
    z.record(z.string(), z.string().max(2000, 'fault.too-long'), 'fault.assignments'),
  ),
  { field: 'text', maxLength: 1000 },
)

const ref = <R extends { kind: string }>(kind: R['kind'], fault: string) =>
  z.custom<R>((value) => typeof value === 'object' && value !== null && (value as R).kind === kind, fault)

export const user = fieldOf(ref<UserRef>('user', 'fault.user'), { field: 'user' })
export const place = fieldOf(ref<PlaceRef>('place', 'fault.place'), { field: 'place' })
export const file = fieldOf(ref<FileRef>('file', 'fault.file'), { field: 'file' })

/** Milliseconds, more than 0 and at most 400 days. */
export const duration = fieldOf(
  z
    .string({ error: 'fault.duration' })
    .transform((typed) => readDuration(typed) ?? 0)
    .pipe(
      z
        .number()
        .min(1, 'fault.duration')
        .max(400 * day, 'fault.duration'),
    ),
  { field: 'duration' },
)

/** Yes or no; what was left out is no. */
export const flag = fieldOf(
  z
    .enum(['true', 'false'], 'fault.choice')
    .optional()
    .transform((given) => given === 'true'),
  { field: 'flag' },
)

/** A time to come as people write it: `timeToCome` reads it in the desk's zone. */
export const moment = fieldOf(z.string({ error: 'fault.time' }).trim().min(1, 'fault.time').max(60, 'fault.time'), {
  field: 'time',
  maxLength: 60,
})

export const number = (min: number, max: number) =>
  fieldOf(
    z.coerce.number({ error: 'fault.number' }).int('fault.number').min(min, 'fault.number').max(max, 'fault.number'),
    {
      field: 'number',
    },
  )

/** Start of a page, as the buttons of the page beside it carry it: nobody types it. */
export const pageCursor = fieldOf(z.string().max(60, 'fault.too-long'), { field: 'text', isHidden: true })

/** The id of a reply, as its buttons carry it. */
export const replyId = fieldOf(z.uuid('fault.choice'), { field: 'text', maxLength: 36 })
