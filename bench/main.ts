import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench, Part } from './part'
import { click } from './parts/click'
import { clocks } from './parts/clocks'
import { coldStart } from './parts/cold-start'
import { idle } from './parts/idle'
import { intake } from './parts/intake'
import { queuePage } from './parts/queue-page'
import { replicas } from './parts/replicas'
import { reminders } from './parts/reminders'
import { remindersLateness } from './parts/reminders-lateness'
import { search } from './parts/search'
import { pictureOf } from './picture'
import { tableOf, type Row } from './table'

/** `npm run bench [-- part … --short --json --picture=file.svg --tickets 10000,1000000 --desks FOLDER]`. A new part is a file in parts/ and a word here; what it is held against is in baselines/. */
const parts: readonly Part[] = [
  intake,
  click,
  clocks,
  replicas,
  coldStart,
  idle,
  reminders,
  remindersLateness,
  queuePage,
  search,
]

const progress = (line: string) => void process.stderr.write(`${line}\n`)

const chosen = (names: readonly string[]): readonly Part[] => {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name))
  if (unknown.length === 0) return names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name))
  const list = parts.map(({ name, says }) => `  ${name}: ${says}`).join('\n')
  throw new Error(`There is no part ${unknown.join(', ')}. There are:\n${list}`)
}

const main = async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      picture: { type: 'string' },
      tickets: { type: 'string', default: '10000,100000' },
      desks: { type: 'string' },
    },
  })
  const folders: string[] = []
  const folder = async () => {
    const path = await mkdtemp(join(tmpdir(), 'taquilla-bench-'))
    await chmod(path, 0o755)
    folders.push(path)
    return path
  }
  const rows: Row[] = []
  try {
    for (const part of chosen(positionals)) {
      progress(`${part.name}: ${part.says}`)
      const bench: Bench = {
        folder,
        isShort: values.short,
        progress: (line) => progress(`  ${line}`),
        sizes: values.tickets.split(',').map(Number),
        ...(values.desks === undefined ? {} : { kept: resolve(values.desks) }),
      }
      rows.push(...(await part.run(bench)).map((figure) => ({ part: part.name, ...figure })))
    }
  } finally {
    for (const path of folders) await rm(path, { recursive: true, force: true })
  }
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`
  if (values.picture !== undefined) await writeFile(values.picture, pictureOf(machine, rows))
  process.stdout.write(
    values.json ? `${JSON.stringify({ machine, rows }, null, 2)}\n` : `${machine}\n\n${tableOf(rows)}\n`,
  )
}

main().catch((error: unknown) => {
  progress(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
