import type { Inline } from '../platform'
import { foldWords } from '../model/filter'

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu

/** True when a stem of the text index is this word's. Stems end where words differ: the last letter may (company, compani). */
const isOf = (word: string, stem: string): boolean =>
  word === stem || (stem.length > 3 && word.startsWith(/\d/.test(stem) ? stem : stem.slice(0, -1)))

const foundIn = (text: string, stems: readonly string[]) =>
  [...text.matchAll(wordPattern)].filter(([word]) => {
    const folded = foldWords(word)
    return stems.some((stem) => isOf(folded, stem))
  })

export const isFound = (text: string, stems: readonly string[]): boolean => foundIn(text, stems).length > 0

/** The text with what was found in bold. */
export const markFound = (text: string, stems: readonly string[]): Inline[] => {
  const inlines: Inline[] = []
  let end = 0
  const add = (until: number, bold: boolean) => {
    if (until > end) inlines.push({ kind: 'text', text: text.slice(end, until), ...(bold ? { bold } : {}) })
    end = until
  }
  for (const { index, 0: word } of foundIn(text, stems)) {
    add(index, false)
    add(index + word.length, true)
  }
  add(text.length, false)
  return inlines
}

/** At most `most` characters around the first word that was found, cut at spaces. */
export const passage = (text: string, stems: readonly string[], most: number): string => {
  if (text.length <= most) return text
  const at = foundIn(text, stems)[0]?.index ?? 0
  const from = Math.min(Math.max(0, at - Math.floor(most / 3)), text.length - most + 2)
  const start = from === 0 ? 0 : text.indexOf(' ', from) + 1 || from
  const end =
    start + most - 2 >= text.length ? text.length : Math.max(text.lastIndexOf(' ', start + most - 2), start + 1)
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}
