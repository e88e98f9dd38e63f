import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { readTrail, verifyTrail, type AuditFault } from '../audit/audit-rows'
import { allDesks, readDesk } from '../store/desk-rows'
import type { DeskId } from '../store/transaction'
import { CommandFault, type Beside } from './beside'

const usage = `npm run audit -- verify | export FILE   [--desk NAME]
  verify  reads the whole trail of each desk and tells what was altered, taken out or put in; ends with 1 when anything was
  export  writes the trail of a desk to FILE, a JSON object a line`

const mostTold = 20

/** `npm run audit`. Answers the exit code: 0, or 1 when a trail is broken. */
export const auditCommand = async (beside: Beside, args: readonly string[], print: (line: string) => void) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { desk: { type: 'string' } },
  })
  const [what, file, ...more] = positionals
  if (more.length > 0) throw new CommandFault(usage)
  if (what === 'verify' && file === undefined) {
    const desks = values.desk === undefined ? await allDesks(beside.store) : [await beside.desk(values.desk)]
    let code = 0
    for (const desk of desks) if (!(await verified(beside, desk, print))) code = 1
    return code
  }
  if (what !== 'export' || file === undefined) throw new CommandFault(usage)
  print(`${await exported(beside, await beside.desk(values.desk), file)} rows are in ${file}.`)
  return 0
}

const kinds: Record<AuditFault['what'], string> = {
  altered: 'was altered, put in, or stands in another place',
  missing: 'was taken out',
  unsealed: 'has no seal, though rows before it have one',
  cut: 'is not where the trail ended: rows at its end were cut off, or put there',
}

const verified = async ({ store, vault }: Beside, desk: DeskId, print: (line: string) => void): Promise<boolean> => {
  const { name } = await store.read(desk, readDesk)
  const { rows, unsealed, last, faults } = await store.transaction(desk, async (unit) =>
    verifyTrail(unit, vault, (count) => void (count > 0 && process.stderr.write(`${name}: ${count}\r`))),
  )
  const end = last === undefined ? '' : `, the last one #${last.seq}, mac ${last.mac.toString('hex')}`
  const old = unsealed === 0 ? '' : ` (${unsealed} of them from before there were seals: nothing can be said of those)`
  print(`${name} (${desk}): ${rows} rows${old}${end}: ${faults.length === 0 ? 'whole' : 'BROKEN'}`)
  for (const { seq, what } of faults.slice(0, mostTold)) print(`  #${seq} ${kinds[what]}`)
  if (faults.length > mostTold) print(`  and ${faults.length - mostTold} more`)
  return faults.length === 0
}

const exported = async ({ store }: Beside, desk: DeskId, file: string): Promise<number> =>
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
