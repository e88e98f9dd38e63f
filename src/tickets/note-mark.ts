import { dropPrefix, plain, type RichText } from '../platform'

/** `note:` or `nota:` before what only agents may read. */
const mark = /^\s*not[ea]:\s*/i

/** The words of a note, without its mark; undefined when they are not marked as one. */
export const noteIn = (text: RichText): RichText | undefined => {
  const marked = mark.exec(plain(text))
  return marked === null ? undefined : dropPrefix(text, marked[0].length)
}
