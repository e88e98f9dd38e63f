import {
  clip,
  fitForm,
  isEmpty,
  type Choice,
  type Form,
  type FormField,
  type Input,
  type InputValue,
  type RichText,
} from '../../src/platform'
import { customId } from './interactions-id'
import { limitsFor, modalFields } from './limits'
import { printMarkdown } from './markdown-print'
import { platformName, type userRef } from './refs'
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
