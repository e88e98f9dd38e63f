/** More lines, items and keys than any desk's configuration has. */
const mostParts = 15_000
const deepest = 20
const deepestBrackets = 200
/** No configuration begins a line so far to the right. */
const widest = 400

const part = /[\n\r\u2028\u2029,[\]{}&*!"]|(?:^|[ \t])[-?:](?=[ \t\n])/gm
const opening = /^[ \t]*((?:[-?:][ \t]+)*)/gm
const comment = /^[ \t]*#.*$/gm

/**
 * Why a YAML file is not read at all: what its reader would take minutes for, or fall over, is told by a look at its signs.
 * Undefined: it can be read.
 */
export const tooMuch = (text: string): 'parts' | 'depth' | undefined => {
  const bare = text.replaceAll(comment, '')
  let parts = 0
  for (const _ of bare.matchAll(part)) if (++parts > mostParts) return 'parts'
  for (const [whole, markers = ''] of bare.matchAll(opening))
    if (whole.length > widest || markers.split(/[ \t]+/).length - 1 > deepest) return 'depth'
  let depth = 0
  for (const [bracket] of bare.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1)
    if (depth > deepestBrackets) return 'depth'
  }
  return undefined
}
