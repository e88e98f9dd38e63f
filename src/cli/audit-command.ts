import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readTrail, verifyTrail, type AuditFault } from '../audit/audit-rows'
import { allDesks, readDesk } from '../store/desk-rows'
import type { DeskId } from '../store/transaction'
import { runInContext, type CommandContext } from './context'
import { CommandFault, parse, usageFault } from './command'
import { commandList } from './command-list'

const mostTold = 20

export const runAudit = async (args: readonly string[], print: (line: string) => void) => {
  const asked = readAudit(args)
  return runInContext(async (beside) => doAudit(beside, asked, print))
}

/** Answers the exit code: 0, or 1 when a trail is broken. */
export const auditCommand = async (beside: CommandContext, args: readonly string[], print: (line: string) => void) =>
  doAudit(beside, readAudit(args), print)

/** Before any database is opened: what is mistyped is told at once. */
const readAudit = (args: readonly string[]) => {
  const { words, flag } = parse(commandList.audit, args, 2)
  const [what, file] = words
  const desk = flag('desk')
  if (what === 'export') {
    if (file === undefined) throw usageFault(commandList.audit, 'taquilla audit export needs a file.')
    return { what, file, desk } as const
  }
  if (file !== undefined) throw usageFault(commandList.audit, `“${file}” is one word too many.`)
  return { what: 'verify', kept: keptMac(flag('head')), desk } as const
}

const doAudit = async (beside: CommandContext, asked: ReturnType<typeof readAudit>, print: (line: string) => void) => {
  if (asked.what === 'export') {
    print(`${await exported(beside, await beside.desk(asked.desk), asked.file)} rows are in ${asked.file}.`)
    return 0
  }
  const isOne = asked.desk !== undefined || asked.kept !== undefined
  const desks = isOne ? [await beside.desk(asked.desk)] : await allDesks(beside.store)
  let code = 0
  for (const desk of desks) if (!(await verified(beside, desk, print, asked.kept))) code = 1
  return code
}

/** As `verify` prints it; the number before it may be left out. */
const keptMac = (typed: string | undefined): string | undefined => {
  if (typed === undefined) return undefined
  const mac = /^(?:#?\d+[:,]?\s*(?:mac\s*)?)?([0-9a-f]{64})$/i.exec(typed.trim())?.[1]
  if (mac === undefined)
    throw new CommandFault('--head is the mac that verify printed: 64 digits and letters from a to f.')
  return mac.toLowerCase()
}

const kinds: Record<AuditFault['what'], string> = {
  altered: 'was altered, put in, or stands in another place',
  missing: 'was taken out',
  unsealed: 'has no seal, though rows before it have one',
  cut: 'is not where the trail ended: rows at its end were cut off, or put there',
  headless: 'is not where the chain begins: its end was taken away, and with it whatever could tell of the rows before',
}

const verified = async (
  { store, vault }: CommandContext,
  desk: DeskId,
  print: (line: string) => void,
  kept: string | undefined,
): Promise<boolean> => {
  const { name } = await store.read(desk, readDesk)
  const progress = (count: number) => void (count > 0 && process.stderr.write(`${name}: ${count}\r`))
  const { rows, unsealed, hasKey, hasKept, last, faults } = await store.transaction(desk, async (unit) =>
    verifyTrail(unit, vault, progress, kept),
  )
  const end = last === undefined ? '' : `, the last one #${last.seq}, mac ${last.mac.toString('hex')}`
  const old =
    unsealed === 0 ? '' : ` (${unsealed} of them from before ${beginning(last?.origin)}: nothing can be said of those)`
  const isBare = !hasKey && rows > 0 && faults.length === 0
  const isWhole = faults.length === 0 && !isBare && hasKept
  print(`${name} (${desk}): ${rows} rows${old}${end}: ${isWhole ? 'whole' : isBare ? 'NOT SEALED' : 'BROKEN'}`)
  for (const { seq, what } of faults.slice(0, mostTold)) print(`  #${seq} ${kinds[what]}`)
  if (faults.length > mostTold) print(`  and ${faults.length - mostTold} more`)
  if (isBare) print('  there is no key for it: it is from before there were seals, or its key was taken away')
  if (!hasKept) print(`  no row has the mac ${kept}: the trail was put back to an older state, or is another one`)
  return isWhole
}

const beginning = (origin: number | undefined) =>
  origin === undefined || origin < 1 ? 'there were seals' : `the chain began, at #${origin}`

const exported = async ({ store }: CommandContext, desk: DeskId, file: string): Promise<number> =>
  store.read(desk, async (unit) => {
    let rows = 0
    async function* lines() {
      for await (const { mac, ...row } of readTrail(unit)) {
        rows++
        yield `${JSON.stringify({ ...row, mac: mac?.toString('hex') ?? null })}\n`
      }
    }
    try {
      await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o600, flags: 'wx' }))
    } catch (error) {
      throw new CommandFault(`${file} cannot be written: ${(error as Error).message}`)
    }
    return rows
  })
