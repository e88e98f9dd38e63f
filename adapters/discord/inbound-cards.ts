import type { Inline, RichText, TextBlock } from '../../src/platform'
import { parseMarkdown, type Names } from './markdown-read'
import { markSpoilers, spoiler } from './markdown-spoilers'

interface Media {
  readonly url?: string
}
/** Any component that a message may have, of either version, as far as it can be told. */
export interface MessageComponent {
  readonly type: number
  readonly components?: readonly MessageComponent[]
  readonly component?: MessageComponent
  readonly accessory?: MessageComponent
  readonly content?: string
  readonly label?: string
  readonly placeholder?: string | null
  readonly description?: string | null
  readonly url?: string | null
  readonly name?: string | null
  readonly media?: Media
  readonly file?: Media
  readonly items?: readonly {
    readonly media?: Media
    readonly description?: string | null
    readonly spoiler?: boolean
  }[]
  readonly options?: readonly { readonly label: string }[]
  readonly spoiler?: boolean
}

const deepest = 6

/** The words that components show: texts, what stands on buttons and in lists of choices, where pictures and files are. */
export const wordsOfComponents = (components: readonly MessageComponent[], names: Names, depth = 0): RichText =>
  depth > deepest ? [] : components.flatMap((one) => componentWords(one, names, depth))

const line = (...inlines: readonly Inline[]): readonly TextBlock[] =>
  inlines.length === 0 ? [] : [{ kind: 'paragraph', inlines }]
const said = (text: string): Inline => ({ kind: 'text', text })

const componentWords = (one: MessageComponent, names: Names, depth: number): readonly TextBlock[] => {
  const { components = [], component, accessory, items = [], options = [] } = one
  return [
    ...(one.spoiler === true || items.some((item) => item.spoiler === true) ? line(said(`[${spoiler}]`)) : []),
    ...(one.content ? markSpoilers(parseMarkdown(one.content, names)) : []),
    ...(one.type === actionRow
      ? rowWords(components)
      : wordsOfComponents([...components, ...(component ? [component] : [])], names, depth + 1)),
    ...(accessory ? wordsOfComponents([accessory], names, depth + 1) : []),
    ...(one.type === button || one.placeholder || options.length > 0 ? line(...control(one)) : []),
    ...[one, ...items].flatMap((picture) => mediaWords(picture)),
  ]
}
const actionRow = 1
const button = 2

const rowWords = (controls: readonly MessageComponent[]): readonly TextBlock[] =>
  line(
    ...controls.flatMap((one, at): readonly Inline[] => {
      const shown = control(one)
      return at > 0 && shown.length > 0 ? [said(' '), ...shown] : shown
    }),
  )
/** A control as a person reads it: what it does is another program's. */
const control = ({ label, url, placeholder, options = [] }: MessageComponent): readonly Inline[] => {
  const shown = label ?? placeholder ?? options.map((option) => option.label).join(' / ')
  if (url && /^https?:/.test(url)) return [{ kind: 'link', url, text: shown || url }]
  return shown ? [said(`[${shown}]`)] : []
}

const mediaWords = (one: Pick<MessageComponent, 'media' | 'file' | 'description' | 'name'>): readonly TextBlock[] => {
  const url = one.media?.url ?? one.file?.url
  if (url === undefined) return []
  const text = one.description || one.name || nameIn(url)
  return line(/^https?:/.test(url) ? { kind: 'link', url, text } : said(text))
}

/** The last part of an address, which names a picture. */
export const nameIn = (url: string): string => /([^/?#]+)(?:[?#]|$)/.exec(url.replace(/^\w+:\/\//, ''))?.[1] ?? url
