const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { loadavg } = require('node:os')

const everyRow = Array.from({ length: 40 }, (_, index) => index + 1)
const { FAULT_RESULTS = '', FAULT_ROWS = '', FAULT_OUT } = process.env

/** Prints what the rows wrote down as one table, and writes it as Markdown and JSON where FAULT_OUT says. */
module.exports = class TableReporter {
  onRunComplete() {
    const lines = existsSync(FAULT_RESULTS)
      ? readFileSync(FAULT_RESULTS, 'utf8').trim().split('\n').filter(Boolean).map(JSON.parse)
      : []
    const asked = FAULT_ROWS === '' ? everyRow : FAULT_ROWS.split(',').map(Number)
    const table = asked.flatMap((row) => rowOf(lines, row))
    const markdown = [
      '| # | test | count | result | control | time | seed |',
      '| - | ---- | ----- | ------ | ------- | ---- | ---- |',
      ...table.map((row) => `| ${columns(row).map(cell).join(' | ')} |`),
      '',
      `Load of the machine at the end: ${loadavg()
        .map((one) => one.toFixed(1))
        .join(', ')}.`,
      '',
    ].join('\n')
    // Jest prints its own summary after its reporters: this has to come after that.
    process.once('exit', () => process.stdout.write(`\n${markdown}`))
    if (FAULT_OUT === undefined) return
    writeFileSync(`${FAULT_OUT}.md`, markdown)
    writeFileSync(`${FAULT_OUT}.json`, `${JSON.stringify(table, null, 2)}\n`)
  }
}

/** A line for each part of a row: its run and its control. */
function rowOf(lines, row) {
  const own = lines.filter((line) => line.row === row)
  const parts = [...new Set(own.map(({ part }) => part))]
  if (parts.length === 0) return [{ row, part: '', what: 'did not run' }]
  return parts.map((part) => {
    const [run, control] = ['run', 'control'].map((kind) => own.find((one) => one.part === part && one.kind === kind))
    return { row, part, what: (run ?? control).what, run, control }
  })
}

function columns({ row, part, what, run, control }) {
  const time = [run, control].reduce((sum, line) => sum + (line?.ms ?? 0), 0)
  return [
    part === '' ? row : `${row} ${part}`,
    what,
    run === undefined ? '' : run.minutes === undefined ? run.count : `${run.count} in ${run.minutes} min`,
    run === undefined ? 'none' : run.holds ? `holds${run.figures && `: ${run.figures}`}` : `FAILED: ${run.faults[0]}`,
    control === undefined ? 'none' : `${control.off}: ${control.holds ? 'seen' : 'NOT SEEN'}`,
    `${(time / 1000).toFixed(1)} s`,
    run?.seed ?? '',
  ]
}

const cell = (value) => String(value).replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').slice(0, 240)
