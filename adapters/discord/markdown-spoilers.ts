import type { Inline, RichText, TextBlock } from '../../src/platform'

/** The same word in both languages of the desk. */
export const spoiler = 'spoiler'
const sign = '||'

/**
 * Marks spoilers in words: what stands between two `||` is hidden on Discord until it is pressed. No other network can hide
 * words, so whoever reads on is warned. What is in code is no sign, and one that is never closed stays as it was typed.
 */
export const markSpoilers = (text: RichText): RichText => text.map(markBlock)

const markBlock = (block: TextBlock): TextBlock => {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return { ...block, inlines: markInlines(block.inlines) }
    case 'quote':
      return { ...block, blocks: markSpoilers(block.blocks) }
    case 'list':
      return { ...block, items: block.items.map(markSpoilers) }
    case 'code-block':
      return block
  }
}

const markInlines = (inlines: readonly Inline[]): readonly Inline[] => {
  const count = inlines.reduce((sum, one) => sum + (one.kind === 'text' ? one.text.split(sign).length - 1 : 0), 0)
  let left = count - (count % 2)
  if (left === 0) return inlines
  return inlines.map((one) => {
    if (one.kind !== 'text') return one
    const [first = '', ...parts] = one.text.split(sign)
    let marked = first
    for (const part of parts) {
      marked += left === 0 ? sign : left % 2 === 0 ? `[${spoiler}: ` : ']'
      if (left > 0) left--
      marked += part
    }
    return { ...one, text: marked }
  })
}
