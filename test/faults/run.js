// npm run test:faults -- [rows] [--part name] [--minutes n] [--count n] [--out path]: see docs/operations.md.
const { spawn } = require('node:child_process')
const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { parseArgs } = require('node:util')

const { values, positionals } = parseArgs({
  options: {
    part: { type: 'string' },
    minutes: { type: 'string' },
    count: { type: 'string' },
    out: { type: 'string' },
  },
  allowPositionals: true,
})
const rows = positionals.map((row) => row.padStart(2, '0'))
const chosen = rows.length === 0 ? '*' : rows.length === 1 ? rows[0] : `{${rows.join(',')}}`
const folder = mkdtempSync(join(tmpdir(), 'taquilla-faults-'))

// One after another: rows measure time, and one with processes of its own leaves no core for another.
const options = [
  '--runInBand',
  '--forceExit',
  ['--testMatch', `**/test/faults/${chosen}-*.test.ts`],
  ['--testPathIgnorePatterns', 'node_modules'],
  values.part === undefined ? [] : ['--testNamePattern', `^row \\d+ \\(${values.part}\\)`],
  ['--reporters', 'default'],
  ['--reporters', join(__dirname, 'table-reporter.js')],
].flat()
const jest = spawn(process.execPath, ['--expose-gc', require.resolve('jest/bin/jest'), ...options], {
  stdio: 'inherit',
  env: {
    ...process.env,
    FAULT_RESULTS: join(folder, 'results.jsonl'),
    FAULT_ROWS: rows.join(','),
    ...(values.minutes !== undefined && { FAULT_MINUTES: values.minutes }),
    ...(values.count !== undefined && { FAULT_COUNT: values.count }),
    ...(values.out !== undefined && { FAULT_OUT: values.out }),
  },
})
jest.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code ?? 1)
})
