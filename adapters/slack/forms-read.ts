import {
  isEmpty,
  lengthOf,
  type Input,
  type InputValue,
  type Locale,
  type OperationInfo,
  type PlaceRef,
  type PostRef,
  type RichText,
  type UserRef,
} from '../../src/platform'
import { list, maybe, number, record, text, type Json } from './payload'
import type { Names } from './markdown-read'
import { parseRichText } from './markdown-read-blocks'
import { channelRef, fileRef, userRef } from './refs'
import { words } from './words'

/** Data that goes along unseen with a modal: what it is for and where it was opened. */
export interface Errand {
  readonly operation: string
  readonly hidden: Input
  readonly place: PlaceRef
  readonly parent?: PlaceRef
  readonly on?: PostRef
  readonly onText?: RichText
  readonly onFrom?: { readonly user: UserRef; readonly name: string }
}

/** Every input has its field's name as `block_id`, so that a fault is shown at it, and this `action_id`. */
export const actionId = 'value'

const fileOf = (element: Json, workspace: string): InputValue | undefined => {
  const file = record(list(element['files'])[0])
  const id = maybe(file['id'])
  return id === undefined
    ? undefined
    : fileRef(workspace, {
        id,
        name: text(file['name']) || id,
        size: number(file['size']) ?? -1,
        type: text(file['mimetype']),
      })
}

/** One field of a submitted form: by what stands in it, since its element tells its kind. */
const valueOf = (element: Json, kind: string | undefined, names: Names): InputValue | undefined => {
  switch (text(element['type'])) {
    case 'rich_text_input': {
      const rich = parseRichText([element['rich_text_value']], names)
      return rich && !isEmpty(rich) ? rich : undefined
    }
    case 'users_select': {
      const user = maybe(element['selected_user'])
      return user === undefined ? undefined : userRef(names.workspace, user)
    }
    case 'conversations_select': {
      const channel = maybe(element['selected_conversation'])
      return channel === undefined ? undefined : channelRef(names.workspace, channel)
    }
    case 'static_select':
    case 'external_select':
      return maybe(record(element['selected_option'])['value'])
    case 'multi_static_select':
    case 'multi_external_select': {
      const values = list(element['selected_options']).flatMap((option) => maybe(record(option)['value']) ?? [])
      return values.length > 0 ? values : undefined
    }
    case 'checkboxes':
      return list(element['selected_options']).length > 0 ? 'true' : 'false'
    case 'file_input':
      return fileOf(element, names.workspace)
    default: {
      const value = maybe(element['value'])
      return value !== undefined && kind === 'choices' ? value.split(/[\s,]+/).filter(Boolean) : value
    }
  }
}

/** The fields of a form that were left empty: that it asked for them tells it from a command that did not. */
export const emptyIn = (view: Json): Input =>
  Object.fromEntries(Object.keys(record(record(view['state'])['values'])).map((name) => [name, '']))

/** Reads a submitted form. Fields that were left empty are absent. */
export const readForm = (view: Json, operation: OperationInfo | undefined, names: Names): Input => {
  const values = record(record(view['state'])['values'])
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, block]) => {
      const kind = operation?.fields.find((field) => field.name === name)?.kind
      const value = valueOf(record(record(block)[actionId]), kind, names)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** A rich text field has no length of its own in Slack. */
export const tooLong = (
  input: Input,
  operation: OperationInfo | undefined,
  locale: Locale,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (operation?.fields ?? []).flatMap((field) => {
      const value = input[field.name]
      const isLong =
        field.kind === 'rich-text' &&
        field.maxLength !== undefined &&
        Array.isArray(value) &&
        lengthOf(value as never) > field.maxLength
      return isLong ? [[field.name, words[locale].tooLong(field.maxLength ?? 0)] as const] : []
    }),
  )
