import { readBlocks } from './markdown-blocks'
import { readInlines } from './markdown-inlines'
import { withMentions, type Addressable } from './mention-names'
import { normalize } from './normalize'
import type { RichText } from './rich-text'

/**
 * Markdown with GitHub's additions to neutral text. A new line is a new line, as in a chat. What neutral text has no word
 * for (HTML, footnotes, references, links that are neither http nor mail nor a telephone's) stays as it was typed: nothing is lost and
 * nothing becomes markup. `@Name` of one of `people` becomes an inert mention.
 */
export const readMarkdown = (source: string, people: readonly Addressable[] = []): RichText => {
  const mentions = withMentions(people)
  return normalize(readBlocks(source, (words) => mentions(readInlines(words))))
}
