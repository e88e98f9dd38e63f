import { say, type FileRef, type RichText } from '../../platform'
import type { KeptFile } from '../../files/file-rows'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import type { Entry, Standing } from '../entry-rows'
import { keptFilesIn } from './relay'

/** By its id; where a network gives the same file a new address in each event, by its name. */
const isSame = (kept: KeptFile, file: FileRef): boolean => kept.source.id === file.id || kept.source.name === file.name

/** What an edit did to the files of a message: those that are no longer with it are taken away, and those that came are kept. */
export const changeFiles = async (tx: Tx, entry: Standing, now: readonly FileRef[]): Promise<readonly FileRef[]> => {
  const standing = await tx.files.of(entry.id)
  for (const file of standing) if (!now.some((one) => isSame(file, one))) await tx.files.remove(file.id)
  const known = [...standing, ...(await tx.files.removedOf(entry.id))]
  return now.filter((file) => !known.some((one) => isSame(one, file)))
}

/** For the record and for whoever reads along: a line for each file that its sender took out. */
export const removedLines = async (tx: Tx, entry: Pick<Entry, 'id'>): Promise<RichText> =>
  (await tx.files.removedOf(entry.id)).flatMap(({ name }) => say(words(tx.desk.locale, 'file.removed', { name })))

/** What the posts of an entry must lose. */
export const droppedFiles = async (tx: Tx, entry: Pick<Entry, 'id'>): Promise<readonly FileRef[]> =>
  keptFilesIn(tx, await tx.files.removedOf(entry.id))
