import type { APIAttachment, APIChannel, APIUser } from 'discord.js'
import {
  clip,
  fitForm,
  isEmpty,
  type Choice,
  type FieldInfo,
  type Form,
  type FormField,
  type Input,
  type InputValue,
  type OperationInfo,
  type RichText,
} from '../../src/platform'
import { customId } from './interactions-id'
import { limitsFor, modalFields } from './limits'
import { parseMarkdown, type Names } from './markdown-read'
import { printMarkdown } from './markdown-print'
import { placeRef, platformName, userRef } from './refs'
import type { Component } from './render'

/** A modal as an interaction is answered with it. */
export interface Modal {
  readonly custom_id: string
  readonly title: string
  readonly components: readonly Component[]
}

/** Undefined where the form has no room in a modal. `draft` is the id of what it carries unseen. */
export const renderForm = (form: Form, draft: string): Modal | undefined => {
  const fitted = fitForm(form, limitsFor('prefix'))
  if (!fitted || fitted.fields.length === 0) return undefined
  const intro =
    fitted.intro && !isEmpty(fitted.intro) && fitted.fields.length < modalFields
      ? [{ type: 10, content: printMarkdown(fitted.intro) }]
      : []
  return {
    custom_id: customId('modal', draft),
    title: fitted.title,
    components: [...intro, ...fitted.fields.map(labelled)],
  }
}

const labelled = (field: FormField): Component => ({
  type: 18,
  label: field.label,
  ...(field.hint && { description: clip(field.hint, 100) }),
  component: control(field),
})

const control = (field: FormField): Component => {
  const { name, required, value, choices = [] } = field
  const common = { custom_id: name, required }
  switch (field.kind) {
    case 'choice':
    case 'choices':
      return choices.length > 0 ? select(field, choices) : typed(field)
    case 'flag':
      return select(field, [
        { value: 'true', label: '✓' },
        { value: 'false', label: '✗' },
      ])
    case 'user':
      return { type: 5, ...common, ...(isUser(value) && { default_values: [{ id: value.id, type: 'user' }] }) }
    case 'place':
      return { type: 8, ...common, channel_types: [0, 5, 10, 11, 12, 15] }
    case 'file':
      return { type: 19, ...common, ...(required ? {} : { min_values: 0 }) }
    default:
      return typed(field)
  }
}

const isUser = (value: FormField['value']): value is ReturnType<typeof userRef> =>
  typeof value === 'object' && value !== null && 'platform' in value && value.platform === platformName

const select = ({ name, required, value, kind }: FormField, choices: readonly Choice[]): Component => {
  const chosen: readonly string[] =
    typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : []
  return {
    type: 3,
    custom_id: name,
    required,
    ...(kind === 'choices' && { max_values: choices.length, ...(required ? {} : { min_values: 0 }) }),
    options: choices.map((choice) => ({ ...choice, ...(chosen.includes(choice.value) && { default: true }) })),
  }
}

const placeholders: Partial<Record<FormField['kind'], string>> = {
  duration: '30m, 2h, 1d',
  time: '2h, 2026-03-01 10:00',
  ticket: '12',
  choices: 'vpn urgent',
}

/** A longer text than this is several lines. */
const longestLine = 200

const typed = ({ name, required, value, kind, maxLength, hint }: FormField): Component => {
  const words = typeof value === 'string' ? value : Array.isArray(value) ? (value as readonly string[]).join(' ') : ''
  const placeholder = hint === undefined ? placeholders[kind] : undefined
  return {
    type: 4,
    custom_id: name,
    style: kind === 'rich-text' || (kind === 'text' && (maxLength ?? 0) > longestLine) ? 2 : 1,
    required,
    ...(words !== '' && { value: words }),
    ...(placeholder && { placeholder }),
    max_length: maxLength ?? (kind === 'rich-text' ? 4000 : 300),
  }
}

/** A form with these values in its fields: what a person had typed before it was found wrong. */
export const filledWith = (form: Form, values: Input): Form => ({
  ...form,
  fields: form.fields.map((field) => {
    const value = values[field.name]
    return value === undefined ? field : { ...field, value: shown(value) }
  }),
})

const isRichText = (value: InputValue): value is RichText => Array.isArray(value) && typeof value[0] === 'object'
const shown = (value: InputValue): NonNullable<FormField['value']> => {
  if (isRichText(value)) return printMarkdown(value)
  return value as NonNullable<FormField['value']>
}

/** A submitted field, as Discord sends it. */
export interface Submitted {
  readonly custom_id: string
  readonly value?: string
  readonly values?: readonly string[]
}
export interface Resolved {
  readonly users?: Readonly<Record<string, APIUser>>
  readonly channels?: Readonly<Record<string, APIChannel>>
  readonly attachments?: Readonly<Record<string, APIAttachment>>
}

export const submittedIn = (components: readonly unknown[]): readonly Submitted[] =>
  components.flatMap((component) => {
    const { component: inner, components: row } = component as {
      component?: Submitted
      components?: readonly Submitted[]
    }
    return inner ? [inner] : (row ?? [])
  })

export interface Reading {
  readonly guild?: string
  readonly names: Names
  readonly resolved: Resolved
}

/** The fields of a form, each of them left empty: that it asked for them tells it from a command that did not. */
export const emptyIn = (fields: readonly Submitted[]): Input =>
  Object.fromEntries(fields.map(({ custom_id: name }) => [name, '']))

/** What a person filled in, as the operation wants it. Fields left empty are left out. */
export const readForm = (fields: readonly Submitted[], operation: OperationInfo | undefined, reading: Reading): Input =>
  Object.fromEntries(
    fields.flatMap(({ custom_id: name, value, values }) => {
      const info = operation?.fields.find((one) => one.name === name)
      const raw = values ?? (value === undefined || value === '' ? [] : [value])
      const read = raw.length === 0 ? undefined : readValue(info, raw, reading)
      return read === undefined ? [] : [[name, read]]
    }),
  )

const readValue = (
  info: Pick<FieldInfo, 'kind'> | undefined,
  raw: readonly string[],
  reading: Reading,
): InputValue | undefined => {
  const first = raw[0] ?? ''
  switch (info?.kind) {
    case 'rich-text':
      return parseMarkdown(first, reading.names)
    case 'choices':
      return raw.length > 1 ? raw : first.split(/[\s,]+/).filter((word) => word !== '')
    default:
      return readSingle(info?.kind, first, reading)
  }
}

/** One value: an id where the field is a person, place or file, else the words. */
export const readSingle = (
  kind: FieldInfo['kind'] | undefined,
  value: string,
  { guild, resolved }: Omit<Reading, 'names'>,
): InputValue | undefined => {
  if (kind === 'user') return userRef(value)
  if (kind === 'place') return placeRef({ channel: value, ...(guild && { guild }) })
  if (kind !== 'file') return value
  const file = resolved.attachments?.[value]
  return (
    file && {
      platform: platformName,
      kind: 'file',
      // It hangs on no message: its link is all there is, and good for a day.
      id: `link:${file.url}`,
      name: file.filename,
      size: file.size,
      type: file.content_type ?? 'application/octet-stream',
    }
  )
}
