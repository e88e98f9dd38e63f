import { EntitySchema, IsNull, Not } from 'typeorm'
import type { FileRef } from '../platform'
import { inserts } from '../store/batches'
import { aside, ofDesk } from '../store/columns'
import { newId } from '../store/id'
import { prepared } from '../store/statement'
import type { Unit } from '../store/transaction'
import { isNewEntry, isTakenAway } from '../tickets/entry-rows'
import { isHeld, isInConversation, isReadBy } from '../tickets/readers'

/** The bytes are fetched after the commit: networks' links expire. */
export interface KeptFile {
  readonly id: string
  readonly entry: string
  readonly position: number
  readonly name: string
  readonly type: string
  readonly size: number
  readonly source: FileRef
  readonly removedAt: Date | null
}

export const fileSchema = new EntitySchema<KeptFile>({
  name: 'file',
  tableName: 'files',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    entry: { type: 'uuid' },
    position: { type: 'int' },
    name: { type: 'text' },
    type: { type: 'text' },
    size: { type: 'bigint' },
    source: { type: 'jsonb' },
    removedAt: { name: 'removed_at', type: 'timestamptz', nullable: true },
    ...aside({ bytes: { type: 'bytea', nullable: true }, lost: { type: 'text', nullable: true } }),
  },
})
const newFiles = inserts(fileSchema, 31)

export interface ServedFile {
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
}
export interface ListedFile {
  readonly id: string
  readonly name: string
  readonly size: number
}

export interface Sender {
  readonly author: string | null
  readonly platform: string
  readonly ticket: number
  readonly name: string
}

export interface FileRows {
  add(file: Omit<KeptFile, 'id' | 'removedAt'>): KeptFile
  /** Files of an entry that stand, in order. */
  of(entry: string): Promise<KeptFile[]>
  /** Files of an entry that were taken away. */
  removedOf(entry: string): Promise<KeptFile[]>
  /** Its sender took it away: nobody is shown it or given it any more. */
  remove(id: string): Promise<void>
  /** The files of one entry, for another that says the same. */
  copy(from: string, to: string): Promise<void>
  /** `is`: what it turned out to be. */
  keep(file: string, bytes: Buffer, is: { readonly name: string; readonly type: string }): Promise<void>
  lose(file: string, why: string): Promise<void>
  /** Files of the entry that were neither fetched nor given up yet. */
  awaited(entry: string): Promise<number>
  /** Undefined when it is not here: never, not yet, or no more. */
  kept(id: string): Promise<ServedFile | undefined>
  /** For a person: also undefined when its sender took it, or what was said with it, away. */
  served(id: string): Promise<ServedFile | undefined>
  /** Files of a ticket that are here, the newest first. */
  ofTicket(ticket: number, limit: number): Promise<ListedFile[]>
  /** Of the same, those that these people, who ask in the ticket, sent or were sent. */
  readBy(people: readonly string[], ticket: number, limit: number): Promise<ListedFile[]>
  /** Sender of a file: who, where, in which ticket. */
  sender(id: string): Promise<Sender | undefined>
}

const listed = 'f.id, f.name, f.size::int as size'

/** All the files of an entry that this transaction has added; undefined for one that was there before. */
const ofNew = (unit: Unit, entry: string): KeptFile[] | undefined =>
  isNewEntry(unit, entry) ? unit.added(newFiles).filter((file) => file.entry === entry) : undefined

export const fileRows = (unit: Unit): FileRows => ({
  add: (file) => {
    const whole = { ...file, id: newId(), removedAt: null }
    unit.add(newFiles, whole)
    return whole
  },
  of: async (entry) =>
    ofNew(unit, entry) ?? unit.find(fileSchema, { where: { entry, removedAt: IsNull() }, order: { position: 'ASC' } }),
  remove: async (id) => {
    await unit.execute(prepared('update files set removed_at = $2 where id = $1 and removed_at is null'), [
      id,
      unit.now,
    ])
  },
  removedOf: async (entry) =>
    unit.find(fileSchema, { where: { entry, removedAt: Not(IsNull()) }, order: { position: 'ASC' } }),
  copy: async (from, to) => {
    await unit.rows(
      prepared(`insert into files (id, entry, position, name, type, size, source, bytes, lost)
       select gen_random_uuid(), $2, position, name, type, size, source, bytes, case when bytes is null then coalesce(lost, 'not here yet') end
       from files where entry = $1 and removed_at is null`),
      [from, to],
    )
  },
  keep: async (file, bytes, { name, type }) => {
    await unit.execute(prepared('update files set bytes = $2, size = $3, name = $4, type = $5 where id = $1'), [
      file,
      bytes,
      bytes.length,
      name,
      type,
    ])
  },
  lose: async (file, why) => {
    await unit.execute(prepared('update files set lost = $2 where id = $1'), [file, why])
  },
  awaited: async (entry) =>
    ofNew(unit, entry)?.length ??
    Number(
      await unit.value<number>(
        // Held until commit: whoever keeps the last of them then finds what waits for it.
        prepared(
          `select count(*) filter (where bytes is null and lost is null) as count from (select bytes, lost from files where entry = $1 for share) kept`,
        ),
        [entry],
      ),
    ),
  kept: async (id) =>
    unit.first<ServedFile>('select name, type, bytes from files where id = $1 and bytes is not null', [id]),
  served: async (id) =>
    unit.first<ServedFile>(
      `select f.name, f.type, f.bytes from files f join entries e on e.desk = f.desk and e.id = f.entry
         where f.id = $1 and f.bytes is not null and f.removed_at is null and not ${isTakenAway}`,
      [id],
    ),
  ofTicket: async (ticket, limit) =>
    unit.rows<ListedFile>(
      `select ${listed} from entries e join files f on f.desk = e.desk and f.entry = e.id
       where e.ticket = $1 and f.bytes is not null and f.removed_at is null and not ${isTakenAway} order by e.seq desc, f.position limit $2`,
      [ticket, limit],
    ),
  readBy: async (people, ticket, limit) =>
    unit.rows<ListedFile>(
      `select ${listed} from entries e join files f on f.desk = e.desk and f.entry = e.id
       where ${isInConversation('e', '$2')} and ${isReadBy('e', '$1')} and f.bytes is not null and f.removed_at is null and not ${isTakenAway}
         and not ${isHeld('e', '$4')} order by e.seq desc, f.position limit $3`,
      [people, ticket, limit, unit.now],
    ),
  sender: async (id) =>
    unit.first<Sender>(
      // Where two tickets became one it is told by the number that its sender knows.
      `select e.author, f.source->>'platform' as platform, f.name, coalesce(
           (select r.origin from posts p join rooms r on r.desk = p.desk and r.id = p.room where p.entry = e.id and p.key is null limit 1), e.ticket)::int as ticket
         from files f join entries e on e.desk = f.desk and e.id = f.entry where f.id = $1`,
      [id],
    ),
})

declare module '../core/tx' {
  interface RowSets {
    readonly files: FileRows
  }
}
