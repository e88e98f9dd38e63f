import { own, type FileRef, type RichText, type TextBlock, type Unshown, defined } from '../../src/platform'
import { blocksTold, bold, linked, together, type Told } from './inbound-cards'
import { list, maybe, number, record, text, type Json } from './payload'
import { parseMrkdwn } from './markdown-read'
import type { Native } from './inbound-native'
import { fileRef } from './refs'

/** All that is in a message: what is in none of these is nothing. */
export interface Contents {
  readonly text: RichText
  readonly files: readonly FileRef[]
  readonly unshown: readonly Unshown[]
}

/**
 * Subtypes by which Slack tells of a channel and its members: joins, pins, topics, reminders. Nobody says anything in them. A
 * subtype that is not here, also one that is new, is a person's message.
 */
export const silentSubtypes: ReadonlySet<string> = new Set([
  'app_conversation_join',
  'app_conversation_leave',
  'assistant_app_thread',
  'bot_add',
  'bot_disable',
  'bot_enable',
  'bot_message',
  'bot_remove',
  'channel_archive',
  'channel_canvas_updated',
  'channel_convert_to_private',
  'channel_convert_to_public',
  'channel_join',
  'channel_leave',
  'channel_name',
  'channel_posting_permissions',
  'channel_purpose',
  'channel_topic',
  'channel_unarchive',
  'document_mention',
  'file_comment',
  'file_mention',
  'group_archive',
  'group_join',
  'group_leave',
  'group_name',
  'group_purpose',
  'group_topic',
  'group_unarchive',
  'joiner_notification',
  'joiner_notification_for_inviter',
  'list_record_comment',
  'message_changed',
  'message_deleted',
  'message_replied',
  'pinned_item',
  'reminder_add',
  'reminder_delete',
  'reply_broadcast',
  'slackbot_response',
  'tabbed_canvas_updated',
  'tombstone',
  'unpinned_item',
])

const calls: ReadonlySet<string> = new Set(['huddle_thread', 'sh_room_created', 'sh_room_shared'])

/** Reads a message with everything that Slack lets a person put into one. */
export const contentsOf = (message: Json, native: Native): Contents => {
  const attachments = list(message['attachments']).map(record)
  const files = [message, ...attachments.filter(isPassedOn)].flatMap(({ files: all }) => list(all).map(record))
  const told = together([
    bodyOf(message, native),
    ...attachments.map((one) => attachmentTold(one, message, native)),
    ...files.map(fileTold),
    ...(calls.has(text(message['subtype'])) ? [{ text: [], unshown: [{ kind: 'call' as const }] }] : []),
  ])
  const fetched = filesOf(files, native.workspace)
  const isNothing = told.text.length + told.unshown.length + fetched.length === 0
  return {
    text: told.text,
    files: fetched,
    unshown: isNothing && text(message['text']) === '' ? [{ kind: 'other' }] : told.unshown,
  }
}

/** Words of the blocks; without any, the text. */
const bodyOf = (message: Json, native: Native): Told => {
  const blocks = blocksTold(list(message['blocks']).map(record), native)
  if (blocks.text.length > 0) return blocks
  const isCall = calls.has(text(message['subtype']))
  return { text: isCall ? [] : parseMrkdwn(text(message['text']), native), unshown: blocks.unshown }
}

const isPassedOn = (attachment: Json): boolean => attachment['is_share'] === true

/** Slack shows beside a link what is behind it: whoever reads the link has it. */
const isPreview = (attachment: Json, message: Json): boolean => {
  const url = maybe(attachment['from_url']) ?? maybe(attachment['original_url'])
  const words = JSON.stringify([message['text'], message['blocks']]).replaceAll('&amp;', '&')
  return url !== undefined && words.includes(JSON.stringify(url).slice(1, -1))
}

const attachmentTold = (attachment: Json, message: Json, native: Native): Told => {
  if (isPassedOn(attachment)) return quoted(passedOn(attachment, native))
  if (isPreview(attachment, message)) return { text: [], unshown: [] }
  return quoted(legacy(attachment, native))
}
const quoted = ({ text: blocks, unshown }: Told): Told => ({
  text: blocks.length === 0 ? [] : [{ kind: 'quote', blocks }],
  unshown,
})

/** Somebody else's message that was passed on: they belong to the message, whoever said it, also a bot. */
const passedOn = (attachment: Json, native: Native): Told => {
  const inner = list(attachment['message_blocks']).map((block) => record(record(block)['message']))
  const blocks = inner.flatMap((message) => list(message['blocks']).map(record))
  const told = blocksTold([...blocks, ...list(attachment['blocks']).map(record)], native)
  const words = told.text.length > 0 ? told.text : legacy({ ...attachment, author_name: undefined }, native).text
  const author = maybe(attachment['author_name'])
  const isNothing = words.length + told.unshown.length + list(attachment['files']).length === 0
  return {
    text: [...(author === undefined || isNothing ? [] : bold(author)), ...words],
    unshown: isNothing ? [{ kind: 'forward', ...defined({ name: author }) }] : told.unshown,
  }
}

/** An attachment of the older kind, as apps make them. */
const legacy = (one: Json, native: Native): Told => {
  const words = (name: string): RichText => (maybe(one[name]) ? parseMrkdwn(text(one[name]), native) : [])
  const title = text(one['title'])
  const fields = list(one['fields'])
    .map(record)
    .flatMap((field) => [...bold(text(field['title'])), ...parseMrkdwn(text(field['value']), native)])
  const picture = maybe(one['image_url']) ?? maybe(one['thumb_url'])
  const told = blocksTold(list(one['blocks']).map(record), native)
  const blocks: readonly TextBlock[] = [
    ...words('pretext'),
    ...(maybe(one['author_name']) ? bold(text(one['author_name'])) : []),
    ...(title === '' ? [] : linked(maybe(one['title_link']), title)),
    ...words('text'),
    ...told.text,
    ...fields,
    ...list(one['actions'])
      .map(record)
      .flatMap((action) => linked(maybe(action['url']), `[${text(action['text'])}]`)),
    ...(picture === undefined ? [] : linked(picture, title || picture)),
  ]
  if (blocks.length > 0) return { text: blocks, unshown: told.unshown }
  const fallback = words('fallback')
  const isNothing = fallback.length + told.unshown.length === 0
  return { text: fallback, unshown: isNothing ? [{ kind: 'card' }] : told.unshown }
}

/** Documents that live in Slack or elsewhere have no bytes to fetch: their link is said. */
const documents: Readonly<Record<string, Unshown['kind']>> = {
  external: 'document',
  quip: 'document',
  canvas: 'document',
  space: 'document',
  post: 'document',
  list: 'list',
}
const kept: ReadonlySet<string> = new Set(['tombstone', 'hidden_by_limit'])

const isDocument = (file: Json): boolean => documentKind(file) !== undefined
const documentKind = (file: Json): Unshown['kind'] | undefined =>
  own(documents, text(file['mode'])) ??
  (file['is_external'] === true ? 'document' : own(documents, text(file['filetype'])))

const fileTold = (file: Json): Told => {
  const name = text(file['title']) || text(file['name'])
  const named = name === '' ? {} : { name }
  const kind = documentKind(file)
  const url = maybe(file['mode']) === 'external' ? maybe(file['url_private']) : undefined
  const link = url ?? maybe(file['permalink']) ?? maybe(file['url_private'])
  if (kind !== undefined)
    return link === undefined
      ? { text: [], unshown: [{ kind, ...named }] }
      : { text: linked(link, name || link), unshown: [] }
  const isKept = kept.has(text(file['mode'])) || maybe(file['id']) === undefined
  return { text: [], unshown: isKept ? [{ kind: 'file', ...named }] : [] }
}

const filesOf = (files: readonly Json[], workspace: string): readonly FileRef[] =>
  files
    .filter((file) => maybe(file['id']) !== undefined && !kept.has(text(file['mode'])) && !isDocument(file))
    .map((file) =>
      fileRef(workspace, {
        id: text(file['id']),
        name: text(file['name']) || text(file['title']) || text(file['id']),
        // Shared from another organisation, it says no more than its id.
        size: number(file['size']) ?? -1,
        type: text(file['mimetype']),
      }),
    )
