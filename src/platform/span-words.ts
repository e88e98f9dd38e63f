import { own } from './own'
const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
type Unit = keyof typeof units

const names: Readonly<Record<Unit, string>> = {
  s: 's|secs?|seconds?|segs?|segundos?',
  m: 'm|mins?|minutes?|minutos?',
  h: 'h|hs|hrs?|hours?|horas?',
  d: 'd|days?|dias?',
  w: 'w|wks?|weeks?|sem|semanas?',
}
const numbers: Readonly<Record<string, number>> = {
  ...{ a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{ un: 1, una: 1, uno: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9, diez: 10 },
  ...{ twelve: 12, fifteen: 15, twenty: 20, thirty: 30, doce: 12, quince: 15, veinte: 20, treinta: 30 },
}
/** What is said in one piece, in minutes. */
const sayings: readonly (readonly [RegExp, number])[] = [
  [/^(?:half an? hour|half hour|media hora)$/, 30],
  [/^(?:a )?quarter of an hour$|^(?:un )?cuarto de hora$/, 15],
  [/^(?:three quarters of an hour|tres cuartos de hora)$/, 45],
  [/^half a day$/, 12 * 60],
]

const unitOf = (word: string): Unit | undefined =>
  (Object.keys(names) as Unit[]).find((unit) => new RegExp(`^(?:${names[unit]})$`).test(word))

const fold = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()
const lead = /^(?:in|en|dentro de|for|durante|within)\s+/
const longest = 60
const amount = String.raw`\d{1,7}(?:[.,]\d{1,3})?`
const compact = new RegExp(String.raw`^(?:${amount}\s*[smhdw]\s*)+$`)
const part = new RegExp(
  String.raw`^(${amount}|(?:${Object.keys(numbers).join('|')})(?![a-z]))(?:\s+(?:and a half|y medi[oa]))?\s*([a-z]+)(?![a-z])(?:\s+(?:and a half|y medi[oa])(?![a-z]))?(?:\s*(?:,|and|y)\s+|\s*)`,
)

/** `30m`, `1h30m`, `1.5h`, `in 2h`: such as nobody begins a sentence with. */
export const isSpan = (typed: string): boolean =>
  typed.length <= longest && compact.test(fold(typed).replace(lead, '')) && readSpan(typed) !== undefined

/** A length of time as people write it, in ms: `1.5h`, `2 hours`, `dentro de 2 horas`, `una hora y media`. */
export const readSpan = (typed: string): number | undefined => {
  if (typed.length > longest) return undefined
  let rest = fold(typed).replace(lead, '')
  const said = sayings.find(([words]) => words.test(rest))
  if (said) return said[1] * units.m
  let total = 0
  let last = Number.POSITIVE_INFINITY
  const seen = new Set<Unit>()
  if (rest === '') return undefined
  while (rest !== '') {
    const [whole, count = '', word = ''] = part.exec(rest) ?? []
    const unit = unitOf(word)
    // Twice the same: two lengths, one after the other.
    if (whole === undefined || unit === undefined || seen.has(unit)) return undefined
    seen.add(unit)
    const isCompact = word.length === 1
    // `2 hours 1 day` is no length that anybody writes; `30m1h` was always read.
    if (!isCompact && units[unit] >= last) return undefined
    last = units[unit]
    const halves = /and a half|y medi[oa]/.test(whole) ? 0.5 : 0
    total += ((own(numbers, count) ?? Number(count.replace(',', '.'))) + halves) * units[unit]
    rest = rest.slice(whole.length)
  }
  return Math.round(total)
}

/** Like `2 hours`: a length of time that could also begin a sentence. */
export const isSpanInWords = (typed: string): boolean => readSpan(typed) !== undefined
