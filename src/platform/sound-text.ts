import type { UserRef } from './ref'
import { honestLink } from './link-words'
import type { Inline, Marks, Picked, RichText, TextBlock } from './rich-text'
import { isSafeUrl } from './safe-url'

/** Quotes and lists in one another: deeper than any parser reads. */
const deepest = 10
/** Blocks and runs of one text: more than the longest message of any network has. */
const most = 100_000

interface Budget {
  left: number
}
type Loose = Readonly<Record<string, unknown>>

/**
 * Rich text as it came from outside, or from an older store, made sound: known kinds, a bounded depth and count, links that
 * lead to a page, a letter or a call. What is none of that keeps its words.
 */
export const soundText = (given: unknown): RichText => soundBlocks(given, 0, { left: most })

const listOf = (value: unknown): readonly Loose[] =>
  Array.isArray(value) ? value.filter((one): one is Loose => typeof one === 'object' && one !== null) : []
const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const soundBlocks = (given: unknown, depth: number, budget: Budget): RichText =>
  listOf(given).flatMap((block) => {
    if (budget.left <= 0) return []
    budget.left--
    return depth >= deepest ? leavesOf(block, budget) : soundBlock(block, depth, budget)
  })

const soundBlock = (block: Loose, depth: number, budget: Budget): readonly TextBlock[] => {
  switch (block['kind']) {
    case 'paragraph':
    case 'heading':
      return [{ kind: block['kind'], inlines: soundInlines(block['inlines'], budget) }]
    case 'quote':
      return [{ kind: 'quote', blocks: soundBlocks(block['blocks'], depth + 1, budget) }]
    case 'code-block': {
      const language = stringOf(block['language'])
      const known = language !== '' && language.length <= 100
      return [{ kind: 'code-block', text: stringOf(block['text']), ...(known && { language }) }]
    }
    case 'list': {
      const { start } = block
      const begins = Number.isSafeInteger(start) && (start as number) >= 0 && (start as number) < 1e9
      const items = Array.isArray(block['items']) ? block['items'] : []
      return [
        {
          kind: 'list',
          ordered: block['ordered'] === true,
          ...(begins && { start: start as number }),
          items: items.slice(0, Math.max(0, budget.left)).map((item) => soundBlocks(item, depth + 1, budget)),
        },
      ]
    }
    default:
      return leavesOf(block, budget)
  }
}

/** Blocks that hold words in it, in order, without what they stand in: by a list of its own, for it may be thousands deep. */
const leavesOf = (given: Loose, budget: Budget): readonly TextBlock[] => {
  const blocks: TextBlock[] = []
  const waiting: unknown[] = [given]
  while (waiting.length > 0 && budget.left > 0) {
    const one = waiting.pop()
    if (Array.isArray(one)) {
      for (let index = one.length - 1; index >= 0; index--) waiting.push(one[index])
      continue
    }
    if (typeof one !== 'object' || one === null) continue
    const block = one as Loose
    if (Array.isArray(block['inlines']))
      blocks.push({ kind: 'paragraph', inlines: soundInlines(block['inlines'], budget) })
    else if (typeof block['text'] === 'string')
      blocks.push(
        block['kind'] === 'code-block'
          ? { kind: 'code-block', text: block['text'] }
          : { kind: 'paragraph', inlines: [{ kind: 'text', text: block['text'] }] },
      )
    else for (const inner of [block['items'], block['blocks']]) if (Array.isArray(inner)) waiting.push(inner)
  }
  return blocks
}

const soundInlines = (given: unknown, budget: Budget): readonly Inline[] =>
  listOf(given).flatMap((inline) => {
    if (budget.left <= 0) return []
    budget.left--
    return soundInline(inline)
  })

const soundInline = (inline: Loose): readonly Inline[] => {
  const text = stringOf(inline['text'])
  const marks = marksOf(inline)
  switch (inline['kind']) {
    case 'code':
      return [{ kind: 'code', text, ...pickedOf(inline) }]
    case 'link': {
      const url = stringOf(inline['url'])
      if (isSafeUrl(url)) return [{ kind: 'link', url, text, ...marks }]
      return url === '' ? [{ kind: 'text', text, ...marks }] : honestLink({ kind: 'link', url, text, ...marks })
    }
    case 'mention': {
      const user = userOf(inline['user'])
      return [{ kind: 'mention', name: stringOf(inline['name']), ...(user && { user }) }]
    }
    case 'emoji': {
      const unicode = stringOf(inline['unicode'])
      return [{ kind: 'emoji', name: stringOf(inline['name']), ...(unicode !== '' && { unicode }) }]
    }
    case 'time': {
      const at = stringOf(inline['at'])
      return Number.isNaN(Date.parse(at)) ? [{ kind: 'text', text: text || at }] : [{ kind: 'time', at, text }]
    }
    case 'break':
      return [{ kind: 'break' }]
    default:
      return text === '' ? [] : [{ kind: 'text', text, ...marks, ...pickedOf(inline) }]
  }
}

const marksOf = ({ bold, italic, strike }: Loose): Marks => ({
  ...(bold === true && { bold: true }),
  ...(italic === true && { italic: true }),
  ...(strike === true && { strike: true }),
})

const pickedOf = ({ picked }: Loose): Picked => (typeof picked === 'string' && picked !== '' ? { picked } : {})

const userOf = (given: unknown): UserRef | undefined => {
  if (typeof given !== 'object' || given === null) return undefined
  const { platform, kind, id } = given as Loose
  return typeof platform === 'string' && kind === 'user' && typeof id === 'string' ? { platform, kind, id } : undefined
}
