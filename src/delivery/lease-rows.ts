import { EntitySchema } from 'typeorm'
import type { FileRef, PlaceRef, PostRef } from '../platform'
import { statements } from '../store/batches'
import { prepared, genericPlan, type Statement } from '../store/statement'
import { databaseNow, type PreludeQuestion, type Unit } from '../store/transaction'
import type { Address, OutboundContent, OutboundKind } from './outbox-rows'

/** An outbox row that this process alone may send until the lease ends. */
export interface Leased {
  readonly id: number
  readonly key: string
  readonly kind: OutboundKind
  readonly conversation: string
  readonly platform: string
  readonly address: Address
  readonly ticket: number | null
  readonly entry: string | null
  readonly content: OutboundContent | null
  /** Attempts before this one: more than 0 with `wasSending` means that an earlier one ended nobody knows how. */
  readonly attempts: number
  readonly wasSending: boolean
  readonly firstTried: Date
  /** Place of the room of its address; undefined without one, and while none was opened. */
  readonly roomPlace: PlaceRef | undefined
  /** Why nobody reads what is said in that room. */
  readonly roomLost: string | null
  /** Slot of its address: what it shows and where. */
  readonly slot: ShownSlot | undefined
}
export interface ShownSlot {
  readonly kind: string
  readonly about: string
  readonly place: PlaceRef
  readonly post: PostRef | undefined
  /** Nobody reads it there any more. */
  readonly isLost: boolean
}
/** Request for what is next: who wants it, in which lane, and for how long. */
export interface Leasing {
  readonly desk: string
  readonly lane: string
  readonly owner: string
  readonly leaseMs: number
}

interface SlotColumns {
  readonly slotKind: string | null
  readonly slotAbout: string | null
  readonly slotPlace: string | null
  readonly slotPost: string | null
  readonly slotLost: string | null
}
export type LeasedRow = Omit<Leased, 'roomPlace' | 'slot'> & SlotColumns & { readonly inRoom: string | null }

/** Of a slot `s`, which may be there, and its room `sr`. */
const slotColumns = `s.kind as "slotKind", s.about as "slotAbout", coalesce(s.place, sr.place) as "slotPlace", s.post as "slotPost", sr.lost as "slotLost"`
export const placeOn = (platform: string, id: string): PlaceRef => ({ platform, kind: 'place', id })
const slotOf = (
  platform: string,
  { slotKind, slotAbout, slotPlace, slotPost, slotLost }: SlotColumns,
): ShownSlot | undefined =>
  slotKind === null || slotAbout === null || slotPlace === null
    ? undefined
    : {
        kind: slotKind,
        about: slotAbout,
        place: placeOn(platform, slotPlace),
        post: slotPost === null ? undefined : { platform, kind: 'post', id: slotPost },
        isLost: slotLost !== null,
      }

/** Of a question whose parameters are those of `Leasing`. */
export const leaseEnd = `(${databaseNow} + $5::float8 * interval '1 ms')`

export const outboxReadySchema = new EntitySchema({
  name: 'outbox-ready',
  tableName: 'outbox_ready',
  columns: {
    desk: { type: 'uuid', primary: true },
    id: { type: 'bigint', primary: true },
    lane: { type: 'text' },
    at: { type: 'timestamptz' },
    leasedBy: { name: 'leased_by', type: 'uuid', nullable: true },
    since: { type: 'timestamptz' },
  },
})

/**
 * The next row of the lane that is the oldest unsent one of its conversation: words before cards; none unless the owner has
 * the lane and it is open, and no card until it is open for edits, so that all can be asked together. Its questions are put so
 * that the index answers them one row after another until the first fits, however long the lane is. Rooms and slots are looked up
 * by a column, for an expression, which may fail, must not see a row before row-level security has, and all of the desk would be read;
 * with a limit, for where a table seems empty the planner would rather read it whole.
 */
export const nextRow = ({ desk, lane, owner, leaseMs }: Leasing): PreludeQuestion => ({
  sql: prepared(`with picked as (
     select o.id, o.state as was from outbox o
     where o.desk = $2 and o.lane = ${genericPlan('$3', 'text')} and o.state in ('pending', 'sending') and o.waits_for is null
       and (select l.leased_by = $4 and l.open_at <= ${databaseNow} from lanes l where l.desk = $2 and l.lane = $3)
       and (select r.at from outbox_ready r where r.desk = o.desk and r.id = o.id) <= ${databaseNow}
       and o.id = (select min(p.id) from outbox p where p.desk = o.desk and p.conversation = o.conversation
         and p.state in ('pending', 'sending', 'parked'))
       and (o.kind <> 'show' or (select l.edits_open_at <= ${databaseNow} from lanes l where l.desk = $2 and l.lane = $3))
     order by (o.kind = 'show'), o.id limit 1 for update of o skip locked),
   leased as (
     update outbox o set state = 'sending', attempts = o.attempts + 1, leased_until = ${leaseEnd}, tried_at = coalesce(o.tried_at, ${databaseNow})
     where o.desk = $2 and o.id = (select id from picked)
     returning o.*, (o.address ->> 'room')::uuid as room, (o.address ->> 'slot')::uuid as slot),
   held as (update outbox_ready r set at = ${leaseEnd}, leased_by = $4 where r.desk = $2 and r.id = (select id from leased))
   select l.id, l.key, l.kind, l.conversation, l.platform, l.address, l.ticket, l.entry, l.content, l.attempts - 1 as attempts,
     (select was from picked) = 'sending' as "wasSending", l.tried_at as "firstTried", r.place as "inRoom", r.lost as "roomLost", ${slotColumns}
   from leased l
     left join lateral (select * from rooms x where x.desk = $2 and x.id = l.room limit 1) r on true
     left join lateral (select * from slots x where x.desk = $2 and x.id = l.slot limit 1) s on true
     left join lateral (select * from rooms x where x.desk = $2 and x.id = s.room limit 1) sr on true`),
  parameters: (offset) => [offset, desk, lane, owner, leaseMs],
})

export const readNext = ([row]: readonly LeasedRow[]): Leased | undefined => {
  if (row === undefined) return undefined
  const { inRoom, slotKind, slotAbout, slotPlace, slotPost, slotLost, ...leased } = row
  const roomPlace = inRoom === null ? undefined : placeOn(row.platform, inRoom)
  return { ...leased, roomPlace, slot: slotOf(row.platform, { slotKind, slotAbout, slotPlace, slotPost, slotLost }) }
}

/** Writes about lanes and sends, in the order in which they were added. */
export const writes = statements(5, ['lanes', 'outbox', 'outbox_ready', 'rooms', 'slots'])

export const leaseRows = (unit: Unit) => {
  const write = (sql: Statement, parameters: readonly unknown[]) => unit.add(writes, { sql, parameters })
  return {
    finish: (
      id: number,
      state: 'sent' | 'ambiguous' | 'parked' | 'superseded' | 'dead',
      facts: { post?: string; fault?: string },
    ) => {
      write(
        prepared(`with settled as (update outbox set state = $2, post = coalesce($3, post), fault = $4, settled_at = $5, leased_until = null,
           content = case when kind = 'retract' then null else content end where id = $1 returning desk, id),
         gone as (delete from outbox_ready r using settled s where r.desk = s.desk and r.id = s.id)
       select id from settled`),
        [id, state, facts.post ?? null, facts.fault ?? null, unit.now],
      )
    },
    /**
     * Back to waiting, not before `at`. `countsNot`: the attempt never was one. What is shown in a slot may have become stale
     * again meanwhile: then the row that tells so waits in its stead.
     */
    postpone: (id: number, at: Date, fault: string, countsNot: boolean) => {
      write(
        prepared(`with row as (select desk, id, key, kind from outbox where id = $1),
         heir as (select o.desk, o.id from outbox o join row r on o.desk = r.desk and o.key = r.key and r.kind = 'show' and o.kind = 'show' and o.state = 'pending'),
         superseded as (update outbox o set state = 'superseded', fault = $3, settled_at = $5, leased_until = null from row r, heir h
           where o.desk = r.desk and o.id = r.id returning o.desk, o.id),
         gone as (delete from outbox_ready q using superseded s where q.desk = s.desk and q.id = s.id),
         waiting as (update outbox o set state = 'pending', leased_until = null, fault = $3, attempts = attempts - $4 from row r
           where o.desk = r.desk and o.id = r.id and not exists (select 1 from heir) returning o.desk, o.id)
       update outbox_ready q set at = $2, leased_by = null from (select * from waiting union all select * from heir) w where q.desk = w.desk and q.id = w.id`),
        [id, at, fault, countsNot ? 1 : 0, unit.now],
      )
    },
    /** An attempt that may have arrived: it stays `sending`, and the next turn asks the network first. */
    suspend: (id: number, at: Date, fault: string, countsNot: boolean) => {
      write(
        prepared(`with held as (update outbox set fault = $3, attempts = attempts - $4 where id = $1 returning desk, id)
       update outbox_ready r set at = $2, leased_by = null from held h where r.desk = h.desk and r.id = h.id`),
        [id, at, fault, countsNot ? 1 : 0],
      )
    },
    /** Releases what waited for this anchor, a room that was given up with it too; answers the lanes. */
    release: async (anchor: string): Promise<string[]> =>
      unit.column<string>(
        prepared(`with released as (update outbox set waits_for = null, state = 'pending', fault = null, settled_at = null
           where waits_for = $1 and (state = 'pending' or state = 'dead' and kind = 'open') returning desk, id, lane, not_before),
         readied as (insert into outbox_ready (desk, id, lane, at) select desk, id, lane, not_before from released
           on conflict (desk, id) do update set at = excluded.at)
       select lane from released`),
        [anchor],
      ),
    /** Nothing will ever anchor what waited for this. */
    abandon: (anchor: string, fault: string) => {
      write(
        prepared(
          `update outbox set state = 'dead', fault = $2, settled_at = $3 where waits_for = $1 and state = 'pending'`,
        ),
        [anchor, fault, unit.now],
      )
    },

    anchorRoom: (room: string, place: PlaceRef, lane: string) => {
      // A DM holds one conversation after another: what is written there belongs to the newest ticket.
      write(
        prepared(`update rooms set active = false where platform = $1 and place = $2 and active and id <> $3
         and exists (select 1 from rooms n where n.id = $3 and n.active)`),
        [place.platform, place.id, room],
      )
      write(prepared('update rooms set place = $2, lane = $3 where id = $1'), [room, place.id, lane])
      write(
        // Rows for that room, and the cards that wait for it: each by its index, not all that waits in the desk.
        prepared(`with moved as (update outbox set lane = $2 where id = any(array(
           select id from outbox where conversation = $1 and state = 'pending'
           union all select id from outbox where waits_for = $1 and state = 'pending')) and lane <> $2 and state = 'pending' returning desk, id)
       update outbox_ready r set lane = $2 from moved m where r.desk = m.desk and r.id = m.id`),
        [`room:${room}`, lane],
      )
    },
    slot: async (slot: string): Promise<ShownSlot | undefined> => {
      const row = await unit.first<SlotColumns & { platform: string }>(
        prepared(
          `select s.platform, ${slotColumns} from slots s left join rooms sr on sr.desk = s.desk and sr.id = s.room where s.id = $1`,
        ),
        [slot],
      )
      return row === undefined ? undefined : slotOf(row.platform, row)
    },
    anchorSlot: (slot: string, post: string | null) => {
      write(prepared('update slots set post = $2 where id = $1'), [slot, post])
    },
    saidPost: async (key: string): Promise<string | undefined> =>
      (await unit.value<string | null | undefined>(
        prepared(`select post from outbox where key = $1 and kind = 'say' and state = 'sent'`),
        [key],
      )) ?? undefined,
    fileToFetch: async (file: string): Promise<FileRef | undefined> =>
      unit.value<FileRef | undefined>(
        prepared('select source from files where id = $1 and bytes is null and lost is null'),
        [file],
      ),
    /** Outcome of these files: what they turned out to be, or why they are not here. */
    settledFiles: async (files: readonly string[]) =>
      unit.rows<{ id: string; name: string; type: string; size: number; lost: string | null; isRemoved: boolean }>(
        prepared(
          `select id, name, type, size::int as size, lost, removed_at is not null as "isRemoved" from files where id = any($1::uuid[])`,
        ),
        [files],
      ),
  }
}
