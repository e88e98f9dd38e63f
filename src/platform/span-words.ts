const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, months: 30 * 86_400_000 } as const
type Unit = keyof typeof units

const names: Readonly<Record<Unit, string>> = {
  s: 's|secs?|seconds?|segs?|segundos?',
  m: 'm|mins?|minutes?|minutos?',
  h: 'h|hs|hrs?|hours?|horas?',
  d: 'd|days?|dias?',
  w: 'w|wks?|weeks?|sem|semanas?',
  months: 'months?|mes|meses',
}
const numbers: ReadonlyMap<string, number> = new Map(
  (
    [
      [1, 'a an one un una uno'],
      [2, 'two dos'],
      [3, 'three tres'],
      [4, 'four cuatro'],
      [5, 'five cinco'],
      [6, 'six seis'],
      [7, 'seven siete'],
      [8, 'eight ocho'],
      [9, 'nine nueve'],
      [10, 'ten diez'],
      [12, 'twelve doce'],
      [15, 'fifteen quince'],
      [20, 'twenty veinte'],
      [30, 'thirty treinta'],
    ] as const
  ).flatMap(([number, said]) => said.split(' ').map((word) => [word, number] as const)),
)
/** Spans said in one piece, in minutes. */
const sayings: readonly (readonly [RegExp, number])[] = [
  [/^(?:half an? hour|half hour|media hora)$/, 30],
  [/^(?:a )?quarter of an hour$|^(?:un )?cuarto de hora$/, 15],
  [/^(?:three quarters of an hour|tres cuartos de hora)$/, 45],
  [/^half a day$/, 12 * 60],
  [/^hora y media$/, 90],
  [/^(?:a )?fortnight$/, 14 * 24 * 60],
  [/^(?:una )?quincena$/, 15 * 24 * 60],
]

const unitOf = (word: string): Unit | undefined =>
  (Object.keys(names) as Unit[]).find((unit) => new RegExp(`^(?:${names[unit]})$`).test(word))

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .trim()
    .replace(/^(\d{1,7})? ?(?:½|(?<=\d )1\/2)/, (_, whole = '0') => `${whole}.5`)
    .replace(/\b(?:a couple(?: of)?|un par de)\b/, '2')
    .replace(/ (?:from now|later)$/, '')
const lead = /^(?:(?:in|en|dentro de|de aqui a|for|durante|within|after|despues de)\s+|\+ ?)/
const longest = 60
const amount = String.raw`\d{1,7}(?:[.,]\d{1,3})?`
const compact = new RegExp(String.raw`^(?:${amount}\s*[smhdw]\s*)+$`)
const part = new RegExp(
  String.raw`^(${amount}|(?:${[...numbers.keys()].join('|')})(?![a-z]))(?:\s+(?:and a half|y medi[oa]))?\s*([a-z]+)(?![a-z])(?:\s+(?:and a half|y medi[oa])(?![a-z]))?(?:\s*(?:,|and|y)\s+|\s*)`,
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
    total += ((numbers.get(count) ?? Number(count.replace(',', '.'))) + halves) * units[unit]
    rest = rest.slice(whole.length)
  }
  return Math.round(total)
}

/** Like `2 hours`: a length of time that could also begin a sentence. */
export const isSpanInWords = (typed: string): boolean => readSpan(typed) !== undefined
