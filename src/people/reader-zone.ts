import type { Tx } from '../core/tx'

/** The zone that a person chose for the times they type and read; the desk's where they chose none. */
export const readerZone = async (tx: Tx, person: string): Promise<string> =>
  (await tx.attention.of([person])).get(person)?.zone ?? tx.desk.zone
