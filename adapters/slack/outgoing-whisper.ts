import {
  DeliveryFailure,
  fit,
  fitWords,
  type AnswerRef,
  type Content,
  type Locale,
  type PlaceRef,
  type UserRef,
  defined,
} from '../../src/platform'
import { limits } from './limits'
import { measure } from './markdown-print'
import { isSlackUrl, workspaceOf, type Session } from './session'
import { call, slackCode } from './outgoing-call'
import { rendered } from './outgoing'
import { homeOf, partsOf, readAnswer } from './refs'
import type { Message } from './render'
import type { Workspace } from './connect-workspaces'

/** An answer, in as many messages as it takes. */
export const answerParts = async (
  session: Session,
  content: Content,
  workspace: string,
  locale: Locale,
): Promise<Message[]> => {
  const parts = fit(content, limits, { measure, words: fitWords[locale] })
  return Promise.all(parts.map(async (part) => rendered(session, part, workspace)))
}

const patienceMs = 10_000

/** Puts this in the place of the private message whose control was pressed. False where that is no longer possible. */
export const replaceOriginal = async (session: Session, url: string, { text, blocks }: Message): Promise<boolean> =>
  isSlackUrl(url, session.apiUrl) && respond(url, { text, blocks, replace_original: true }).catch(() => false)

const respond = async (url: string, message: object): Promise<boolean> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    await response.body?.cancel()
    // Used up, or older than 30 minutes: the person is told where they are.
    return response.ok
  } catch (cause) {
    throw new DeliveryFailure('unclear', 'the private answer may not have arrived', undefined, { cause })
  }
}

const direct = async ({ client }: Workspace, user: string, message: Message): Promise<void> => {
  const { channel } = await call(async () => client.conversations.open({ users: user }))
  const { text, blocks } = message
  await call(async () => client.chat.postMessage({ channel: channel?.id ?? '', text, blocks, parse: 'none' }))
}

/** Slack cannot show somebody something in a channel where the bot or the person is not. */
const notThere = new Set([
  'not_in_channel',
  'channel_not_found',
  'user_not_in_channel',
  'is_archived',
  'messages_tab_disabled',
])

const show = async (workspace: Workspace, place: PlaceRef, user: string, message: Message): Promise<void> => {
  if (homeOf(place)) return direct(workspace, user, message)
  const { channel, ts } = partsOf(place)
  try {
    const { text, blocks } = message
    await call(async () =>
      workspace.client.chat.postEphemeral({
        channel,
        user,
        text,
        blocks,
        parse: 'none',
        ...defined({ thread_ts: ts }),
      }),
    )
  } catch (error) {
    if (!notThere.has(slackCode(error))) throw error
    await direct(workspace, user, message)
  }
}

/** Tells one person alone. Throws DeliveryFailure. */
export const whisper = async (
  session: Session,
  to: AnswerRef | { readonly place: PlaceRef; readonly user: UserRef },
  content: Content,
  locale: Locale = 'en',
): Promise<void> => {
  const { place, user, responseUrl } = 'kind' in to ? readAnswer(to) : { ...to, responseUrl: undefined }
  const { workspace: id, channel: userId } = partsOf(user)
  const workspace = await workspaceOf(session, id)
  const thread = partsOf(place).ts
  for (const message of await answerParts(session, content, id, locale)) {
    const isTold =
      responseUrl !== undefined &&
      isSlackUrl(responseUrl, session.apiUrl) &&
      (await respond(responseUrl, {
        text: message.text,
        blocks: message.blocks,
        ...(thread !== undefined && homeOf(place) === undefined && { thread_ts: thread }),
      }))
    if (!isTold) await show(workspace, place, userId, message)
  }
}
