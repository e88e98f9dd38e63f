/** Beginning of a web address that nobody put between signs. */
const start = /(?:https?:\/\/|www\.)(?=[\p{L}\p{N}])/iuy
const anyStart = /https?:\/\/(?=[\p{L}\p{N}])/giu
const end = /[^\s<>"“”«»`|\\]*/y
const isLetter = /[\p{L}\p{N}]/u
/** Signs of the sentence and not of the address that it ends with. */
const afterwards = new Set('?!.,:;\'’"*')

/**
 * Length of the web address that begins at `at`, 0 where none does. It ends as GitHub's do: without the sentence's own
 * signs, with a closing parenthesis only where it was opened in it. `_` and `~` belong to it, for pages end so, unless
 * they are `closing` something.
 */
export const bareUrlAt = (text: string, at: number, closing = ''): number => {
  start.lastIndex = at
  const scheme = start.exec(text)?.[0]
  if (scheme === undefined || isLetter.test(text[at - 1] ?? ' ')) return 0
  end.lastIndex = at + scheme.length
  const length = lengthOfRest(end.exec(text)?.[0] ?? '', closing)
  return length === 0 ? 0 : scheme.length + length
}

const lengthOfRest = (rest: string, closing: string): number => {
  let round = 0
  let square = 0
  let length = 0
  for (; length < rest.length; length++) {
    const sign = rest[length]
    if (sign === '(') round++
    else if (sign === ')') round--
    else if (sign === '[') square++
    else if (sign === ']' && --square < 0) break
  }
  // A ] that was not opened in it ended the walk, and what follows is not counted.
  for (; length > 0; length--) {
    const last = rest[length - 1]!
    if (last === ')' && round < 0) round++
    else if (!afterwards.has(last) && !closing.includes(last)) return length
  }
  return 0
}

/** A text parted at its web addresses, which stand at the odd places. */
export const splitAtUrls = (text: string): readonly string[] => {
  const parts: string[] = []
  let from = 0
  for (const { index } of text.matchAll(anyStart)) {
    const length = index < from ? 0 : bareUrlAt(text, index)
    if (length === 0) continue
    parts.push(text.slice(from, index), text.slice(index, index + length))
    from = index + length
  }
  return [...parts, text.slice(from)]
}
