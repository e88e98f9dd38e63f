import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Bench, Part } from './part'
import { click } from './parts/click'
import { clocks } from './parts/clocks'
import { coldStart } from './parts/cold-start'
import { idle } from './parts/idle'
import { intake } from './parts/intake'
import { replicas } from './parts/replicas'
import { reminders } from './parts/reminders'
import { remindersLateness } from './parts/reminders-lateness'
import { pictureOf } from './picture'
import { tableOf, type Row } from './table'

/** `npm run bench [-- part … --short --json --picture=file.svg]`. A new part is a file in parts/ and a word here; what it is held against is in baselines/. */
const parts: readonly Part[] = [intake, click, clocks, replicas, coldStart, idle, reminders, remindersLateness]

const progress = (line: string) => void process.stderr.write(`${line}\n`)

const chosen = (names: readonly string[]): readonly Part[] => {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name))
  if (unknown.length === 0) return names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name))
  const list = parts.map(({ name, says }) => `  ${name}: ${says}`).join('\n')
  throw new Error(`There is no part ${unknown.join(', ')}. There are:\n${list}`)
}

const main = async () => {
  const words = process.argv.slice(2)
  const folders: string[] = []
  const folder = async () => {
    const path = await mkdtemp(join(tmpdir(), 'taquilla-bench-'))
    await chmod(path, 0o755)
    folders.push(path)
    return path
  }
  const rows: Row[] = []
  try {
    for (const part of chosen(words.filter((word) => !word.startsWith('--')))) {
      progress(`${part.name}: ${part.says}`)
      const bench: Bench = { folder, isShort: words.includes('--short'), progress: (line) => progress(`  ${line}`) }
      rows.push(...(await part.run(bench)).map((figure) => ({ part: part.name, ...figure })))
    }
  } finally {
    for (const path of folders) await rm(path, { recursive: true, force: true })
  }
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`
  const picture = words.find((word) => word.startsWith('--picture='))?.slice('--picture='.length)
  if (picture !== undefined) await writeFile(picture, pictureOf(machine, rows))
  process.stdout.write(
    words.includes('--json') ? `${JSON.stringify({ machine, rows }, null, 2)}\n` : `${machine}\n\n${tableOf(rows)}\n`,
  )
}

main().catch((error: unknown) => {
  progress(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
