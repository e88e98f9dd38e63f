import { insideQuotes, quotedAt } from '../platform'

/** Parts between semicolons; one in quotes belongs to the words there. */
export const partsOf = (typed: string): string[] => {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < typed.length; at++) {
    const before = typed[at - 1]
    const mayOpen = before === undefined || /[\s;]/.test(before) || (/[=:]/.test(before) && typed[at] === '"')
    const quoted = mayOpen ? quotedAt(typed, at, ';') : undefined
    if (quoted) {
      part += typed.slice(at, quoted.end)
      at = quoted.end - 1
    } else if (typed[at] === ';') {
      parts.push(part)
      part = ''
    } else part += typed.charAt(at)
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== '')
}

/** A text that stands in quotes as a whole, without them. */
export const unquoted = (text: string): string => {
  const quoted = quotedAt(text, 0)
  return quoted?.end === text.length ? quoted.text : text
}

/** As `unquoted` and `partsOf` read it; a quote that opens and never closes would take in what is written behind it. */
export const quotedPart = (text: string): string =>
  text.includes(';') || text.trim() !== text || /(?:^|[\s=:])["'“”„«‘]/.test(text) || partsOf(text)[0] !== text
    ? `"${insideQuotes(text)}"`
    : text
