import { isMet, median } from './part'
import type { Row } from './table'

const rowHeight = 26
const widths = { label: 520, bars: 420, note: 160 }
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The table as a picture: our bar over its baseline's, each pair on its own scale; green where an aim is met, red where not. */
export const pictureOf = (machine: string, rows: readonly Row[]): string => {
  const width = widths.label + widths.bars + widths.note
  const lines = rows.map((row, index) => {
    const y = 40 + index * rowHeight
    const own = median(row.samples)
    const other = row.baseline === undefined ? undefined : median(row.baseline.samples)
    const most = Math.max(own, other ?? 0, 1e-9)
    const bar = (value: number, top: number, fill: string) =>
      `<rect x="${widths.label}" y="${top}" width="${((Math.max(0, value) / most) * widths.bars).toFixed(1)}" height="9" fill="${fill}"/>`
    const met = isMet(row)
    const fill = met === undefined ? '#4a7ab5' : met ? '#3c9a5f' : '#c0503c'
    const ratio = other === undefined || other === 0 ? '' : ` (× ${(own / other).toFixed(2)})`
    return [
      `<text x="8" y="${y + 15}">${escape(`${row.part}: ${row.what}`)}</text>`,
      bar(own, y + 2, fill),
      other === undefined ? '' : bar(other, y + 12, '#b8bcc4'),
      `<text x="${widths.label + widths.bars + 8}" y="${y + 15}">${own.toFixed(own < 10 ? 2 : 0)} ${row.unit}${ratio}</text>`,
    ].join('')
  })
  const height = 50 + rows.length * rowHeight
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#fff"/><text x="8" y="22" font-size="14">${escape(machine)}: ours over its baseline (grey)</text>
${lines.join('\n')}
</svg>
`
}
