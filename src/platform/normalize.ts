import { honestLink } from './link-words'
import type { Inline, Marks, Picked, RichText, TextBlock } from './rich-text'

/** PostgreSQL and JSON over UTF-8 refuse lone surrogates, PostgreSQL NUL too. */
export const mend = (text: string): string => text.replace(/[\p{Surrogate}\0]/gu, '\u{FFFD}')

/** Signs that turn the order of what follows them round: a name or an address would read as another. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g

/** As it may be shown: people’s words without signs that change how the words around them read. */
export const shown = (text: string): string => mend(text).replace(turning, '')

const marks = (inline: Marks): Marks => ({
  ...(inline.bold && { bold: true }),
  ...(inline.italic && { italic: true }),
  ...(inline.strike && { strike: true }),
})
const picked = (inline: Picked): Picked => (inline.picked === undefined ? {} : { picked: shown(inline.picked) })
/** A command stays a run of its own: it has another form on some networks. */
const isOneRun = (a: Marks & Picked, b: Marks & Picked): boolean =>
  !a.bold === !b.bold && !a.italic === !b.italic && !a.strike === !b.strike && !a.picked && !b.picked

/** A run without newlines: each becomes a break. */
const runs = (inline: Inline): readonly Inline[] => {
  switch (inline.kind) {
    case 'text':
      return inline.text
        .split(/\r\n|\r|\n/)
        .flatMap((text, i): Inline[] => [
          ...(i > 0 ? [{ kind: 'break' } as const] : []),
          ...(text ? [{ kind: 'text', text, ...marks(inline), ...picked(inline) } as const] : []),
        ])
    case 'code':
      return inline.text ? [{ kind: 'code', text: shown(inline.text), ...picked(inline) }] : []
    case 'link':
      return honestLink({
        kind: 'link',
        url: mend(inline.url),
        text: shown(inline.text || inline.url),
        ...marks(inline),
      })
    case 'mention': {
      const user = inline.user && { platform: inline.user.platform, kind: inline.user.kind, id: inline.user.id }
      return [{ kind: 'mention', name: shown(inline.name), ...(user && { user }) }]
    }
    case 'emoji':
      return [{ kind: 'emoji', name: shown(inline.name), ...(inline.unicode && { unicode: shown(inline.unicode) }) }]
    case 'time':
      return [{ kind: 'time', at: inline.at, text: shown(inline.text || inline.at) }]
    case 'break':
      return [{ kind: 'break' }]
  }
}

const normalizeInlines = (inlines: readonly Inline[]): readonly Inline[] => {
  const merged: Inline[] = []
  for (const run of inlines.flatMap(runs)) {
    const last = merged.at(-1)
    if (last?.kind === 'text' && run.kind === 'text' && isOneRun(last, run))
      merged[merged.length - 1] = { ...last, text: last.text + run.text }
    else merged.push(run)
  }
  // After the merge: two runs may each have held one half of a pair.
  return merged.flatMap((run): readonly Inline[] => {
    if (run.kind !== 'text') return [run]
    const text = shown(run.text)
    return text === '' ? [] : [{ ...run, text }]
  })
}

const normalizeBlock = (block: TextBlock): readonly TextBlock[] => {
  switch (block.kind) {
    case 'paragraph':
    case 'heading': {
      const inlines = normalizeInlines(block.inlines)
      return inlines.length > 0 ? [{ kind: block.kind, inlines }] : []
    }
    case 'quote': {
      const blocks = normalize(block.blocks)
      return blocks.length > 0 ? [{ kind: 'quote', blocks }] : []
    }
    case 'code-block': {
      const text = shown(block.text.replace(/\r\n?/g, '\n'))
      return text ? [{ kind: 'code-block', text, ...(block.language && { language: block.language }) }] : []
    }
    case 'list': {
      const items = block.items.map(normalize)
      if (items.every((item) => item.length === 0)) return []
      // An empty item of a numbered list keeps its number.
      const start = block.ordered && block.start !== undefined && block.start !== 1 && { start: block.start }
      return [
        {
          kind: 'list',
          ordered: block.ordered,
          ...start,
          items: items.filter((item) => block.ordered || item.length > 0),
        },
      ]
    }
  }
}

/** The one form of a text: equal runs merged, empty ones dropped, newlines in runs made breaks, lone surrogates and NUL U+FFFD. */
export const normalize = (text: RichText): RichText => text.flatMap(normalizeBlock)

/** The same words with the same formatting, however they are cut into runs. */
export const equalText = (a: RichText, b: RichText): boolean =>
  JSON.stringify(normalize(a)) === JSON.stringify(normalize(b))
