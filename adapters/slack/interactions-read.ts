import { decodeAction, type Arrival, type Inbound, type Input, type OperationInfo } from '../../src/platform'
import { emptyIn, readForm, type Errand } from './forms-read'
import { list, maybe, record, text, type Json } from './payload'
import { arrival, isBots, timeOf, wordsOn, type Where } from './inbound-message'
import type { Native } from './inbound-native'
import { answerRef, postRef } from './refs'

/** Reads what every interaction has: who, where, and a `trigger_id` that no other one has. */
export const interaction = (native: Native): Arrival => {
  const { body } = native
  const user = record(body['user'])
  const id = maybe(user['id']) ?? text(body['user_id'])
  const container = record(body['container'])
  const message = record(body['message'])
  const channel = maybe(record(body['channel'])['id']) ?? maybe(body['channel_id']) ?? maybe(container['channel_id'])
  const where: Where = {
    ...(channel !== undefined && { channel }),
    ts: maybe(message['ts']) ?? text(container['message_ts']),
    ...((maybe(message['thread_ts']) ?? maybe(container['thread_ts'])) !== undefined && {
      thread: maybe(message['thread_ts']) ?? text(container['thread_ts']),
    }),
  }
  const name = text(user['name']) || text(user['username']) || text(body['user_name'])
  const at = text(body['action_ts']) || text(record(list(body['actions'])[0])['action_ts'])
  return arrival(native, `do/${text(body['trigger_id'])}`, id, timeOf(at, native), where, name)
}

/** The action behind what was pressed: in a button's value, a select's id, or kept under a token. */
export const pressedId = (body: Json): string => {
  const action = record(list(body['actions'])[0])
  const id = text(action['action_id'])
  return id.startsWith('s:') ? id.slice(2) : text(action['value'])
}
export const pressed = (native: Native): { operation: string; input: Input } | undefined => {
  const { body } = native
  const action = native.action ?? decodeAction(pressedId(body))
  const element = record(list(body['actions'])[0])
  if (!action || !text(element['action_id']).startsWith('s:')) return action
  const chosen = maybe(record(element['selected_option'])['value'])
  const { '': field, ...input } = action.input
  return chosen === undefined || typeof field !== 'string'
    ? undefined
    : { operation: action.operation, input: { ...input, [field]: chosen } }
}

export const onAction = (native: Native): Inbound | undefined => {
  const action = pressed(native)
  const { body, workspace } = native
  const channel = maybe(record(body['channel'])['id']) ?? maybe(record(body['container'])['channel_id'])
  const ts = maybe(record(body['message'])['ts']) ?? maybe(record(body['container'])['message_ts'])
  if (!action) return undefined
  const on = channel !== undefined && ts !== undefined ? { on: postRef(workspace, channel, ts) } : {}
  return { ...interaction(native), kind: 'invoke', ...action, ...on }
}

/** A shortcut on somebody's message, with its words: it may be one the desk never saw. */
export const shortcutOf = (
  native: Native,
): { operation: string } & Pick<
  Extract<Inbound, { kind: 'invoke' }>,
  'on' | 'onText' | 'onFiles' | 'onUnshown' | 'onFrom'
> => {
  const { body, workspace } = native
  const message = record(body['message'])
  const channel = text(record(body['channel'])['id'])
  const author = text(message['user'])
  return {
    operation: text(body['callback_id']).replace(/^(post|global):/, ''),
    ...(channel !== '' && text(message['ts']) !== '' && { on: postRef(workspace, channel, text(message['ts'])) }),
    ...(author !== '' && !isBots(message, native) && wordsOn(native, message, author)),
  }
}

/** Errand of a submitted form; undefined for what another workspace's form said. */
export const errandOf = (native: Native): Errand | undefined => {
  const { body, workspace, errand } = native
  try {
    const kept = (errand ?? JSON.parse(text(record(body['view'])['private_metadata']))) as Errand | null
    const isOwn = typeof kept?.operation === 'string' && kept.place?.id?.split('/')[0] === workspace
    return isOwn ? kept : undefined
  } catch {
    return undefined
  }
}

export const onSubmit = (native: Native, operations: readonly OperationInfo[]): Inbound | undefined => {
  const errand = errandOf(native)
  if (!errand) return undefined
  const { operation, hidden, place, parent, on, onText, onFrom } = errand
  const info = operations.find(({ name }) => name === operation)
  const from = interaction(native)
  return {
    ...from,
    kind: 'invoke',
    place,
    ...(parent && { parent }),
    direct: place.id.split('/')[1]?.startsWith('D') === true,
    answer: answerRef(place, from.from),
    operation,
    input: {
      ...hidden,
      ...emptyIn(record(native.body['view'])),
      ...readForm(record(native.body['view']), info, native),
    },
    ...(on && { on }),
    ...(onText && { onText }),
    ...(onFrom && { onFrom }),
  }
}
