import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { sections } from '../sections'
import { tellChange } from '../settings/compare'
import { applyImport, planImport } from '../settings/import-file'
import { exportText } from '../settings/operations/config'
import type { FileFault } from '../settings/read-file'
import { CommandFault, type Beside } from './beside'

const usage = `npm run config -- export [FILE] | diff FILE | apply FILE   [--desk NAME]
  export  writes the configuration of the desk to FILE, or to the terminal
  diff    tells what FILE would change; ends with 1 when it would
  apply   makes the changes: all of them, or none when the file has a fault`

/** `npm run config`. Answers the exit code: 0, 1 when `diff` finds changes, 2 when the file has faults. */
export const configCommand = async (beside: Beside, args: readonly string[], print: (line: string) => void) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { desk: { type: 'string' } },
  })
  const [what = '', file] = positionals
  if (
    !['export', 'diff', 'apply'].includes(what) ||
    (what !== 'export' && file === undefined) ||
    positionals.length > 2
  )
    throw new CommandFault(usage)
  const desk = await beside.desk(values.desk)
  if (what === 'export') {
    const text = await beside.inDesk(desk, async (tx) => exportText(tx, sections))
    if (file === undefined) print(text.trimEnd())
    else await writeFile(file, text)
    return 0
  }
  const text = await readText(file!)
  return beside.inDesk(desk, async (tx) => {
    if (what === 'apply') await tx.holdSettings()
    const found = await planImport(tx, sections, text, 'en')
    for (const fault of found.faults) print(tellAt(file!, fault))
    if (found.faults.length > 0) return 2
    for (const change of found.changes) print(tellChange('en', change))
    if (found.changes.length === 0) print('Nothing to change.')
    if (what === 'diff') return found.changes.length === 0 ? 0 : 1
    if (found.changes.length === 0) return 0
    await applyImport(tx, sections, found)
    tx.audit(null, 'config', 'imported')
    print(`${found.changes.length} made.`)
    return 0
  })
}

const readText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandFault(`${file} cannot be read: ${(error as Error).message}`)
  }
}

/** As compilers tell it, so that editors find the place. */
const tellAt = (file: string, { line, column, path, text }: FileFault): string =>
  `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${text}`
