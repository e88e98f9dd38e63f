import type { Inline, Marks } from './rich-text'

/** Something said, or a run of signs that may open or close a mark. */
export type Run = { readonly inline: Inline } | Delimiter
export interface Delimiter {
  readonly sign: '*' | '_' | '~'
  readonly length: number
  readonly canOpen: boolean
  readonly canClose: boolean
}
interface OpenRun extends Delimiter {
  readonly at: number
  left: number
  readonly starts: Mark[]
  readonly ends: Mark[]
}
type Mark = keyof Marks

/** Meaning of a pair of so many signs. */
type MeaningOf = (sign: Delimiter['sign'], used: number) => Mark
const inMarkdown: MeaningOf = (sign, used) => (sign === '~' ? 'strike' : used === 2 ? 'bold' : 'italic')

/** The runs with their marks, each pair of signs found as CommonMark pairs them. */
export const markRuns = (runs: readonly Run[], meaning: MeaningOf = inMarkdown): readonly Inline[] => {
  const delimiters = pair(runs, meaning)
  const inlines: Inline[] = []
  const depth: Record<Mark, number> = { bold: 0, italic: 0, strike: 0 }
  let marks: Marks = {}
  let words = ''
  const flush = (): void => {
    if (words !== '') inlines.push({ kind: 'text', text: words, ...marks })
    words = ''
  }
  const turn = (changed: readonly Mark[], by: 1 | -1): void => {
    if (changed.length === 0) return
    flush()
    for (const mark of changed) depth[mark] += by
    marks = {
      ...(depth.bold > 0 && { bold: true }),
      ...(depth.italic > 0 && { italic: true }),
      ...(depth.strike > 0 && { strike: true }),
    }
  }
  for (const [at, run] of runs.entries()) {
    if (!('inline' in run)) {
      const standing = delimiters[at]
      turn(standing?.ends ?? [], -1)
      words += run.sign.repeat(standing?.left ?? run.length)
      turn(standing?.starts ?? [], 1)
    } else if (run.inline.kind === 'text') words += run.inline.text
    else {
      flush()
      inlines.push(run.inline.kind === 'link' ? { ...run.inline, ...marks } : run.inline)
    }
  }
  flush()
  return merged(inlines)
}

/** Marks that were closed and opened again at once are one. */
const merged = (inlines: readonly Inline[]): readonly Inline[] => {
  const result: Inline[] = []
  for (const next of inlines) add(result, next)
  return result
}

const add = (inlines: Inline[], next: Inline): void => {
  const last = inlines.at(-1)
  const isSame =
    last?.kind === 'text' &&
    next.kind === 'text' &&
    last.bold === next.bold &&
    last.italic === next.italic &&
    last.strike === next.strike
  if (isSame) inlines[inlines.length - 1] = { ...last, text: last.text + next.text }
  else if (next.kind !== 'text' || next.text !== '') inlines.push(next)
}

/**
 * Pairs closing signs with their openers. An opener that was not found is not looked for below that place again, which
 * makes it linear whatever is typed.
 */
const pair = (runs: readonly Run[], meaning: MeaningOf): readonly (OpenRun | undefined)[] => {
  const standing: (OpenRun | undefined)[] = []
  const open: OpenRun[] = []
  const bottoms = new Map<string, number>()
  runs.forEach((run, at) => {
    if ('inline' in run || !(run.canOpen || run.canClose)) return
    const one: OpenRun = { ...run, at, left: run.length, starts: [], ends: [] }
    standing[at] = one
    const key = `${one.sign}${one.canOpen}${one.sign === '~' ? one.length : one.length % 3}`
    while (one.canClose && one.left > 0) {
      const found = openerOf(open, one, bottoms.get(key) ?? -1)
      if (found < 0) {
        bottoms.set(key, open.at(-1)?.at ?? -1)
        break
      }
      open.length = found + 1
      const opener = open[found]!
      const used = one.sign === '~' ? one.length : opener.left >= 2 && one.left >= 2 ? 2 : 1
      const mark = meaning(one.sign, used)
      opener.left -= used
      one.left -= used
      opener.starts.push(mark)
      one.ends.push(mark)
      if (opener.left === 0) open.pop()
    }
    if (one.canOpen && one.left > 0) open.push(one)
  })
  return standing
}

const openerOf = (open: readonly OpenRun[], closer: OpenRun, bottom: number): number => {
  for (let index = open.length - 1; index >= 0; index--) {
    const opener = open[index]!
    if (opener.at <= bottom) return -1
    if (opener.sign !== closer.sign) continue
    if (closer.sign === '~') {
      if (opener.left === closer.left) return index
      continue
    }
    const isOdd =
      (opener.canClose || closer.canOpen) &&
      (opener.length + closer.length) % 3 === 0 &&
      !(opener.length % 3 === 0 && closer.length % 3 === 0)
    if (!isOdd) return index
  }
  return -1
}
