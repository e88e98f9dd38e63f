import { DeliveryFailure, type PlaceRef, type PostRef, defined } from '../../src/platform'
import { shareMissing } from './files'
import { maybe, record, text, type Json } from './payload'
import { workspaceOf, type Session } from './session'
import { toFailure } from './outgoing-call'
import { keyHash, metadataType } from './outgoing'
import { homeOf, partsOf, postRef } from './refs'
import type { Workspace } from './connect-workspaces'

/** Slack's clock and ours need not agree. */
const marginMs = 120_000
const mostPages = 10

/** One page of a channel's or a thread's messages, the newest first in a channel. */
export const page = async (
  { client }: Workspace,
  place: { readonly channel: string; readonly ts?: string },
  asked: { readonly oldest: string; readonly cursor?: string },
): Promise<{ messages: readonly Json[]; next?: string }> => {
  const { channel, ts } = place
  const common = { channel, limit: 200, include_all_metadata: true, ...asked }
  const answer =
    ts === undefined
      ? await client.conversations.history(common)
      : await client.conversations.replies({ ...common, ts })
  const next = maybe(answer.response_metadata?.next_cursor)
  return { messages: (answer.messages ?? []).map(record), ...defined({ next }) }
}

const cannotTell = (error: unknown): 'unknown' => {
  const failure = toFailure(error)
  // Look again later: `throttled` would mean that the send itself surely was not done.
  if (failure.kind === 'throttled' || failure.kind === 'again' || failure.kind === 'unclear')
    throw new DeliveryFailure('unclear', `it cannot be looked up yet: ${failure.message}`, failure.retryAt, {
      cause: error,
    })
  return 'unknown'
}

/** Every post of ours has a mark, but for the message that carries files: one without means that Slack does not show marks to us. */
const isOwnPost = (message: Json, { botId }: Workspace): boolean =>
  botId !== undefined && message['bot_id'] === botId && message['files'] === undefined

/** Looks for our mark in the messages of a place. Without the right to read them nobody can tell. */
export const find = async (
  session: Session,
  to: PlaceRef,
  key: string,
  since: Date,
): Promise<PostRef | 'absent' | 'unknown'> => {
  // Showing a Home again shows the same.
  if (homeOf(to)) return 'absent'
  const place = partsOf(to)
  const hash = keyHash(key)
  const oldest = String(Math.floor((since.getTime() - marginMs) / 1000))
  try {
    const workspace = await workspaceOf(session, place.workspace)
    let cursor: string | undefined
    let hidesMarks = false
    for (let count = 0; count < mostPages; count++) {
      const { messages, next } = await page(workspace, place, { oldest, ...defined({ cursor }) })
      for (const message of messages) {
        const { event_type, event_payload } = record(message['metadata'])
        const payload = record(event_payload)
        hidesMarks ||= event_type === undefined && isOwnPost(message, workspace)
        if (event_type !== metadataType || payload['key'] !== hash) continue
        const files = text(payload['files']).split(',').filter(Boolean)
        const as = { ...(maybe(message['username']) !== undefined && { username: text(message['username']) }) }
        await shareMissing(workspace, {
          channel: place.channel,
          files,
          ...as,
          ...defined({ thread: place.ts }),
        })
        return postRef(place.workspace, place.channel, text(message['ts']))
      }
      if (next === undefined) return hidesMarks ? 'unknown' : 'absent'
      cursor = next
    }
    return 'unknown'
  } catch (error) {
    return cannotTell(error)
  }
}
