import { isTakenAway } from '../tickets/entry-rows'
import type { Unit } from '../store/transaction'

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
  /** Undefined when it is not here: never, not yet, or no more. */
  kept(id: string): Promise<ServedFile | undefined>
  /** Those of a ticket that are here, the newest first; a customer's are without what agents said among themselves. */
  ofTicket(ticket: number, isCustomer: boolean, limit: number): Promise<ListedFile[]>
  /** Who sent it, where, in which ticket. */
  sender(id: string): Promise<Sender | undefined>
}

export const fileRows = (unit: Unit): FileRows => ({
  kept: async (id) =>
    (await unit.query<ServedFile>('select name, type, bytes from files where id = $1 and bytes is not null', [id]))[0],
  ofTicket: async (ticket, isCustomer, limit) =>
    unit.query<ListedFile>(
      `select f.id, f.name, f.size::int as size from entries e join files f on f.desk = e.desk and f.entry = e.id
       where e.ticket = $1 and f.bytes is not null and (not $2::boolean or e.audience = 'customer')
         and not ${isTakenAway}
       order by e.seq desc, f.position limit $3`,
      [ticket, isCustomer, limit],
    ),
  sender: async (id) =>
    (
      await unit.query<Sender>(
        `select e.author, f.source->>'platform' as platform, e.ticket::int as ticket, f.name
         from files f join entries e on e.desk = f.desk and e.id = f.entry where f.id = $1`,
        [id],
      )
    )[0],
})
