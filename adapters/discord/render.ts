import type { Block, Card, Content, Control, PostRef, RichText, UserRef } from '../../src/platform'
import { cut, plain, truncate } from '../../src/platform'
import { componentTextLimit, contentLimit } from './limits'
import { escapeMarkdown, printMarkdown } from './markdown-print'
import { platformName, readPost } from './refs'

/** A message as Discord's REST API takes it, without files. */
export interface MessageBody {
  readonly content?: string
  readonly components?: readonly Component[]
  readonly flags?: number
  readonly allowed_mentions: {
    readonly parse: readonly []
    readonly users?: readonly string[]
    readonly replied_user: false
  }
  readonly message_reference?: { readonly message_id: string; readonly fail_if_not_exists: false }
}
export type Component = {
  readonly type: number
  readonly components?: readonly Component[]
  readonly content?: string
} & Readonly<Record<string, unknown>>

export const ephemeral = 1 << 6
const componentsV2 = 1 << 15

const colours: Readonly<Record<Card['tone'], number>> = {
  neutral: 0x5865f2,
  good: 0x2ecc71,
  warning: 0xf1c40f,
  danger: 0xed4245,
}
const buttonStyles = { primary: 1, danger: 4, plain: 2, link: 5 } as const
/** Discord refuses a message in which there is nothing to see. */
const blank = '\u200b'

export interface RenderOptions {
  /** `custom_id` of each control, in the order of the card. */
  readonly ids?: readonly string[]
  /** The name stands before the text: this network shows no persona. */
  readonly prefix?: boolean
  /** Names of the files that go along: a message of components must mention each. */
  readonly files?: readonly string[]
}

/** A message of this network. A card is drawn with components (version 2), which leave no room for `content`. */
export const render = (content: Content, { ids = [], prefix = true, files = [] }: RenderOptions = {}): MessageBody => {
  const pinged = pingedBy(content.mentions)
  const common = {
    allowed_mentions: { parse: [] as const, ...(pinged.length > 0 && { users: pinged }), replied_user: false as const },
    ...answers(content.replyTo),
  }
  const ping = pinged.map((id) => `<@${id}>`).join(' ')
  if (content.card) {
    const components = [...cardComponents(content.card, ids, ping), ...files.map(fileComponent)]
    return { ...common, flags: componentsV2, components: withinTotal(components) }
  }
  const name = prefix && content.as ? content.as.name : undefined
  return { ...common, content: textOf(content.text, name, ping) }
}

/** Words in the place of a message: one that is made of components stays so. */
export const renderOver = (content: Content, flags = 0): MessageBody => {
  const { content: words, ...body } = render(content)
  return (flags & componentsV2) === 0
    ? { ...body, content: words ?? blank, components: [] }
    : { ...body, flags: componentsV2, components: [text(words ?? '')] }
}

const pingedBy = (mentions: readonly UserRef[] = []): readonly string[] =>
  [
    ...new Set(
      mentions.filter(({ platform, id }) => platform === platformName && /^\d+$/.test(id)).map(({ id }) => id),
    ),
  ].slice(0, 20)

const answers = (post: PostRef | undefined): Pick<MessageBody, 'message_reference'> =>
  post?.platform === platformName
    ? { message_reference: { message_id: readPost(post).message, fail_if_not_exists: false } }
    : {}

const textOf = (text: RichText, name: string | undefined, ping: string): string => {
  const printed = printMarkdown(text)
  const room = contentLimit - printed.length
  // The words come first: a name or a ping for which there is no room goes.
  const call = ping.length + 1 <= room ? ping : ''
  const bold = name === undefined ? '' : `**${escapeMarkdown(cut(name, 80))}**`
  // Quotes, lists and code must begin their own line.
  const opens = text[0]?.kind === 'paragraph' ? ': ' : ':\n'
  const lead = bold !== '' && call.length + bold.length + opens.length + 1 <= room ? bold + opens : ''
  const whole = [call, lead + printed].filter((part) => part !== '').join(' ')
  return whole.trim() === '' ? blank : whole
}

const text = (content: string): Component => ({ type: 10, content: content.trim() === '' ? blank : content })
const fileComponent = (name: string): Component => ({ type: 13, file: { url: `attachment://${name}` } })

const cardComponents = (card: Card, ids: readonly string[], ping: string): readonly Component[] => {
  const left = [...ids]
  const parts: Component[] = []
  let words: string[] = [`### ${escapeMarkdown(card.title.replaceAll(/\s+/g, ' ').trim()) || blank}`]
  const flush = (): void => {
    if (words.length > 0) parts.push(text(words.join('\n')))
    words = []
  }
  for (const block of card.blocks) {
    if (block.kind === 'divider') {
      flush()
      parts.push({ type: 14 })
    } else if (block.kind === 'controls') {
      flush()
      parts.push(...rowsOf(block.controls, left))
    } else words.push(blockText(block))
  }
  flush()
  const container: Component = { type: 17, accent_color: colours[card.tone], components: parts }
  return ping === '' ? [container] : [text(ping), container]
}

const blockText = (block: Exclude<Block, { kind: 'divider' | 'controls' }>): string => {
  if (block.kind === 'text') return printMarkdown(block.text)
  if (block.kind === 'context')
    return printMarkdown(block.text)
      .split('\n')
      .map((line) => (/^(?:>|-|#|`|\d+\.)/.test(line) || line.trim() === '' ? line : `-# ${line}`))
      .join('\n')
  return fieldLines(block.fields)
}

const perLine = 3
const longValue = 24

/** Short fields share a line, so that a card stays small on a phone. */
const fieldLines = (fields: readonly { readonly label: string; readonly value: string }[]): string => {
  const lines: string[][] = []
  for (const { label, value } of fields) {
    const field = `**${escapeMarkdown(label)}:** ${printMarkdown([{ kind: 'paragraph', inlines: [{ kind: 'text', text: value }] }])}`
    const last = lines.at(-1)
    if (last && last.length < perLine && value.length <= longValue && !value.includes('\n')) last.push(field)
    else
      lines.push(
        value.length > longValue || value.includes('\n') ? [field, ...Array<string>(perLine - 1).fill('')] : [field],
      )
  }
  return lines.map((line) => line.filter((field) => field !== '').join('  ·  ')).join('\n')
}

const rowsOf = (controls: readonly Control[], ids: string[]): readonly Component[] => {
  const rows: Component[][] = []
  for (const control of controls) {
    const drawn = draw(control, ids.shift() ?? '')
    const last = rows.at(-1)
    if (last && last.length < 5 && drawn.type === 2 && last[0]?.type === 2) last.push(drawn)
    else rows.push([drawn])
  }
  return rows.map((components) => ({ type: 1, components }))
}

const draw = (control: Control, id: string): Component => {
  if (control.kind === 'button')
    return { type: 2, style: buttonStyles[control.style ?? 'plain'], label: control.label, custom_id: id }
  if (control.kind === 'link') return { type: 2, style: buttonStyles.link, label: control.label, url: control.url }
  const seen = new Set<string>()
  const options = control.choices
    .filter(({ value }) => value !== '' && value.length <= 100 && !seen.has(value) && seen.add(value))
    .map(({ value, label }) => ({ value, label, ...(value === control.chosen && { default: true }) }))
  return { type: 3, custom_id: id, placeholder: control.label, options }
}

const sum = (components: readonly Component[]): number =>
  components.reduce((total, { content = '', components: inner = [] }) => total + content.length + sum(inner), 0)

/** Escapes make texts longer than `fit` can know: the last words give way. */
const withinTotal = (components: readonly Component[]): readonly Component[] => {
  let over = sum(components) - componentTextLimit
  const shorten = (component: Component): Component => {
    const inner = component.components?.toReversed().map(shorten).toReversed()
    const { content } = component
    if (over <= 0 || content === undefined) return { ...component, ...(inner && { components: inner }) }
    const kept = cut(content, Math.max(1, content.length - over - 1))
    over -= content.length - kept.length - 1
    return { ...component, content: `${kept}…` }
  }
  return over <= 0 ? components : components.toReversed().map(shorten).toReversed()
}

/** The words that a person sees in a message: for telling whether it is the one that was sent. */
export const visibleWords = (message: {
  readonly content?: string | null
  readonly components?: readonly Component[]
}): string => [message.content ?? '', ...texts(message.components ?? [])].join('\n').replaceAll(/\s+/g, ' ').trim()
const texts = (components: readonly Component[]): readonly string[] =>
  components.flatMap(({ content, label, components: inner }) => [
    ...(content === undefined ? [] : [content]),
    ...(typeof label === 'string' ? [label] : []),
    ...texts(inner ?? []),
  ])

/** A post that may be too long for one answer to an interaction. */
export const threadName = (title: string): string =>
  plain(
    truncate(
      [{ kind: 'paragraph', inlines: [{ kind: 'text', text: title.replaceAll(/\s+/g, ' ').trim() || '…' }] }],
      100,
    ),
  )
