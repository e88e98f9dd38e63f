import {
  isSafeUrl,
  isEmpty,
  normalize,
  paragraph,
  say,
  type FileRef,
  type RichText,
  type TextBlock,
  type Unshown,
  defined,
} from '../../src/platform'
import { fieldsOf, stringIn, type Activity, type Attachment } from './payload'
import { cardWords } from './inbound-cards'
import { filesOf, linksOf, mentionedIn, wordsOf } from './inbound-message'
import { parseHtml } from './markdown-read'

/** All that is in a message: what is in none of these is nothing. */
export interface Contents {
  readonly text: RichText
  readonly files: readonly FileRef[]
  readonly unshown: readonly Unshown[]
  readonly replyTo?: string
}

interface Told {
  readonly text: RichText
  readonly unshown: readonly Unshown[]
}
const nothing: Told = { text: [], unshown: [] }

/** Reads a message with everything that Teams lets a person put into one. */
export const contentsOf = (activity: Activity): Contents => {
  const { text: words, replyTo } = wordsOf(activity)
  const files = filesOf(activity)
  const told = activity.attachments.map((attachment) => attachmentTold(attachment, activity))
  const text = [...words, ...linksOf(activity), ...told.flatMap((one) => one.text)]
  const isBare = isEmpty(text) && files.length === 0
  const unshown = [...told.flatMap((one) => one.unshown), ...mediaIn(activity, isBare)]
  return {
    text,
    files,
    unshown: isBare && unshown.length === 0 ? missing(activity) : unshown,
    ...defined({ replyTo }),
  }
}

const htmlOf = ({ attachments }: Activity): string => {
  const html = attachments.find(({ contentType }) => contentType === 'text/html')?.content
  return typeof html === 'string' ? html : ''
}

/** Recordings and pictures that stand in the words and come with no file. */
const mediaIn = (activity: Activity, isBare: boolean): readonly Unshown[] => {
  const html = htmlOf(activity)
  return [
    ...(/<audio[\s>]|AMSAudio/i.test(html) ? [{ kind: 'recording' as const }] : []),
    ...(/<(?:video|iframe|object)[\s>]|AMSVideo/i.test(html) ? [{ kind: 'video' as const }] : []),
    ...(isBare && /<img[\s>]/i.test(html) ? [{ kind: 'picture' as const }] : []),
  ]
}

/** Nothing of it is known here. The bot's name and nothing else, or the fields of a card, are not for showing. */
const missing = (activity: Activity): readonly Unshown[] => {
  const hasWords = (activity.text ?? '') !== '' || htmlOf(activity) !== ''
  return hasWords || activity.value !== undefined ? [] : [{ kind: 'other' }]
}

const cards = /^application\/vnd\.microsoft\.(?:card\.|teams\.card\.)/

/** Content of an attachment that is neither the words, nor a file, nor a link to one. */
const attachmentTold = (attachment: Attachment, activity: Activity): Told => {
  const { contentType = '', contentUrl, name } = attachment
  const content = contentIn(attachment)
  const named = name === undefined ? {} : { name }
  if (contentType === 'text/html' || contentType === 'reference' || contentType.startsWith('image/')) return nothing
  if (contentType === 'application/vnd.microsoft.teams.file.download.info') return fileless(attachment)
  if (/messageReference$/i.test(contentType)) return passedOn(content, activity)
  if (/^(audio|video)\//.test(contentType))
    return linkOr(contentUrl, name, { kind: contentType.startsWith('audio/') ? 'recording' : 'video', ...named })
  const words = cardWords(content)
  if (words.length > 0) return { text: [{ kind: 'quote', blocks: words }], unshown: [] }
  const url = stringIn(content, 'componentUrl') ?? contentUrl
  const kind = /fluid|loop|codesnippet/i.test(contentType)
    ? 'document'
    : /location/i.test(contentType)
      ? 'location'
      : cards.test(contentType)
        ? 'card'
        : 'other'
  return linkOr(url, name, { kind, ...named })
}
const linkOr = (url: string | undefined, name: string | undefined, unshown: Unshown): Told =>
  url !== undefined && isSafeUrl(url)
    ? { text: [paragraph({ kind: 'link', url, text: name ?? url })], unshown: [] }
    : { text: [], unshown: [unshown] }

/** A file whose place is not told. */
const fileless = ({ content, contentUrl, name }: Attachment): Told => {
  const url = stringIn(content, 'downloadUrl') ?? contentUrl
  return url !== undefined && isSafeUrl(url) ? nothing : { text: [], unshown: [{ kind: 'file', ...defined({ name }) }] }
}

/** Cards and references come as JSON in a string, or as the object itself. */
const contentIn = ({ content }: Attachment): unknown => {
  if (typeof content !== 'string') return content
  try {
    return JSON.parse(content)
  } catch {
    return { text: content }
  }
}

/** Somebody else's message that was forwarded or quoted, as far as Teams hands it over. */
const passedOn = (content: unknown, activity: Activity): Told => {
  const html = stringIn(content, 'originalMessageContent') ?? stringIn(content, 'messageContent')
  const preview = stringIn(content, 'messagePreview')
  const sender = fieldsOf(fieldsOf(content)['originalMessageSender'] ?? fieldsOf(content)['messageSender'])
  const author = stringIn(sender['user'], 'displayName') ?? stringIn(sender['application'], 'displayName')
  const words = html === undefined ? say(preview ?? '') : normalize(parseHtml(html, mentionedIn(activity)))
  if (isEmpty(words)) return { text: [], unshown: [{ kind: 'forward', ...defined({ name: author }) }] }
  const heading: readonly TextBlock[] =
    author === undefined ? [] : [paragraph({ kind: 'text', text: author, bold: true })]
  return { text: [{ kind: 'quote', blocks: [...heading, ...words] }], unshown: [] }
}
