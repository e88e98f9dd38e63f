import type { APIAttachment, APIEmbed, APIMessage, APIPoll, APIUser } from 'discord.js'
import type { FileRef, RichText, TextBlock, Unshown } from '../../src/platform'
import { nameIn, wordsOfComponents, type MessageComponent } from './inbound-cards'
import { nameOf, type Channel } from './directory-known'
import { parseMarkdown, type Names } from './markdown-read'
import { markSpoilers } from './markdown-spoilers'
import { platformName, userRef } from './refs'

/** As the gateway sends it: with the guild and the author's membership. */
export type Message = Omit<APIMessage, 'mentions' | 'member'> & {
  readonly guild_id?: string
  readonly member?: { readonly nick?: string | null }
  readonly mentions: readonly (APIUser & { readonly member?: { readonly nick?: string | null } })[]
}

/**
 * Types by which Discord tells of the server and its members: joins, pins, boosts, a channel's name, a thread that was begun
 * (and the copy of the message it hangs off), what auto-moderation held back. Nobody says anything in them. A type that is not
 * here, also one that is new, is a person's message.
 */
export const silentTypes: ReadonlySet<number> = new Set([
  1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 36, 37, 38, 39,
  44,
])

/** True for people's own words: not for those of bots and webhooks. */
export const isPersons = (message: Message, me: string): boolean =>
  !silentTypes.has(message.type) && message.webhook_id === undefined && !message.author.bot && message.author.id !== me

export interface Scenery {
  readonly me: string
  channel(id: string): Channel | undefined
  role(id: string): string | undefined
}

/** All that is in a message: what is in none of these is nothing. */
export interface Contents {
  readonly text: RichText
  readonly files: readonly FileRef[]
  readonly unshown: readonly Unshown[]
}

/** Parts of a message, and of one that was forwarded with it: there some of them are missing. */
type Part = Partial<Pick<Message, 'content' | 'embeds' | 'components' | 'sticker_items' | 'poll' | 'attachments'>> &
  Partial<Pick<Message, 'activity' | 'application' | 'call' | 'stickers' | 'mentions'>> & {
    readonly shared_client_theme?: object
    readonly gift_info?: object
  }

const namesIn = ({ mentions = [] }: Part, scenery: Scenery): Names => ({
  user(id) {
    const user = mentions.find((one) => one.id === id)
    return user && { name: nameOf(user, user.member), user: userRef(id) }
  },
  channel: (id) => scenery.channel(id)?.name,
  role: (id) => scenery.role(id),
})

/** Reads a message with everything that Discord lets a person put into one. */
export const contentsOf = (message: Message, scenery: Scenery): Contents => {
  const { message_snapshots: snapshots = [] } = message
  const addressed = (message.content ?? '').replace(new RegExp(`^<@!?${scenery.me}>\\s*`), '')
  const own = partOf({ ...message, content: addressed }, scenery)
  const forwarded = snapshots.map((one) => partOf({ mentions: message.mentions, ...(one.message as Part) }, scenery))
  const parts = [own, ...forwarded.map((part) => ({ ...part, text: quoted(part.text) }))]
  const files = [message, ...snapshots.map((one) => one.message as Part)]
    .flatMap(({ attachments = [] }) => attachments)
    .map((file) => fileRefOf(message.channel_id, message.id, file))
  const unshown = parts.flatMap((part) => part.unshown)
  const text = parts.flatMap((part) => part.text)
  const isNothing = text.length + files.length + unshown.length === 0
  return { text, files, unshown: isNothing ? missing(message) : unshown }
}

/** Nothing of it is known here: a new kind of message, or one whose words Discord keeps from bots without the intent. */
const missing = ({ type, content, message_reference: reference }: Message): readonly Unshown[] => {
  if (reference?.type === 1) return [{ kind: 'forward' }]
  if (type === 3) return [{ kind: 'call' }]
  // Blanks, or the bot's name and nothing else: there is nothing to be shown.
  return content ? [] : [{ kind: 'other' }]
}

/** Discord's Markdown, with what it hides said to be hidden there. */
const readWords = (source: string, names: Names): RichText => markSpoilers(parseMarkdown(source, names))

const quoted = (blocks: RichText): RichText => (blocks.length === 0 ? [] : [{ kind: 'quote', blocks }])

const partOf = (part: Part, scenery: Scenery): Pick<Contents, 'text' | 'unshown'> => {
  const names = namesIn(part, scenery)
  const { content = '', embeds = [], poll, components = [], activity, application, sticker_items, stickers } = part
  const told = [
    ...readWords(content, names),
    ...embeds
      .filter((embed) => !isPreview(embed, content))
      .flatMap((embed) => (isResult(embed) ? resultWords(embed) : embedWords(embed, names))),
    ...wordsOfComponents(components as readonly MessageComponent[], names),
    ...(poll ? pollWords(poll) : []),
  ]
  const shown = sticker_items ?? stickers ?? []
  return {
    text: told,
    unshown: [
      ...shown.map(({ name }): Unshown => ({ kind: 'sticker', ...(name && { name }) })),
      ...(activity ? [{ kind: 'activity' as const, ...(application?.name && { name: application.name }) }] : []),
      ...(part.call ? [{ kind: 'call' as const }] : []),
      ...(part.shared_client_theme ? [{ kind: 'theme' as const }] : []),
      ...(part.gift_info ? [{ kind: 'gift' as const }] : []),
    ],
  }
}

/** Discord shows beside a link what is behind it: whoever reads the link has it. */
const isPreview = ({ type, url }: APIEmbed & { readonly type?: string }, content: string): boolean =>
  (url !== undefined && content.includes(url)) ||
  (type !== 'rich' && type !== 'poll_result' && /https?:\/\//.test(content))
const isResult = ({ type }: { readonly type?: string }): boolean => type === 'poll_result'

const bold = (text: string): TextBlock => ({ kind: 'paragraph', inlines: [{ kind: 'text', text, bold: true }] })
const linked = (url: string, text: string): TextBlock => ({
  kind: 'paragraph',
  inlines: [{ kind: 'link', url, text }],
})

const embedWords = (embed: APIEmbed & { readonly components?: unknown }, names: Names): readonly TextBlock[] => {
  const { author, title, url, description, fields = [], image, video, thumbnail, footer, provider } = embed
  const picture = video?.url ?? image?.url ?? thumbnail?.url
  const heading = title ?? (url === undefined ? undefined : (provider?.name ?? url))
  const blocks: readonly TextBlock[] = [
    ...(author?.name ? [bold(author.name)] : []),
    ...(heading === undefined ? [] : [url === undefined ? bold(heading) : linked(url, heading)]),
    ...(description ? readWords(description, names) : []),
    ...fields.flatMap(({ name, value }) => [bold(name), ...readWords(value, names)]),
    ...wordsOfComponents((embed.components ?? []) as readonly MessageComponent[], names),
    ...(picture !== undefined && /^https?:/.test(picture) ? [linked(picture, nameIn(picture))] : []),
    ...(footer?.text ? [bold(footer.text)] : []),
  ]
  return quoted(blocks)
}

/** Result of a poll: Discord sends it as an embed whose fields have technical names. */
const resultWords = ({ fields = [] }: APIEmbed): readonly TextBlock[] => {
  const told = new Map(fields.map(({ name, value }) => [name, value]))
  const votes = told.get('victor_answer_votes') ?? '0'
  const winner = told.get('victor_answer_text') ?? told.get('victor_answer_emoji_name')
  return [
    bold(`📊 ${told.get('poll_question_text') ?? ''}`),
    ...(winner === undefined ? [] : [bold(`${winner} (${votes}/${told.get('total_votes') ?? votes})`)]),
  ]
}

const pollWords = ({ question, answers }: APIPoll): readonly TextBlock[] => {
  const shown = ({ text, emoji }: APIPoll['question']): string => {
    const sign = emoji && (emoji.id ? `:${emoji.name ?? ''}:` : (emoji.name ?? ''))
    return [sign, text].filter(Boolean).join(' ')
  }
  return [
    bold(`📊 ${shown(question)}`),
    {
      kind: 'list',
      ordered: false,
      items: answers.map(({ poll_media }) => [
        { kind: 'paragraph', inlines: [{ kind: 'text', text: shown(poll_media) || '—' }] },
      ]),
    },
  ]
}

const fileRefOf = (channel: string, message: string, file: APIAttachment): FileRef => ({
  platform: platformName,
  kind: 'file',
  id: `${channel}/${message}/${file.id}`,
  name: file.filename,
  size: file.size,
  type: file.content_type ?? 'application/octet-stream',
})

/** Every file of a message, those that were forwarded with it too. */
export const attachmentsIn = (message: Pick<Message, 'attachments' | 'message_snapshots'>): readonly APIAttachment[] =>
  [message, ...(message.message_snapshots ?? []).map((one) => one.message as Part)].flatMap(
    ({ attachments = [] }) => attachments,
  )
