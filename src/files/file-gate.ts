import { DeliveryFailure, type FileRef } from '../platform'
import type { Unit } from '../store/transaction'
import type { Scan } from './clamav'
import type { FileFault } from './file-fault'
import { judgeFile, type Judged } from './judge-file'
import { quotaRows } from './quota-rows'

/** Everything that comes in as a file passes here, once. */
export interface FileGate {
  /** Of one file, in bytes. */
  readonly largest: number
  /** Judges a file. Throws DeliveryFailure: `refused` with its fault, or `again` while the scanner cannot be asked. */
  check(bytes: Buffer, file: FileRef, attempts: number): Promise<Judged>
  /** Counts what somebody sent; a fault when it is too much. `author` null: nobody's. */
  count(unit: Unit, author: string | null, bytes: number): Promise<FileFault | undefined>
}
export interface FileLimits {
  /** In bytes: of one file; of what one customer sends in a day; of all that a desk keeps. */
  readonly largest: number
  readonly customerDaily: number
  readonly desk: number
}

/** The words that came with a file wait for it: not for ever. */
const mostScans = 4

export const createFileGate = ({ largest, customerDaily, desk }: FileLimits, scan?: Scan): FileGate => ({
  largest,
  check: async (bytes, { name }, attempts) => {
    if (bytes.length > largest) throw refusedFile('too-large')
    const judged = await judgeFile(bytes, name)
    if (typeof judged === 'string') throw refusedFile(judged)
    const told = await scan?.(bytes).catch((error: unknown) => {
      if (attempts + 1 >= mostScans) throw refusedFile('unscanned')
      throw new DeliveryFailure('again', 'the virus scanner cannot be asked', undefined, { cause: error })
    })
    if (typeof told === 'object') throw refusedFile('infected')
    return judged
  },
  count: async (unit, author, bytes) => {
    const rows = quotaRows(unit)
    if ((await rows.kept()) + bytes > desk) return 'desk-full'
    if (author === null || !(await rows.isCustomer(author))) return undefined
    return (await rows.count(author, bytes)) > customerDaily ? 'customer-full' : undefined
  },
})

export const refusedFile = (fault: FileFault) => new DeliveryFailure('refused', `file ${fault}`)
