import { createHash } from 'node:crypto'
import {
  decodeAction,
  packAction,
  unpackAction,
  type ButtonAction,
  type Control,
  type Input,
  type Memory,
  type OperationInvoked,
} from '../../src/platform'
import { limitsFor } from './limits'

/**
 * A `custom_id` is a role, a place in its message (Discord refuses two that are equal) and an action of the core. Posts
 * carry them for ever: a role once given keeps its meaning.
 */
const roles = {
  /** Do it. */
  a: 'act',
  /** Show its form first. */
  f: 'form',
  /** Ask whether first: the question is in the field `?`. */
  c: 'confirm',
  /** A select: the value goes into the field named in `>`. */
  s: 'select',
  /** A form that was sent; what it carries unseen is a draft. */
  m: 'modal',
  /** Open the form again as it was filled in. */
  r: 'refill',
  /** No, do not. */
  x: 'cancel',
  /** Server that a direct message is for. */
  g: 'guild',
} as const
type RoleLetter = keyof typeof roles
export type CustomRole = (typeof roles)[RoleLetter]

export interface CustomId {
  readonly role: CustomRole
  readonly id: string
}

const letterOf = Object.fromEntries(Object.entries(roles).map(([letter, role]) => [role, letter])) as Record<
  CustomRole,
  RoleLetter
>

export const customId = (role: CustomRole, id = '', at = 0): string =>
  `${letterOf[role]}${at.toString(36).slice(-1)}${id}`
export const readCustomId = (custom: string): CustomId | undefined => {
  const role = roles[custom[0] as RoleLetter] as CustomRole | undefined
  return role && { role, id: custom.slice(2) }
}

const { actionId } = limitsFor('prefix')

const actionOf = (control: Exclude<Control, { kind: 'link' }>): ButtonAction => {
  const { operation, input } = control
  if (control.kind === 'select') return { operation, input: { ...input, '>': control.field } }
  return { operation, input: control.confirm === undefined ? input : { ...input, '?': control.confirm } }
}
const roleOf = (control: Exclude<Control, { kind: 'link' }>): CustomRole =>
  control.kind === 'select' ? 'select' : control.confirm !== undefined ? 'confirm' : control.opensForm ? 'form' : 'act'

/** The ids of these controls, in their order; a link's is empty. */
export const controlIds = (controls: readonly Control[], memory: Memory): Promise<readonly string[]> =>
  Promise.all(
    controls.map(async (control, at) =>
      control.kind === 'link'
        ? ''
        : customId(roleOf(control), await packAction(actionOf(control), actionId, memory), at),
    ),
  )

export const actionIn = ({ id }: CustomId, memory: Memory): Promise<ButtonAction | undefined> =>
  unpackAction(id, memory)

/** Takes out what this adapter put among the fields. */
export const withoutOwn = ({ '?': _confirm, '>': _field, ...input }: Input): Input => input

/** Data that a form carries from where it was opened to where it is sent: a modal shows only its fields. */
export interface Draft extends Pick<OperationInvoked, 'on' | 'onText' | 'onFrom'> {
  readonly operation: string
  readonly hidden: Input
  /** Values that the person had filled in, when they were not right. */
  readonly values?: Input
}

const draftAge = 24 * 3_600_000

/** A short id: the draft itself when it fits, else a token for what `memory` keeps for a day. */
export const packDraft = async (draft: Draft, memory: Memory): Promise<string> => {
  const { operation, hidden, on, values } = draft
  const isBare = on === undefined && values === undefined
  if (isBare) {
    const id = await packAction({ operation, input: hidden }, actionId, memory)
    if (!id.startsWith('t:')) return id
  }
  const kept = JSON.stringify(draft)
  const id = `d:${createHash('sha256').update(kept).digest('base64url').slice(0, 22)}`
  await memory.put(id, { at: Date.now(), kept })
  return id
}
export const unpackDraft = async (id: string, memory: Memory): Promise<Draft | undefined> => {
  if (id.startsWith('d:')) {
    const value = (await memory.get(id)) as { kept?: string } | undefined
    return value?.kept === undefined ? undefined : (JSON.parse(value.kept) as Draft)
  }
  const action = decodeAction(id)
  return action && { operation: action.operation, hidden: action.input }
}
export const forgetDrafts = async (memory: Memory): Promise<void> => {
  const oldest = Date.now() - draftAge
  for (const { key, value } of await memory.list('d:'))
    if ((value as { at?: number }).at === undefined || (value as { at: number }).at < oldest) await memory.delete(key)
}
