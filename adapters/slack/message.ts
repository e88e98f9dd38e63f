import type { Arrival, FileRef, PlaceRef, RichText, TextBlock } from '../../src/platform'
import { list, maybe, number, record, text, type Json } from './json'
import { parseMrkdwn } from './mrkdwn'
import type { Native } from './native'
import { answerRef, fileRef, homeRef, placeOf, userRef, workspaceRef } from './refs'
import { readRichText } from './read-rich-text'

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
    ...(known?.locale !== undefined && { locale: known.locale }),
    ...spot,
    direct: channel?.startsWith('D') === true,
    answer: answerRef(spot.place, from, maybe(native.body['response_url'])),
  }
}

export const isBots = (message: Json, native: Native): boolean =>
  message['bot_id'] !== undefined ||
  message['subtype'] === 'bot_message' ||
  message['user'] === native.bot ||
  native.people[text(message['user'])]?.bot === true

/** Somebody else's words that were passed on: they belong to the message. */
const shared = (message: Json, native: Native): TextBlock[] =>
  list(message['attachments'])
    .map(record)
    .filter((one) => one['is_share'] === true)
    .flatMap((one) => {
      const blocks = list(one['message_blocks']).flatMap((block) => list(record(record(block)['message'])['blocks']))
      const words = readRichText(blocks, native) ?? parseMrkdwn(text(one['text']) || text(one['fallback']), native)
      const author = maybe(one['author_name'])
      const name: TextBlock[] =
        author === undefined ? [] : [{ kind: 'paragraph', inlines: [{ kind: 'text', text: author, bold: true }] }]
      return words.length > 0 ? [{ kind: 'quote' as const, blocks: [...name, ...words] }] : []
    })

/** A document elsewhere has no bytes here: its link is said. */
const links = (message: Json): TextBlock[] =>
  list(message['files'])
    .map(record)
    .filter((file) => file['mode'] === 'external')
    .flatMap((file) => {
      const url = maybe(file['url_private']) ?? maybe(file['permalink'])
      return url === undefined
        ? []
        : [{ kind: 'paragraph' as const, inlines: [{ kind: 'link' as const, url, text: text(file['title']) || url }] }]
    })

export const wordsOf = (message: Json, native: Native): RichText => [
  ...(readRichText(message['blocks'], native) ?? parseMrkdwn(text(message['text']), native)),
  ...shared(message, native),
  ...links(message),
]

const gone = new Set(['tombstone', 'hidden_by_limit', 'external'])
export const filesOf = (message: Json, workspace: string): FileRef[] =>
  list(message['files'])
    .map(record)
    .filter((file) => maybe(file['id']) !== undefined && !gone.has(text(file['mode'])))
    .map((file) =>
      fileRef(workspace, {
        id: text(file['id']),
        name: text(file['name']) || text(file['title']) || text(file['id']),
        // Shared from another organisation, it says no more than its id.
        size: number(file['size']) ?? -1,
        type: text(file['mimetype']),
      }),
    )

export const threadIn = (message: Json): { thread?: string } => {
  const thread = maybe(message['thread_ts'])
  return thread === undefined ? {} : { thread }
}

export const wordsOn = (native: Native, message: Json, author: string) => ({
  onText: wordsOf(message, native),
  onFrom: { user: userRef(native.workspace, author), name: native.people[author]?.name ?? author },
})
