import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { began, endChildren, endEverything } from './leftovers'
import type { Bench, Part } from './part'
import { chatToolkit } from './parts/chat-toolkit'
import { click } from './parts/click'
import { clocks } from './parts/clocks'
import { coldStart } from './parts/cold-start'
import { idle } from './parts/idle'
import { intake } from './parts/intake'
import { parsers } from './parts/parsers'
import { queuePage } from './parts/queue-page'
import { replicas } from './parts/replicas'
import { relay } from './parts/relay'
import { reminders } from './parts/reminders'
import { remindersLateness } from './parts/reminders-lateness'
import { search } from './parts/search'
import { pictureOf } from './picture'
import { tableOf, type Row } from './table'
import { whileWanted } from './while-wanted'

/**
 * `npm run bench [-- part … --short --json --picture=file.svg --million --tickets 10000,500000 --desks FOLDER]`. A new part is a
 * file in parts/ and a word here; what it is held against is in baselines/.
 */
const parts: readonly Part[] = [
  intake,
  relay,
  click,
  chatToolkit,
  clocks,
  replicas,
  coldStart,
  idle,
  reminders,
  remindersLateness,
  queuePage,
  search,
  parsers,
]

const progress = (line: string) => void process.stderr.write(`${line}\n`)

const chosen = (names: readonly string[]): readonly Part[] => {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name))
  if (unknown.length === 0) return names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name))
  const list = parts.map(({ name, says }) => `  ${name}: ${says}`).join('\n')
  throw new Error(`There is no part ${unknown.join(', ')}. There are:\n${list}`)
}

const options = {
  json: { type: 'boolean', default: false },
  short: { type: 'boolean', default: false },
  picture: { type: 'string' },
  tickets: { type: 'string' },
  million: { type: 'boolean', default: false },
  desks: { type: 'string' },
} as const

const sizesOf = (tickets: string | undefined, isShort: boolean, isMillion: boolean): readonly number[] => [
  ...(tickets ?? (isShort ? '2000,10000' : '10000,100000')).split(',').map(Number),
  ...(isMillion ? [1_000_000] : []),
]

/** Far more than any part takes, on a slow machine too; a million tickets take as long as they take. */
const longestMs = 10 * 60_000
const dayMs = 24 * 3_600_000

const inTime = async <T>(work: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not done in ${ms / 60_000} minutes`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Runs the parts; reports what one throws, and goes on. */
const runAll = async (
  chosenParts: readonly Part[],
  bench: Bench,
  mostMs: number,
): Promise<{ rows: Row[]; failed: string[] }> => {
  const rows: Row[] = []
  const failed: string[] = []
  for (const part of chosenParts) {
    const from = performance.now()
    progress(`${part.name}: ${part.says}`)
    try {
      rows.push(...(await inTime(part.run(bench), mostMs)).map((figure) => ({ part: part.name, ...figure })))
    } catch (error) {
      failed.push(part.name)
      await endChildren()
      progress(`${part.name} failed: ${error instanceof Error ? error.message : String(error)}`)
    }
    progress(`  ${((performance.now() - from) / 1000).toFixed(0)} s`)
  }
  return { rows, failed }
}

const main = async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options })
  const folder = async () => {
    const path = await mkdtemp(join(tmpdir(), 'taquilla-bench-'))
    await chmod(path, 0o755)
    began.folder(path, false)
    return path
  }
  let kept = values.desks === undefined ? undefined : resolve(values.desks)
  if (kept !== undefined) began.folder(kept, true)
  const bench: Bench = {
    folder,
    isShort: values.short,
    progress: (line) => progress(`  ${line}`),
    sizes: sizesOf(values.tickets, values.short, values.million),
    kept: async () => (kept ??= await folder()),
  }
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`
  try {
    const { rows, failed } = await runAll(chosen(positionals), bench, values.million ? dayMs : longestMs)
    const load = loadavg().map((one) => one.toFixed(1))
    const head = `${machine}, load ${load.join(' ')}`
    if (values.picture !== undefined) await writeFile(values.picture, pictureOf(head, rows))
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ machine, load, failed, rows }, null, 2)}\n`
        : `${head}\n\n${tableOf(rows)}\n${failed.length === 0 ? '' : `\nNot measured, because they failed: ${failed.join(', ')}\n`}`,
    )
    if (failed.length > 0) process.exitCode = 1
  } finally {
    await endEverything()
  }
}

whileWanted((code) => {
  progress('stopping: what was started ends now')
  process.exit(code)
})

main().catch((error: unknown) => {
  progress(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
