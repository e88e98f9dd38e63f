import {
  clip,
  plain,
  type Block,
  type Card,
  type Content,
  type Control,
  type Persona,
  type RichText,
} from '../../src/platform'
import { cardBytes } from './limits'
import { clean, run, printCardText, printHtml, type RichTextBlock } from './markdown-print'
import { escape } from './markdown-html'

export type Element = { readonly type: string } & Readonly<Record<string, unknown>>
export interface AdaptiveCard {
  readonly $schema: string
  readonly type: 'AdaptiveCard'
  readonly version: '1.5'
  readonly fallbackText: string
  readonly body: readonly Element[]
  readonly msteams?: { readonly width: 'Full' }
}
export const cardType = 'application/vnd.microsoft.card.adaptive'

/** Data that a control carries: the id of its action, and for a select which input and field it fills. */
export interface ActionData {
  /** An id of `packAction`. */
  readonly a: string
  /** Its first answer is a form. */
  readonly f?: 1
  /** The input whose value goes into the field `n`. */
  readonly s?: string
  readonly n?: string
  /** A filled form, that stands in a dialog (1) or as a card in the conversation (2). */
  readonly k?: 1 | 2
}
/** Context that a card needs beside its content; ids are made before, because rendering makes no call. */
export interface Drawing {
  readonly idOf: (control: Exclude<Control, { kind: 'link' }>) => string
  /** The client can open a form before anything is sent. */
  readonly dialogs: boolean
}

export const cardOf = (body: readonly Element[], fallback: string): AdaptiveCard => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.5',
  fallbackText: clean(clip(fallback, 400)) || '…',
  body,
  msteams: { width: 'Full' },
})

const button = (title: string): { readonly title: string } => ({ title: clean(title).trim() || '…' })

/** Clients that do not know Action.Execute send the same data as a message. */
export const execute = (title: string, data: ActionData, style?: string): Element => ({
  type: 'Action.Execute',
  ...button(title),
  verb: 'desk',
  data,
  ...(data.s === undefined && data.k === undefined && { associatedInputs: 'none' }),
  ...(style && { style }),
  fallback: { type: 'Action.Submit', ...button(title), data },
})

const styles = { primary: 'positive', danger: 'destructive' } as const
const action = (control: Exclude<Control, { kind: 'select' }>, drawing: Drawing): Element => {
  if (control.kind === 'link') return { type: 'Action.OpenUrl', ...button(control.label), url: clean(control.url) }
  const style = control.style && styles[control.style]
  const data: ActionData = { a: drawing.idOf(control), ...(control.opensForm && { f: 1 as const }) }
  if (control.opensForm && drawing.dialogs)
    return {
      type: 'Action.Submit',
      ...button(control.label),
      ...(style && { style }),
      associatedInputs: 'none',
      data: { msteams: { type: 'task/fetch' }, ...data },
    }
  if (control.confirm === undefined) return execute(control.label, data, style)
  const question = [...text(control.confirm), { type: 'ActionSet', actions: [execute(control.label, data, style)] }]
  return {
    type: 'Action.ShowCard',
    ...button(control.label),
    card: { type: 'AdaptiveCard', version: '1.5', body: question },
  }
}
const text = (words: string): RichTextBlock[] => [{ type: 'RichTextBlock', inlines: [run(words.trim() || '…')] }]

const select = (control: Control & { kind: 'select' }, at: number, drawing: Drawing): Element => {
  const id = `s${at}`
  const data: ActionData = { a: drawing.idOf(control), s: id, n: control.field }
  const input = {
    type: 'Input.ChoiceSet',
    id,
    style: 'compact',
    placeholder: clean(control.label),
    choices: control.choices.map(({ value, label }) => ({ title: clean(label).trim() || '…', value })),
    ...(control.chosen !== undefined && { value: control.chosen }),
  }
  return {
    type: 'ColumnSet',
    columns: [
      { type: 'Column', width: 'stretch', items: [input] },
      {
        type: 'Column',
        width: 'auto',
        items: [{ type: 'ActionSet', actions: [execute(`✓ ${control.label}`, data)] }],
      },
    ],
  }
}

const controls = (list: readonly Control[], at: number, drawing: Drawing): Element[] => {
  const selects = list.flatMap((control) => (control.kind === 'select' ? [control] : []))
  const others = list.flatMap((control) => (control.kind === 'select' ? [] : [control]))
  return [
    ...(others.length > 0 ? [{ type: 'ActionSet', actions: others.map((control) => action(control, drawing)) }] : []),
    ...selects.map((control, i) => select(control, at * 100 + i, drawing)),
  ]
}

const perRow = 3
type Fact = { readonly label: string; readonly value: string }
const column = (field: Fact | undefined): Element => ({
  type: 'Column',
  width: 'stretch',
  items: field
    ? [
        { type: 'RichTextBlock', inlines: [run(field.label.trim() || '…', { isSubtle: true, size: 'Small' })] },
        { type: 'RichTextBlock', spacing: 'None', inlines: [run(field.value.trim() || '–')] },
      ]
    : [],
})
/** Rows of three, the last filled up with nothing, so that columns stand below each other. */
const fields = (list: readonly Fact[]): Element[] =>
  Array.from({ length: Math.ceil(list.length / perRow) }, (_, row) => ({
    type: 'ColumnSet',
    spacing: 'Small',
    columns: Array.from({ length: perRow }, (__, i) => column(list[row * perRow + i])),
  }))

const element = (block: Block, at: number, drawing: Drawing): Element[] => {
  switch (block.kind) {
    case 'text': {
      const quote = block.text.length === 1 && block.text[0]?.kind === 'quote' ? block.text[0] : undefined
      if (!quote) return printCardText(block.text)
      const items = printCardText(quote.blocks)
      return items.length > 0 ? [{ type: 'Container', style: 'emphasis', items }] : []
    }
    case 'context':
      return printCardText(block.text, { isSubtle: true, size: 'Small' })
    case 'fields':
      return fields(block.fields)
    case 'divider':
      return []
    case 'controls':
      return controls(block.controls, at, drawing)
  }
}

const tones = { neutral: 'accent', good: 'good', warning: 'warning', danger: 'attention' } as const
const header = ({ title, tone }: Card): Element => ({
  type: 'Container',
  style: tones[tone],
  bleed: true,
  items: [{ type: 'RichTextBlock', inlines: [run(title.trim() || '…', { weight: 'Bolder', size: 'Large' })] }],
})

/** A divider is a line above what follows it. */
const body = (card: Card, drawing: Drawing): Element[] => {
  const elements: Element[] = [header(card)]
  let line = false
  for (const [at, block] of card.blocks.entries()) {
    if (block.kind === 'divider') line = true
    const [first, ...rest] = element(block, at, drawing)
    if (!first) continue
    elements.push(line ? { ...first, separator: true, spacing: 'Medium' } : first, ...rest)
    line = false
  }
  return elements
}

/** The card, or where its markup makes it too heavy its words and first buttons: never more than Teams takes. */
export const renderCard = (card: Card, words: RichText, drawing: Drawing): AdaptiveCard => {
  const whole = cardOf(body(card, drawing), plain(words) || card.title)
  if (Buffer.byteLength(JSON.stringify(whole)) <= cardBytes) return whole
  const told = clip(card.blocks.flatMap((block) => ('text' in block ? [plain(block.text)] : [])).join('\n'), 2000)
  const rows = card.blocks.flatMap((block, at) =>
    block.kind === 'controls' ? controls(block.controls, at, drawing) : [],
  )
  for (let count = rows.length; count >= 0; count--) {
    const short = cardOf([header(card), ...text(told), ...rows.slice(0, count)], card.title)
    if (Buffer.byteLength(JSON.stringify(short)) <= cardBytes) return short
  }
  return cardOf([header(card)], card.title)
}

export interface Mentioned {
  readonly id: string
  readonly name: string
}
/** A message as the connector takes it. */
export interface Message {
  readonly type: 'message'
  readonly textFormat: 'xml'
  readonly text?: string
  readonly summary?: string
  readonly attachments?: readonly { readonly contentType: string; readonly content: unknown; readonly name?: string }[]
  readonly entities?: readonly object[]
}

const persona = (as: Persona | undefined): string => (as?.name ? `<strong>${escape(clean(as.name))}:</strong><br>` : '')

/** A post of this network. Pure: mentions are people already looked up, ids of actions already made. */
export const render = (content: Content, mentions: readonly Mentioned[], drawing: Drawing): Message => {
  const pings = mentions.map(({ id, name }) => {
    const words = `<at>${escape(clean(name))}</at>`
    return { type: 'mention', text: words, mentioned: { id, name: clean(name) } }
  })
  const ping = pings.length > 0 ? `${pings.map(({ text: words }) => words).join(' ')} ` : ''
  const said = plain(content.text)
  const summary = clean(clip(content.card?.title ?? said, 200)) || '…'
  const entities = pings.length > 0 && { entities: pings }
  if (!content.card)
    return {
      type: 'message',
      textFormat: 'xml',
      text: `${ping}${persona(content.as)}${printHtml(content.text)}`,
      summary,
      ...entities,
    }
  const card = renderCard(content.card, content.text, drawing)
  return {
    type: 'message',
    textFormat: 'xml',
    ...(ping && { text: ping }),
    summary,
    attachments: [{ contentType: cardType, content: card }],
    ...entities,
  }
}
