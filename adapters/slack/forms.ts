import type { types as slack } from '@slack/bolt'
import { cut, say, type Form, type FormField, type Locale, type UserRef, defined } from '../../src/platform'
import { actionId } from './forms-read'
import { list, maybe, record, text, type Json } from './payload'
import { limits } from './limits'
import { printRichText } from './markdown-print-blocks'
import { partsOf } from './refs'
import { optionsOf, plainText, sendable } from './render'
import { words } from './words'

const typed = (value: FormField['value']): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
const chosen = (value: FormField['value']): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : typeof value === 'string' && value !== '' ? [value] : []
const idOf = (value: FormField['value'], workspace: string): string | undefined => {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  const parts = partsOf(value as UserRef)
  return parts.workspace === workspace ? maybe(parts.channel) : undefined
}

type Element = slack.InputBlock['element']

const listed = (field: FormField): Element => {
  const options = optionsOf(field.choices ?? [])
  const initial = options.filter(({ value }) => value !== undefined && chosen(field.value).includes(value))
  if (field.kind === 'choices')
    return {
      type: 'multi_static_select',
      action_id: actionId,
      options,
      ...(initial.length > 0 && { initial_options: initial }),
    }
  return { type: 'static_select', action_id: actionId, options, ...(initial[0] && { initial_option: initial[0] }) }
}
const suggested = (field: FormField): Element => {
  const initial = optionsOf(chosen(field.value).map((value) => ({ value, label: value })))
  const common = { action_id: actionId, min_query_length: 0 }
  if (field.kind === 'choices')
    return { type: 'multi_external_select', ...common, ...(initial.length > 0 && { initial_options: initial }) }
  return { type: 'external_select', ...common, ...(initial[0] && { initial_option: initial[0] }) }
}
const lettered = (field: FormField, multiline: boolean): Element => {
  const initial = typed(field.value)
  const room = Math.min(field.maxLength ?? limits.text, 3000)
  return {
    type: 'plain_text_input',
    action_id: actionId,
    multiline,
    max_length: room,
    ...(initial !== undefined && { initial_value: cut(initial, room) }),
  }
}

const elementOf = (field: FormField, workspace: string): Element => {
  const initial = typed(field.value)
  switch (field.kind) {
    case 'rich-text': {
      const rich = initial === undefined ? undefined : printRichText(say(initial))
      return { type: 'rich_text_input', action_id: actionId, ...(rich && { initial_value: rich }) }
    }
    case 'user': {
      const user = idOf(field.value, workspace)
      return { type: 'users_select', action_id: actionId, ...defined({ initial_user: user }) }
    }
    case 'place':
      return {
        type: 'conversations_select',
        action_id: actionId,
        default_to_current_conversation: true,
        filter: { include: ['public', 'private'], exclude_bot_users: true },
      }
    case 'number':
      return {
        type: 'number_input',
        action_id: actionId,
        is_decimal_allowed: false,
        ...defined({ initial_value: initial }),
      }
    case 'file':
      return { type: 'file_input', action_id: actionId, max_files: 1 }
    case 'flag': {
      const options = optionsOf([{ value: 'true', label: field.label }])
      return {
        type: 'checkboxes',
        action_id: actionId,
        options,
        ...(initial === 'true' && { initial_options: options }),
      }
    }
    case 'choice':
    case 'choices':
    case 'ticket':
      if (optionsOf(field.choices ?? []).length > 0) return listed(field)
      return field.suggests ? suggested(field) : lettered(field, false)
    case 'text':
      return field.suggests ? suggested(field) : lettered(field, (field.maxLength ?? 3000) > 200)
    case 'duration':
    case 'time':
      return lettered(field, false)
  }
}

const blockOf = (field: FormField, workspace: string): slack.InputBlock => ({
  type: 'input',
  block_id: field.name,
  // An unchecked box would count as left out.
  optional: !field.required || field.kind === 'flag',
  label: plainText(field.label, 2000),
  element: elementOf(field, workspace),
  ...(field.hint !== undefined && { hint: plainText(field.hint, 2000) }),
})

/** The form, fitted before, as a modal. `metadata`: what `packErrand` made. */
export const renderForm = (form: Form, metadata: string, workspace: string, locale: Locale): slack.ModalView => {
  const intro = form.intro && printRichText(form.intro)
  return sendable({
    type: 'modal',
    callback_id: 'form',
    private_metadata: metadata,
    title: plainText(form.title, 24),
    submit: plainText(form.submit, 24),
    close: plainText(words[locale].cancel, 24),
    blocks: [...(intro ? [intro] : []), ...form.fields.map((field) => blockOf(field, workspace))],
  })
}

/** The same modal again, what was typed still in it, with faults that belong to none of its fields on top. */
export const viewWithFaults = (view: Json, faults: readonly string[]): slack.ModalView => {
  const blocks = list(view['blocks']).filter((block) => record(block)['block_id'] !== 'faults')
  const shown = { type: 'section', block_id: 'faults', text: plainText(`⚠️ ${faults.join('\n')}`, 3000) }
  return {
    type: 'modal',
    callback_id: 'form',
    private_metadata: text(view['private_metadata']),
    title: view['title'] as slack.PlainTextElement,
    submit: view['submit'] as slack.PlainTextElement,
    close: view['close'] as slack.PlainTextElement,
    blocks: [shown, ...blocks] as slack.KnownBlock[],
  }
}
