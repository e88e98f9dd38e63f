import { readFile, writeFile } from 'node:fs/promises'
import { sections } from '../slices'
import { formatChange } from '../settings/compare'
import { applyImport, planImport } from '../settings/import-file'
import { exportText } from '../settings/operations/config'
import type { FileFault } from '../settings/read-file'
import { runInContext, type CommandContext } from './context'
import { CommandFault, parse, usageFault } from './command'
import { commandList } from './command-list'

export const runConfig = async (args: readonly string[], print: (line: string) => void) => {
  const asked = readConfigCommand(args)
  return runInContext(async (beside) => doConfig(beside, asked, print))
}

/** Answers the exit code: 0, 1 when `diff` finds changes, 2 when the file has faults. */
export const configCommand = async (beside: CommandContext, args: readonly string[], print: (line: string) => void) =>
  doConfig(beside, readConfigCommand(args), print)

const readConfigCommand = (args: readonly string[]) => {
  const { words, flag } = parse(commandList.config, args, 2)
  const [what, file] = words
  if (what !== 'export' && file === undefined)
    throw usageFault(commandList.config, `taquilla config ${what} needs a file.`)
  return { what, file, named: flag('desk') }
}

const doConfig = async (
  beside: CommandContext,
  { what, file, named }: ReturnType<typeof readConfigCommand>,
  print: (line: string) => void,
) => {
  const desk = await beside.desk(named)
  if (what === 'export') {
    const text = await beside.inDesk(desk, async (tx) => exportText(tx, sections))
    if (file === undefined) print(text.trimEnd())
    else await writeFile(file, text)
    return 0
  }
  const text = await readText(file!)
  const told: string[] = []
  const code = await beside.inDesk(desk, async (tx) => {
    if (what === 'apply') await tx.holdSettings()
    const found = await planImport(tx, sections, text, 'en')
    told.push(...found.faults.map((fault) => formatAt(file!, fault)))
    if (found.faults.length > 0) return 2
    told.push(...found.changes.map((change) => formatChange('en', change)))
    if (found.changes.length === 0) told.push('Nothing to change.')
    if (what === 'diff') return found.changes.length === 0 ? 0 : 1
    if (found.changes.length === 0) return 0
    await applyImport(tx, sections, found)
    tx.audit(null, 'config', 'imported')
    told.push(`${found.changes.length} made.`)
    return 0
  })
  // Said once it is so: what fails at the commit has changed nothing.
  for (const line of told) print(line)
  return code
}

const readText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandFault(`${file} cannot be read: ${(error as Error).message}`)
  }
}

/** As compilers tell it, so that editors find the place. */
const formatAt = (file: string, { line, column, path, text }: FileFault): string =>
  `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${text}`
