import { appendFileSync } from 'node:fs'
import { freshSeed, seeded } from '../support/random'

/** Parameters that a row is run with. */
export interface Turn {
  readonly count: number
  readonly seed: number
  /** From 0 to 1, from the seed. */
  readonly random: () => number
  /** Of a row that goes on for a time. */
  readonly minutes: number
}
/** Result of a row: it holds when there are no faults. */
export interface Seen {
  readonly faults: readonly string[]
  /** Measured: for the table. */
  readonly figures?: string
  /** Number that there were, when it is not what was asked for. */
  readonly count?: number
}
export interface Row {
  /** Action of the row, in the words of the table. */
  readonly what: string
  /** Part of a row that has several, each with a line of its own. */
  readonly part?: string
  readonly count: number
  readonly minutes?: number
  readonly run: (turn: Turn) => Promise<Seen>
  /** The same with its safeguard switched off: it must find faults. */
  readonly control: { readonly off: string; readonly count?: number; readonly run: (turn: Turn) => Promise<Seen> }
  readonly timeoutMs?: number
}
/** A line of the table, as the reporter reads it. */
export interface Line {
  readonly row: number
  readonly part: string
  readonly what: string
  readonly kind: 'run' | 'control'
  readonly off?: string
  readonly count: number
  readonly minutes?: number
  readonly seed: number
  readonly holds: boolean
  readonly figures: string
  readonly faults: readonly string[]
  readonly ms: number
}

const asked = (name: string): number | undefined =>
  process.env[name] === undefined ? undefined : Number(process.env[name])
const tenMinutes = 600_000
const shown = 5

/** A row of the reliability table: it holds, and its control shows that it would be seen if it did not. */
export const faultRow = (number: number, row: Row): void => {
  const { what, part = '', control, timeoutMs = tenMinutes } = row
  const minutes = asked('FAULT_MINUTES') ?? row.minutes
  const limit = timeoutMs + (minutes ?? 0) * 60_000
  const name = `row ${number}${part === '' ? '' : ` (${part})`}`

  const play = async (kind: Line['kind'], count: number, run: Row['run']): Promise<Seen> => {
    const seed = freshSeed()
    process.stdout.write(`${name}, ${kind}: SEED=${seed}\n`)
    const began = performance.now()
    let seen: Seen = { faults: [] }
    try {
      seen = await run({ count, seed, random: seeded(seed), minutes: minutes ?? 0 })
      return seen
    } catch (error) {
      // A control that breaks off has shown nothing.
      const fault = `it broke off: ${error instanceof Error ? error.message : String(error)}`
      seen = kind === 'run' ? { faults: [fault] } : { faults: [], figures: fault }
      throw error
    } finally {
      write({
        row: number,
        part,
        what,
        kind,
        ...(kind === 'control' ? { off: control.off } : minutes === undefined ? {} : { minutes }),
        count: seen.count ?? count,
        seed,
        holds: (seen.faults.length === 0) === (kind === 'run'),
        figures: seen.figures ?? '',
        faults: seen.faults.slice(0, shown),
        ms: Math.round(performance.now() - began),
      })
    }
  }
  test(
    `${name}: ${what}`,
    async () => {
      const { faults } = await play('run', asked('FAULT_COUNT') ?? row.count, row.run)
      expect(faults.slice(0, shown)).toEqual([])
    },
    limit,
  )
  test(
    `${name}, control: ${control.off}, and it is seen`,
    async () => {
      const { faults } = await play('control', control.count ?? row.count, control.run)
      expect(faults.length).toBeGreaterThan(0)
    },
    limit,
  )
}

const write = (line: Line): void => {
  const path = process.env['FAULT_RESULTS']
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(line)}\n`)
}
