import { readMarkdown, type Addressable, type RichText } from '../../src/platform'

export type { Addressable } from '../../src/platform'

/** Markdown with GitHub's additions, and `@Name` of one of `people`. */
export const parseMarkdown = (source: string, people: readonly Addressable[] = []): RichText =>
  readMarkdown(source, people)
