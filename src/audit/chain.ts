/** One act in the trail: ids and names of operations, never content. */
export interface AuditAct {
  readonly at: Date
  /** Null: nobody whom the desk knows. */
  readonly person: string | null
  readonly operation: string
  readonly outcome: string
}
export interface AuditRow extends AuditAct {
  /** From 1, without a gap. */
  readonly seq: number
  /** Null before the chain began. */
  readonly mac: Buffer | null
}
/** End of the chain. Its seal keeps whoever cuts off the end from naming another row the last. */
export interface AuditHead {
  readonly seq: number
  readonly mac: Buffer
  readonly seal: Buffer
  /** The first row of the chain; 0 when there were rows, and a key, but no head any more. None in heads of before release 0.2. */
  readonly origin?: number
}
/** A keyed hash, whose key the database's readers and writers do not have. */
export type Sign = (words: string) => Buffer

const wordsOf = (previous: Buffer | null, { seq, at, person, operation, outcome }: Omit<AuditRow, 'mac'>) =>
  JSON.stringify([previous?.toString('hex') ?? '', seq, at.toISOString(), person, operation, outcome])

export const rowMac = (sign: Sign, previous: Buffer | null, row: Omit<AuditRow, 'mac'>): Buffer =>
  sign(wordsOf(previous, row))

export const headSeal = (sign: Sign, seq: number, mac: Buffer, origin?: number): Buffer =>
  sign(JSON.stringify(['head', seq, mac.toString('hex'), ...(origin === undefined ? [] : [origin])]))

/** Fault of the trail at `seq`. */
export interface AuditFault {
  readonly seq: number
  readonly what: 'altered' | 'missing' | 'unsealed' | 'cut' | 'headless'
}

/**
 * Reads a trail in order of seq, row by row, then its head. No fault: nothing was altered, taken out, put in or put
 * elsewhere since the chain began at `origin`. `hasKey`: the trail has had a key, so it must have a head.
 */
export const chainReader = (
  sign: Sign,
  { origin: told, hasKey = true }: { origin?: number; hasKey?: boolean } = {},
) => {
  const origin = told === 0 ? undefined : told
  const faults: AuditFault[] = []
  let last: AuditRow | undefined
  const note = (seq: number, what: AuditFault['what']) => {
    if (faults.length < mostFaults) faults.push({ seq, what })
  }
  const isBefore = ({ seq, mac }: AuditRow) =>
    origin === undefined ? last === undefined && mac === null : seq < origin
  return {
    take: (row: AuditRow) => {
      // Rows count from 1: whatever stands before was put there.
      if (row.seq < 1) return note(row.seq, 'altered')
      if (isBefore(row)) return
      if (row.mac === null) return note(row.seq, 'unsealed')
      const next = (last?.seq ?? (origin ?? row.seq) - 1) + 1
      for (let seq = next; seq < row.seq && faults.length < mostFaults; seq++) note(seq, 'missing')
      if (!rowMac(sign, last?.mac ?? null, row).equals(row.mac)) note(row.seq, 'altered')
      last = row
    },
    end: (head: AuditHead | undefined): readonly AuditFault[] => {
      if (head === undefined) {
        if (last !== undefined) note(last.seq, 'cut')
        else if (hasKey) note(0, 'headless')
      } else if (
        !headSeal(sign, head.seq, head.mac, head.origin).equals(head.seal) ||
        last?.seq !== head.seq ||
        !head.mac.equals(last.mac!)
      )
        note(head.seq, 'cut')
      else if (head.origin === 0) note(0, 'headless')
      return faults
    },
  }
}
/** A trail with a hole of millions is told of, not listed. */
const mostFaults = 100_000
