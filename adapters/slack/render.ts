import type { types as slack } from '@slack/bolt'
import {
  clip,
  isEmpty,
  packAction,
  paragraph,
  plain,
  truncate,
  type Block,
  type Button,
  type Card,
  type Content,
  type Control,
  type Memory,
  type RichText,
  type Select,
} from '../../src/platform'
import { limits, longestChoice, selectActionId } from './limits'
import { looksMarked, measure, printMrkdwn } from './markdown-print'
import { pings, printRichText } from './markdown-print-blocks'

type PlainText = slack.PlainTextElement
type TextObject = slack.PlainTextElement | slack.MrkdwnElement

/** Ids that controls carry so that a press can be understood: made by `actionIds`. */
export type ActionIds = ReadonlyMap<Control, string>

/** Long inputs are kept by the desk, and their controls carry a token. */
export const actionIds = async (card: Card | undefined, memory: Memory): Promise<ActionIds> => {
  const controls = (card?.blocks ?? []).flatMap((block) => (block.kind === 'controls' ? block.controls : []))
  const ids = new Map<Control, string>()
  for (const control of controls)
    if (control.kind === 'button') ids.set(control, await packAction(control, limits.actionId, memory))
    else if (control.kind === 'select') {
      // The field that a choice is for goes along under a name that no field has.
      const input = { ...control.input, '': control.field }
      ids.set(control, await packAction({ operation: control.operation, input }, selectActionId, memory))
    }
  return ids
}

/** Half a surrogate pair, or NUL, cannot be sent at all. */
export const sendable = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'string' ? one.toWellFormed().replaceAll('\0', '\u{FFFD}') : one,
    ),
  ) as T

/** `emoji: false`: what a customer typed stays as it is, `:smile:` too. */
export const plainText = (words: string, max: number): PlainText => ({
  type: 'plain_text',
  text: clip(words, max) || '…',
  emoji: false,
})

/** Formatted where nothing literal could be taken for formatting, else as it stands. */
const smallPrint = (text: RichText): TextObject => {
  const isSafe = text.every(
    (block) =>
      block.kind === 'paragraph' &&
      block.inlines.every((inline) => inline.kind !== 'text' || !looksMarked(inline.text)),
  )
  return isSafe ? { type: 'mrkdwn', text: printMrkdwn(text) } : plainText(plain(text), 3000)
}

const field = (label: string, value: string): TextObject =>
  looksMarked(label + value)
    ? plainText(`${label}\n${value}`, 2000)
    : {
        type: 'mrkdwn',
        text: `${printMrkdwn([paragraph({ kind: 'text', text: label, bold: true })])}\n${printMrkdwn([paragraph(value)])}`,
      }

/** `No` is no in both of our languages: the place's language is not known here. */
const confirmOf = ({ confirm, label }: Button): { confirm?: slack.ConfirmationDialog } =>
  confirm === undefined
    ? {}
    : {
        confirm: {
          title: plainText(label, 100),
          text: plainText(confirm, 300),
          confirm: plainText(label, 30),
          deny: plainText('No', 30),
        },
      }

const optionOf = ({ value, label }: { value: string; label: string }): slack.PlainTextOption => ({
  text: plainText(label, limits.card.label),
  value,
})
export const optionsOf = (choices: readonly { value: string; label: string }[]): slack.PlainTextOption[] =>
  choices.filter(({ value }) => value !== '' && value.length <= longestChoice).map(optionOf)

const selectOf = (control: Select, id: string): slack.StaticSelect | undefined => {
  const options = optionsOf(control.choices)
  const chosen = options.find(({ value }) => value === control.chosen)
  if (options.length === 0) return undefined
  return {
    type: 'static_select',
    action_id: `s:${id}`,
    placeholder: plainText(control.label, 150),
    options,
    ...(chosen && { initial_option: chosen }),
  }
}

/** `action_id` is `f…` where a form must be the first answer, `b…` otherwise; the action itself is the value. */
const elementOf = (control: Control, position: string, ids: ActionIds): (slack.Button | slack.StaticSelect)[] => {
  const id = ids.get(control) ?? ''
  switch (control.kind) {
    case 'button':
      return [
        {
          type: 'button',
          action_id: `${control.opensForm ? 'f' : 'b'}${position}`,
          text: plainText(control.label, limits.card.label),
          value: id,
          ...(control.style && { style: control.style }),
          ...confirmOf(control),
        },
      ]
    case 'select': {
      const select = selectOf(control, id)
      return select ? [select] : []
    }
    case 'link':
      return /^https?:\/\//i.test(control.url) && control.url.length <= 3000
        ? [
            {
              type: 'button',
              action_id: `l${position}`,
              text: plainText(control.label, limits.card.label),
              url: control.url,
            },
          ]
        : []
  }
}

const blockOf = (block: Block, at: number, ids: ActionIds): slack.KnownBlock[] => {
  switch (block.kind) {
    case 'text': {
      const rich = printRichText(block.text)
      return rich ? [rich] : []
    }
    case 'context':
      return isEmpty(block.text) ? [] : [{ type: 'context', elements: [smallPrint(block.text)] }]
    case 'fields':
      return [{ type: 'section', fields: block.fields.map(({ label, value }) => field(label, value)) }]
    case 'divider':
      return [{ type: 'divider' }]
    case 'controls': {
      const elements = block.controls.flatMap((control, i) => elementOf(control, `${at}.${i}`, ids))
      return elements.length > 0 ? [{ type: 'actions', elements }] : []
    }
  }
}

export const cardBlocks = (card: Card, ids: ActionIds): slack.KnownBlock[] => [
  { type: 'header', text: plainText(card.title, limits.card.title) },
  ...card.blocks.flatMap((block, at) => blockOf(block, at, ids)),
]

/** A message as `chat.postMessage` takes it. `text` is for notifications and for readers of screens. */
export interface Message {
  readonly text: string
  readonly blocks: slack.KnownBlock[]
  readonly username?: string
  readonly icon_url?: string
}

const longestName = 80
/** The blocks say it all; a notification need not. */
const longestText = 3900

const blocksOf = ({ text, card, mentions }: Content, ids: ActionIds, workspace: string): slack.KnownBlock[] => {
  const pinged = pings(workspace, mentions)
  if (!card) {
    const rich = printRichText(text, pinged)
    return rich ? [rich] : []
  }
  const called = printRichText([], pinged)
  return [...(called ? [called] : []), ...cardBlocks(card, ids)]
}

/** The content, which was fitted before, for a place of this workspace. */
export const render = (content: Content, ids: ActionIds, workspace: string): Message => {
  const { as, files = [] } = content
  const blocks = blocksOf(content, ids, workspace)
  const words = printMrkdwn(truncate(content.text, longestText, measure)).trim()
  const names = files.map(({ name }) => `📎 ${name}`).join('\n')
  // A post of files alone still needs words: the files are shared under it.
  const shown = blocks.length > 0 ? blocks : blocksOf({ text: [paragraph(names || '…')] }, ids, workspace)
  return sendable({
    text: words || printMrkdwn([paragraph(content.card?.title.trim() || names || '…')]),
    blocks: shown,
    ...(as && { username: clip(as.name.replace(/\s+/g, ' ').trim(), longestName) || '…' }),
    ...(as?.picture?.startsWith('https://') && { icon_url: as.picture }),
  })
}
