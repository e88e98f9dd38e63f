import { isMet, median, type Figure } from './part'

export interface Row extends Figure {
  readonly part: string
}

const headings = [
  'part',
  'figure',
  'median',
  'least',
  'most',
  'rounds',
  'baseline',
  'its median',
  'ratio',
  'aim',
  'met',
]

/** A Markdown table: what `docs` and people paste. */
export const tableOf = (rows: readonly Row[]): string => {
  const cells = rows.map((row) => {
    const { part, what, unit, samples, baseline } = row
    return [
      part,
      what,
      `${shown(median(samples))} ${unit}`,
      shown(Math.min(...samples)),
      shown(Math.max(...samples)),
      String(samples.length),
      baseline?.what ?? '',
      baseline === undefined ? '' : `${shown(median(baseline.samples))} ${unit}`,
      baseline === undefined || median(baseline.samples) === 0
        ? ''
        : shown(median(samples) / median(baseline.samples), 2),
      aimOf(row),
      { true: 'yes', false: 'no', undefined: '' }[String(isMet(row))]!,
    ]
  })
  const widths = headings.map((heading, index) =>
    Math.max(...[headings, ...cells].map((row) => row[index]!.length), heading.length),
  )
  const line = (row: readonly string[]) => `| ${row.map((cell, index) => cell.padEnd(widths[index]!)).join(' | ')} |`
  return [line(headings), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.map(line)].join('\n')
}

const shown = (value: number, digits = value < 10 ? 2 : value < 100 ? 1 : 0): string =>
  Number.isFinite(value) ? value.toFixed(digits) : 'never'

const aimOf = ({ aim, promised, unit }: Figure): string =>
  [
    ...(promised === undefined ? [] : [`< ${promised} ${unit}`]),
    ...(aim === undefined
      ? []
      : [
          'atLeast' in aim
            ? `≥ ${aim.atLeast}`
            : 'atMost' in aim
              ? `≤ ${aim.atMost}`
              : `≤ baseline + ${aim.atMostOver} ${unit}`,
        ]),
  ].join(', ')
