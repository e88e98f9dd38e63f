import { type Arrival, type PlaceRef, defined } from '../../src/platform'
import { contentsOf } from './inbound-contents'
import { maybe, text, type Json } from './payload'
import type { Native } from './inbound-native'
import { answerRef, homeRef, placeOf, userRef, workspaceRef } from './refs'

/** `1700000000.000100` */
export const timeOf = (ts: string, native: Native): Date => {
  const ms = Math.floor(Number(ts) * 1000)
  return Number.isSafeInteger(ms) && ms > 0 && ms < 8.64e15 ? new Date(ms) : native.at
}

export interface Where {
  readonly channel?: string
  readonly ts?: string
  readonly thread?: string
}
/** Without a channel it happened in the person's Home. */
export const arrival = (
  native: Native,
  id: string,
  user: string,
  at: Date,
  where: Where,
  fallbackName = '',
): Arrival => {
  const { workspace, people } = native
  const known = people[user]
  const from = userRef(workspace, user)
  const { channel, ts = '', thread } = where
  const spot: { place: PlaceRef; parent?: PlaceRef } =
    channel === undefined ? { place: homeRef(workspace, user) } : placeOf(workspace, channel, ts, thread)
  return {
    id,
    at,
    workspace: workspaceRef(workspace),
    from,
    name: known?.name ?? (fallbackName || user),
    ...defined({ locale: known?.locale }),
    ...spot,
    direct: channel?.startsWith('D') === true,
    answer: answerRef(spot.place, from, maybe(native.body['response_url'])),
  }
}

/** False for what an app posts in the name of a person who chose it (a picture, a poll): that is the person's. */
export const isBots = (message: Json, native: Native): boolean => {
  const author = native.people[text(message['user'])]
  return (
    message['subtype'] === 'bot_message' ||
    message['user'] === native.bot ||
    author?.bot === true ||
    (message['bot_id'] !== undefined && author === undefined)
  )
}

export const threadIn = (message: Json): { thread?: string } => {
  const thread = maybe(message['thread_ts'])
  return thread === undefined ? {} : { thread }
}

/** Content of a post on which an operation was chosen, handed over because the desk may never have seen it. */
export const wordsOn = (native: Native, message: Json, author: string) => {
  const { text: words, files, unshown } = contentsOf(message, native)
  return {
    onText: words,
    ...(files.length > 0 && { onFiles: files }),
    ...(unshown.length > 0 && { onUnshown: unshown }),
    onFrom: { user: userRef(native.workspace, author), name: native.people[author]?.name ?? author },
  }
}
