import { say, type FileRef, type RichText } from '../../platform'
import type { KeptFile } from '../../files/file-rows'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import type { Entry, CurrentEntry } from '../entry-rows'
import { keptFilesIn } from './relay'

/** By its id; where a network gives the same file a new address in each event, by its name. */
const isSame = (kept: KeptFile, file: FileRef): boolean => kept.source.id === file.id || kept.source.name === file.name

/** Removes the files that an edit took from a message, and answers those that it added, which are kept. */
export const changeFiles = async (
  tx: Tx,
  entry: CurrentEntry,
  now: readonly FileRef[],
): Promise<readonly FileRef[]> => {
  const standing = await tx.files.of(entry.id)
  for (const file of standing) if (!now.some((one) => isSame(file, one))) await tx.files.remove(file.id)
  const known = [...standing, ...(await tx.files.removedOf(entry.id))]
  return now.filter((file) => !known.some((one) => isSame(one, file)))
}

/** For the record and for whoever reads along: a line for each file that its sender took out. */
export const removedLines = async (tx: Tx, entry: Pick<Entry, 'id'>): Promise<RichText> =>
  (await tx.files.removedOf(entry.id)).flatMap(({ name }) => say(words(tx.desk.locale, 'file.removed', { name })))

/** Files that an entry's posts must lose. */
export const droppedFiles = async (tx: Tx, entry: Pick<Entry, 'id'>): Promise<readonly FileRef[]> =>
  keptFilesIn(tx, await tx.files.removedOf(entry.id))
