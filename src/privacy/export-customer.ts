import type { Person } from '../model/person'
import { canShow, say, type FileRef, type UserRef } from '../platform'
import type { Tx } from '../core/tx'
import { words } from '../core/words'
import { wholeCustomer } from './erase-customer'
import type { KeptFileFact } from '../files/file-forgets-rows'
import { zip, type ZipFile } from './zip'

export interface Exported {
  readonly archives: number
  /** Files that the admin's network does not take: they stay here, and are named in the archive. */
  readonly left: readonly KeptFileFact[]
}

/** Room for what an archive says of itself. */
const reserve = 64 * 1024
/** Held in memory while it is made. */
const mostBytes = 50 * 1024 * 1024

/**
 * Everything that the desk keeps of a customer, on all networks, as a ZIP to the admin alone: `customer.json`, and the files
 * of their tickets. As many archives as the admin's network needs.
 */
export const exportCustomer = async (tx: Tx, person: Person, to: UserRef): Promise<Exported> => {
  const people = await wholeCustomer(tx, person)
  const limits = tx.outbox.limits(to.platform)?.files ?? 'none'
  const room = Math.min(limits === 'none' ? 0 : limits.size, mostBytes) - reserve
  const all = await tx.exports.files(people)
  const fitting = all.filter(({ size }) => size <= room)
  const left = all.filter(({ size }) => size > room)
  const facts = { exportedAt: tx.now, desk: tx.desk.name, notIncluded: left.map(({ id }) => id) }
  const json = JSON.stringify({ ...facts, ...(await tx.exports.of(people)) }, undefined, 2)
  const about: ZipFile = { name: 'customer.json', bytes: Buffer.from(json) }
  let archives = 0
  const send = async (files: readonly ZipFile[]) => {
    archives++
    const name = `${fileNameOf(person.name)}${archives === 1 ? '' : `-${archives}`}.zip`
    const file = await tx.documents.keep(name, 'application/zip', zip(files), person.id)
    tx.outbox.say(to, { text: say(words(tx.speaks, 'export.file', { name: person.name })), files: [file] }, keyOf(file))
  }
  let held: ZipFile[] = [about]
  let size = about.bytes.length
  for (const [index, file] of fitting.entries()) {
    if (size + file.size > room && held.length > 0) {
      await send(held)
      ;[held, size] = [[], 0]
    }
    held.push({ name: `files/${index + 1}-${fileNameOf(file.name)}`, bytes: await tx.exports.bytes(file.id) })
    size += file.size
  }
  if (held.length > 0) await send(held)
  return { archives, left }
}

const keyOf = (file: FileRef) => ({ key: `document:${file.id}` })
/** Name of a file that every system takes. */
const fileNameOf = (name: string) => name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(-80) || 'customer'

/** True when the admin's network takes a file in a direct message at all. */
export const takesFiles = (tx: Tx, { platform }: UserRef): boolean =>
  canShow(tx.outbox.limits(platform)?.files ?? 'none', { size: 1 } as FileRef, true)
