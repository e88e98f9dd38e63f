/** The widest column that is filled up: a cell above it is not followed by what makes it as wide as the next. */
const widest = 40

/** Rows as lines of plain text, their columns one under another where that costs little: never more than some times the cells' own length. */
export const tableText = (rows: readonly (readonly string[])[]): string => {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, column) => {
      const width = [...cell].length
      if (width <= widest) widths[column] = Math.max(widths[column] ?? 0, width)
    })
  const line = (row: readonly string[], padded: boolean): string =>
    row
      .map((cell, column) => (padded ? cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length)) : cell))
      .join('  ')
      .trimEnd()
  const own = rows.reduce((sum, row) => sum + row.reduce((cells, cell) => cells + cell.length + 2, 0), 0)
  const filled = rows.reduce(
    (sum, row) => sum + row.reduce((cells, _, column) => cells + (widths[column] ?? 0) + 2, 0),
    0,
  )
  return rows.map((row) => line(row, filled <= 4 * own + 1000)).join('\n')
}
