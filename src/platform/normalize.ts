import type { Inline, Marks, RichText, TextBlock } from './rich-text'

/** PostgreSQL and JSON over UTF-8 refuse lone surrogates, PostgreSQL NUL too. */
export const mend = (text: string): string => text.replace(/[\p{Surrogate}\0]/gu, '\u{FFFD}')

const marks = (inline: Marks): Marks => ({
  ...(inline.bold && { bold: true }),
  ...(inline.italic && { italic: true }),
  ...(inline.strike && { strike: true }),
})
const sameMarks = (a: Marks, b: Marks): boolean =>
  !a.bold === !b.bold && !a.italic === !b.italic && !a.strike === !b.strike

/** A run without newlines: each becomes a break. */
const runs = (inline: Inline): readonly Inline[] => {
  switch (inline.kind) {
    case 'text':
      return inline.text
        .split(/\r\n|\r|\n/)
        .flatMap((text, i): Inline[] => [
          ...(i > 0 ? [{ kind: 'break' } as const] : []),
          ...(text ? [{ kind: 'text', text, ...marks(inline) } as const] : []),
        ])
    case 'code':
      return inline.text ? [{ kind: 'code', text: mend(inline.text) }] : []
    case 'link':
      return [{ kind: 'link', url: mend(inline.url), text: mend(inline.text || inline.url), ...marks(inline) }]
    case 'mention': {
      const user = inline.user && { platform: inline.user.platform, kind: inline.user.kind, id: inline.user.id }
      return [{ kind: 'mention', name: mend(inline.name), ...(user && { user }) }]
    }
    case 'emoji':
      return [{ kind: 'emoji', name: mend(inline.name), ...(inline.unicode && { unicode: mend(inline.unicode) }) }]
    case 'time':
      return [{ kind: 'time', at: inline.at, text: mend(inline.text || inline.at) }]
    case 'break':
      return [{ kind: 'break' }]
  }
}

const normalizeInlines = (inlines: readonly Inline[]): readonly Inline[] => {
  const merged: Inline[] = []
  for (const run of inlines.flatMap(runs)) {
    const last = merged.at(-1)
    if (last?.kind === 'text' && run.kind === 'text' && sameMarks(last, run))
      merged[merged.length - 1] = { ...last, text: last.text + run.text }
    else merged.push(run)
  }
  // After the merge: two runs may each have held one half of a pair.
  return merged.map((run) => (run.kind === 'text' ? { ...run, text: mend(run.text) } : run))
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
      const text = mend(block.text.replace(/\r\n?/g, '\n'))
      return text ? [{ kind: 'code-block', text, ...(block.language && { language: block.language }) }] : []
    }
    case 'list': {
      const items = block.items.map(normalize)
      if (items.every((item) => item.length === 0)) return []
      // An empty item of a numbered list keeps its number.
      return [{ kind: 'list', ordered: block.ordered, items: items.filter((item) => block.ordered || item.length > 0) }]
    }
  }
}

/** The one form of a text: equal runs merged, empty ones dropped, newlines in runs made breaks, lone surrogates and NUL U+FFFD. */
export const normalize = (text: RichText): RichText => text.flatMap(normalizeBlock)

/** The same words with the same formatting, however they are cut into runs. */
export const equalText = (a: RichText, b: RichText): boolean =>
  JSON.stringify(normalize(a)) === JSON.stringify(normalize(b))
