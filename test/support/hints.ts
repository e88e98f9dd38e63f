import type { OperationInfo } from '../../src/platform'
import { operationAt, wordAt } from '../../src/platform/command-words'

/** A command that a text of the desk's shows, as a person would copy it. */
export interface Hint {
  readonly line: string
  /** The whole text. */
  readonly text: string
  readonly from: string
}

const marks = /(^|[\s“«"`(])(\/(?:ticket|desk)\b|!(?=\p{L}))/gmu

/** A word that belongs to the command it follows, and not to the sentence that goes on. */
const belongs = (word: string, { fields }: OperationInfo): boolean =>
  /^(#?\d+|[@#][\p{L}\d]+|\p{L}[\p{L}_]*[:=].+|"[^"]*"|…)$/u.test(word) ||
  fields.some(({ choices = [] }) => choices.some(({ value }) => value === word))

/** After a colon, or where no sentence goes on, a command is the rest of its line; else as far as its own words go. */
export const hintsIn = (text: string, from: string, operations: readonly OperationInfo[]): Hint[] =>
  [...text.matchAll(marks)].flatMap((match): Hint[] => {
    const start = match.index + match[1]!.length
    const mark = match[2]!
    const closing = { '“': '”', '«': '»', '`': '`' }[match[1]!]
    const rest = text.slice(start).split('\n')[0]!
    const quotedTo = closing === undefined ? -1 : rest.indexOf(closing)
    if (quotedTo > 0) return [{ line: rest.slice(0, quotedTo), text, from }]
    const isLast = /:\s*$/.test(text.slice(0, start)) || !/[.,;:!?)]/.test(rest.replaceAll(/"[^"]*"|\S+[:=]\S+/g, ''))
    if (isLast && !/[.]$/.test(rest)) return [{ line: rest.trim(), text, from }]
    const command = mark === '/desk' ? 'desk' : 'ticket'
    const head = rest.slice(mark.length)
    const name = /^[^.,;:)”»]*/.exec(head)![0]
    const match2 = operationAt(
      name,
      0,
      operations.filter((one) => one.command === command),
    )
    if (!match2) return [{ line: `${mark}${name}`.trim(), text, from }]
    let end = match2.end
    for (let word = wordAt(head, end); word; word = wordAt(head, end)) {
      const bare = head.slice(word.start, word.end).replace(/[.,;)”»]+$/u, '')
      if (/[.,;)]/.test(head.slice(end, word.start).trim()) || !belongs(bare, match2.operation)) break
      end = word.start + bare.length
      if (bare.length < word.end - word.start) break
    }
    return [{ line: `${mark}${head.slice(0, end)}`.trim(), text, from }]
  })
