import type { Forgets } from '../core/forgets'
import { keptBytes, keptFilesOf, type KeptFileFact } from '../files/file-forgets-rows'
import type { Unit } from '../store/transaction'

export interface ExportRows {
  /** Everything that the desk keeps of these people, as it is written into the file. */
  of(people: readonly string[]): Promise<Record<string, unknown>>
  /** Files whose bytes are here, in the order in which they came. */
  files(people: readonly string[]): Promise<KeptFileFact[]>
  bytes(file: string): Promise<Buffer>
}

/** `forgets`: of all slices, in their order. */
export const exportRows = (unit: Unit, forgets: readonly Forgets[]): ExportRows => ({
  of: async (people) => {
    const found: Record<string, unknown> = {}
    for (const [name, sql] of forgets.flatMap((part) => Object.entries(part.exports ?? {})))
      found[name] = await unit.rows(sql, [people])
    return found
  },
  files: async (people) => keptFilesOf(unit, people),
  bytes: async (file) => keptBytes(unit, file),
})

declare module '../core/tx' {
  interface RowSets {
    readonly exports: ExportRows
  }
}
