import { createHash } from 'node:crypto'
import type { Input, InputValue } from './inbound'
import type { PlaceRef, UserRef } from './ref'
import type { Memory } from './platform'

/** Operation and input of a button, select or link-back. Ids, never rights: whoever presses it is checked again. */
export interface ButtonAction {
  readonly operation: string
  readonly input: Input
}

/*
 * Version 1: `1<operation>` and for each field `|<key>=<text>` or `|<key>@<platform>:<kind>:<id>`, the separators
 * escaped with ~. Posts in the networks carry these ids for ever: a new format takes a new first character, and this
 * one stays readable. `t` begins a stored action.
 */
const escapes: Readonly<Record<string, string>> = { '~': '~0', '|': '~1', '=': '~2', '@': '~3', ':': '~4' }
const meanings: Readonly<Record<string, string>> = { '0': '~', '1': '|', '2': '=', '3': '@', '4': ':' }

const escapeValue = (text: string): string => text.replace(/[~|]/g, (sign) => escapes[sign] ?? sign)
const escapeName = (text: string): string => text.replace(/[~|=@:]/g, (sign) => escapes[sign] ?? sign)
const unescape = (text: string): string => text.replace(/~([0-4])/g, (_, digit: string) => meanings[digit] ?? '')

const isPlainRef = (value: InputValue): value is UserRef | PlaceRef =>
  typeof value === 'object' &&
  'id' in value &&
  Object.keys(value).length === 3 &&
  (value.kind === 'user' || value.kind === 'place')

const encodeField = (key: string, value: InputValue): string | undefined => {
  if (typeof value === 'string') return `${escapeName(key)}=${escapeValue(value)}`
  if (!isPlainRef(value)) return undefined
  return `${escapeName(key)}@${escapeName(value.platform)}:${value.kind}:${escapeValue(value.id)}`
}

/** An id of at most `max` UTF-16 units, or undefined: too long, or with values that an id cannot carry unharmed. */
export const encodeAction = ({ operation, input }: ButtonAction, max: number): string | undefined => {
  const fields = Object.entries(input).map(([key, value]) => encodeField(key, value))
  if (fields.includes(undefined)) return undefined
  const id = `1${[escapeName(operation), ...fields].join('|')}`
  // Networks trim ids and drop what is not text.
  if (id.length > max || /[\p{Cc}\p{Surrogate}\p{Zl}\p{Zp}]|\s$/u.test(id)) return undefined
  return id
}

const decodeField = (field: string): readonly [string, InputValue] | undefined => {
  const parts = /^([^=@]*)([=@])(.*)$/su.exec(field)
  if (!parts) return undefined
  const [, key = '', sign, value = ''] = parts
  if (sign === '=') return [unescape(key), unescape(value)]
  const [, platform = '', kind, id = ''] = /^([^:]*):(user|place):(.*)$/su.exec(value) ?? []
  if (kind !== 'user' && kind !== 'place') return undefined
  return [unescape(key), { platform: unescape(platform), kind, id: unescape(id) } as UserRef | PlaceRef]
}

/** Undefined when no version of this program wrote that id. */
export const decodeAction = (id: string): ButtonAction | undefined => {
  if (!id.startsWith('1')) return undefined
  const [operation = '', ...fields] = id.slice(1).split('|')
  const entries = fields.map(decodeField)
  if (operation === '' || !entries.every((entry) => entry !== undefined)) return undefined
  return { operation: unescape(operation), input: Object.fromEntries(entries) }
}

/**
 * Stores an action and gives its id, 24 characters. The same action gets the same id: a card that is drawn a thousand
 * times stores each button once.
 */
export const rememberAction = async (memory: Memory, { operation, input }: ButtonAction): Promise<string> => {
  // As a string: a JSON column refuses NUL and lone surrogates, their escapes in a string it keeps.
  const value = JSON.stringify({ operation, input })
  const id = `t:${createHash('sha256').update(value).digest('base64url').slice(0, 22)}`
  await memory.put(id, value)
  return id
}

export const recallAction = async (memory: Memory, id: string): Promise<ButtonAction | undefined> => {
  const value = await memory.get(id)
  return typeof value === 'string' ? (JSON.parse(value) as ButtonAction) : undefined
}

/** The id for a control: the action itself when it fits in `max`, else a token for what `memory` keeps. */
export const packAction = async (action: ButtonAction, max: number, memory: Memory): Promise<string> =>
  encodeAction(action, max) ?? (await rememberAction(memory, action))

/** Undefined when the id is nobody's. */
export const unpackAction = async (id: string, memory: Memory): Promise<ButtonAction | undefined> =>
  id.startsWith('t:') ? await recallAction(memory, id) : decodeAction(id)
