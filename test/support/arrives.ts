import { isEmpty, plain, type Inbound, type MessageArrived, type MessageEdited, type Unshown } from '../../src/platform'

/** Something that a network lets a person put into a message, and what of it must be there again. */
export interface Part {
  readonly name: string
  /** Marks that a person would look for: words, a file's name, an address. */
  readonly marks: readonly string[]
  /** Kind of a part that has no words. */
  readonly unshown?: Unshown['kind']
}

/** Parts of a message that are missing in what the desk heard of it. */
export const vanished = (heard: readonly Inbound[], parts: readonly Part[]): readonly string[] => {
  const [event, ...more] = heard.filter((one) => one.kind === 'message' || one.kind === 'edit')
  if (event === undefined) return ['the whole message']
  if (more.length > 0) return ['it came more than once']
  const { text, files = [], unshown = [] } = event as MessageArrived | MessageEdited
  if (isEmpty(text) && files.length + unshown.length === 0) return ['everything in it']
  const seen = JSON.stringify([plain(text), text, files.map(({ name }) => name), unshown.map(({ name }) => name)])
  return parts.flatMap((part) => [
    ...part.marks.filter((mark) => !seen.includes(mark)).map((mark) => `${part.name}: ${mark}`),
    ...(part.unshown !== undefined && !unshown.some(({ kind }) => kind === part.unshown)
      ? [`${part.name}: a line of ${part.unshown}`]
      : []),
  ])
}
