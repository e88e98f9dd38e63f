import { fold } from './fold'
import { clip } from './text'

/** Damerau and Levenshtein's distance: letters left out, added, changed, or swapped with the next. */
export const distance = (a: string, b: string): number => {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(swapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}

/** At most three of these names that may have been meant, the nearest first. */
export const nearest = (word: string, names: readonly string[]): string[] => {
  const typed = fold(clip(word, 60))
  if (typed === '') return []
  const far = Math.max(1, Math.floor(typed.length / 3))
  return [...new Set(names)]
    .map((name) => {
      const folded = fold(clip(name, 60))
      const isPart =
        typed.length > 1 &&
        (folded.startsWith(typed) || typed.startsWith(folded) || ` ${folded} `.includes(` ${typed} `))
      return { name, away: isPart ? 0.5 : distance(typed, folded) }
    })
    .filter(({ away }) => away <= far)
    .toSorted((a, b) => a.away - b.away || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name)
}
