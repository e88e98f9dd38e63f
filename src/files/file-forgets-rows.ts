import type { Forgets } from '../core/forgets'
import type { Unit } from '../store/transaction'
import { entriesOfAuthors, withStory } from '../tickets/entry-forgets-rows'

export const fileForgets: Forgets = {
  words: { files: ['name', 'source', 'bytes'] },
  ticket: async (unit, { number }) => {
    await unit.execute('delete from files where entry in (select id from entries where ticket = $1::bigint)', [number])
  },
  ticketWords: async (unit, { number, authors }) => {
    await unit.execute(`delete from files where entry in (${entriesOfAuthors})`, [number, authors])
  },
  exports: {
    files: `${withStory} select e.ticket, f.entry, f.id, f.name, f.type, f.size, f.lost from files f join story e on e.desk = f.desk and e.id = f.entry
      order by e.ticket, e.seq, f.position`,
  },
}

/** A file of a customer's tickets. */
export interface KeptFileFact {
  readonly id: string
  readonly ticket: number
  readonly name: string
  readonly size: number
}

/** Files whose bytes are here, in the order in which they came. */
export const keptFilesOf = async (unit: Unit, people: readonly string[]): Promise<KeptFileFact[]> =>
  unit.rows<KeptFileFact>(
    `${withStory} select f.id, e.ticket, f.name, octet_length(f.bytes) as size from files f join story e on e.desk = f.desk and e.id = f.entry
     where f.bytes is not null order by e.ticket, e.seq, f.position`,
    [people],
  )

export const keptBytes = async (unit: Unit, file: string): Promise<Buffer> =>
  (await unit.first<{ bytes: Buffer }>('select bytes from files where id = $1', [file]))!.bytes

/** Files in tickets of theirs, and with their words in those of others. */
export const countFiles = async (unit: Unit, people: readonly string[]): Promise<number> =>
  (await unit.first<{ count: number }>(
    `select count(*)::int as count from files f join entries e on e.desk = f.desk and e.id = f.entry join tickets t on t.desk = e.desk and t.number = e.ticket
       where t.requester = any($1::uuid[]) or e.author = any($1::uuid[])`,
    [people],
  ))!.count
