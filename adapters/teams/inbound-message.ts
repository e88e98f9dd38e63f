import {
  isSafeUrl,
  normalize,
  paragraph,
  say,
  type FileRef,
  type Inline,
  type PostRef,
  type RichText,
  defined,
} from '../../src/platform'
import { fieldsOf, stringIn, tenantOf, type Activity, type Attachment } from './payload'
import { baseOf, chainOf, platformName, postRef, userRef } from './refs'
import { parseMarkdown, parseHtml, replyTypes } from './markdown-read'

export const isAddressed = ({ entities, recipient }: Activity): boolean =>
  entities.some(
    ({ type, mentioned }) => type === 'mention' && mentioned?.id !== undefined && mentioned.id === recipient?.id,
  )

/** The bot's own name is an address and no part of the words. */
export const mentionedIn =
  (activity: Activity) =>
  (index: number | undefined, name: string): Inline | undefined => {
    const mentions = activity.entities.filter(({ type }) => type === 'mention')
    const found =
      (index === undefined ? undefined : mentions[index]) ?? mentions.find(({ mentioned }) => mentioned?.name === name)
    const id = found?.mentioned?.id
    if (id === undefined) return name ? { kind: 'mention', name } : undefined
    if (id === activity.recipient?.id) return undefined
    const called = found?.mentioned?.name ?? name
    return { kind: 'mention', name: called, user: userRef(tenantOf(activity), id) }
  }

/** The words of a message; `replyTo` where the client quoted what is answered. */
export const wordsOf = (activity: Activity): { readonly text: RichText; readonly replyTo?: string } => {
  const html = activity.attachments.find(({ contentType }) => contentType === 'text/html')?.content
  const mentioned = mentionedIn(activity)
  if (typeof html === 'string' && html.trim() !== '') {
    const replyTo = replyTypes.test(html) ? /itemid="(\d{5,20})"/.exec(html)?.[1] : undefined
    const text = normalize(parseHtml(html, mentioned, filesOf(activity).length === 0))
    return { text, ...defined({ replyTo }) }
  }
  const source = activity.text ?? ''
  if (activity.textFormat === 'xml') return { text: normalize(parseHtml(source, mentioned)) }
  return { text: activity.textFormat === 'markdown' ? asMarkdown(source, mentioned) : asPlain(source, mentioned) }
}

const atTag = /<at(?:\s[^<>]*)?>([^<>]*)<\/at>/gi
const asMarkdown = (source: string, mentioned: ReturnType<typeof mentionedIn>): RichText =>
  parseMarkdown(
    source
      .replace(atTag, (_, name: string) => {
        const found = mentioned(undefined, name.trim())
        return found?.kind === 'mention' ? `@${found.name}` : ''
      })
      .trim(),
  )
const asPlain = (source: string, mentioned: ReturnType<typeof mentionedIn>): RichText => {
  const parts = source.replace(/\r\n?/g, '\n').split(atTag)
  const inlines = parts.flatMap((part, i): (string | Inline)[] => {
    if (i % 2 === 0) return [part]
    const found = mentioned(undefined, part.trim())
    return found ? [found] : []
  })
  if (inlines.every((one) => typeof one === 'string')) return say(inlines.join('').trim())
  const from = inlines.findIndex((one) => typeof one !== 'string' || one.trim() !== '')
  const [first = '', ...rest] = inlines.slice(from)
  return normalize([paragraph(typeof first === 'string' ? first.trimStart() : first, ...rest)])
}

const downloadType = 'application/vnd.microsoft.teams.file.download.info'

/** Files that the bot may fetch: those of its own chats, and pictures in any message. */
export const filesOf = (activity: Activity): readonly FileRef[] =>
  activity.attachments.flatMap((attachment, i) => {
    const { contentType = '', contentUrl, name } = attachment
    const download = contentType === downloadType ? stringIn(attachment.content, 'downloadUrl') : undefined
    const url = download ?? (contentType.startsWith('image/') ? contentUrl : undefined)
    if (url === undefined || !isSafeUrl(url)) return []
    const type = download === undefined ? contentType : typeOf(attachment)
    const ending = type.startsWith('image/') && !type.endsWith('*') ? `.${type.slice(6)}` : ''
    const size = Number(fieldsOf(attachment.content)['fileSize'] ?? -1)
    return [
      {
        platform: platformName,
        kind: 'file' as const,
        id: `${download === undefined ? 'attachment' : 'download'} ${url}`,
        name: name ?? `image-${i + 1}${ending}`,
        size: Number.isInteger(size) && size >= 0 ? size : -1,
        type,
      },
    ]
  })
const types: ReadonlyMap<string, string> = new Map(
  Object.entries({
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    pdf: 'application/pdf',
    txt: 'text/plain',
    log: 'text/plain',
  }),
)
const typeOf = ({ content }: Attachment): string =>
  types.get(stringIn(content, 'fileType') ?? '') ?? 'application/octet-stream'

/**
 * A channel's files lie in SharePoint, where the bot may not read: people follow the link. What is uploaded in the bot's own chat
 * comes as a file.
 */
export const linksOf = (activity: Activity): RichText =>
  activity.attachments.flatMap(({ contentType = '', contentUrl, name, content }) =>
    contentUrl !== undefined &&
    isSafeUrl(contentUrl) &&
    (contentType === 'reference' ||
      (contentType === downloadType && !isSafeUrl(stringIn(content, 'downloadUrl') ?? '')))
      ? [paragraph('📎 ', { kind: 'link', url: contentUrl, text: name ?? contentUrl })]
      : [],
  )

/** The message that an action of the message menu is about. */
export const messageIn = (
  activity: Activity,
):
  | {
      readonly post: PostRef
      readonly text: RichText
      readonly author?: { readonly id: string; readonly name: string }
    }
  | undefined => {
  const payload = fieldsOf(fieldsOf(activity.value)['messagePayload'])
  const id = stringIn(payload, 'id')
  if (id === undefined) return undefined
  const content = stringIn(payload['body'], 'content') ?? ''
  const isText = stringIn(payload['body'], 'contentType') === 'text'
  const text = isText
    ? say(content)
    : normalize(parseHtml(content, (_, name) => (name ? { kind: 'mention', name } : undefined)))
  const user = fieldsOf(fieldsOf(payload['from'])['user'])
  const [author, name] = [stringIn(user, 'id'), stringIn(user, 'displayName') ?? '']
  const { base, root } = baseOf(activity.conversation.id)
  const channel = activity.conversation.conversationType === 'channel'
  const conversation = channel ? chainOf(base, stringIn(payload, 'replyToId') ?? root ?? id) : base
  return {
    post: postRef(tenantOf(activity), conversation, id),
    text,
    ...(author !== undefined && { author: { id: author, name } }),
  }
}
