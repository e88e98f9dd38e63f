import type { FileRef, PlaceRef, PostRef } from '../platform'
import { statements } from '../store/batches'
import { prepared, unseen, type Statement } from '../store/statement'
import { databaseNow, type Batch, type Store, type Unit } from '../store/transaction'
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
  /** Where the room of its address is; undefined without one, and while none was opened. */
  readonly roomPlace: PlaceRef | undefined
  /** What the slot of its address shows and where. */
  readonly slot: ShownSlot | undefined
}
export interface ShownSlot {
  readonly kind: string
  readonly about: string
  readonly place: PlaceRef
  readonly post: PostRef | undefined
}
export interface LaneState {
  readonly openAt: Date
  readonly recent: readonly Date[]
  /** Cards wait for this too. */
  readonly editsOpenAt: Date
  readonly edited: readonly Date[]
}

interface SlotColumns {
  readonly slotKind: string | null
  readonly slotAbout: string | null
  readonly slotPlace: string | null
  readonly slotPost: string | null
}
type LeasedRow = Omit<Leased, 'roomPlace' | 'slot'> & SlotColumns & { readonly inRoom: string | null }

/** Of a slot `s`, which may be there, and its room `sr`. */
const slotColumns = `s.kind as "slotKind", s.about as "slotAbout", coalesce(s.place, sr.place) as "slotPlace", s.post as "slotPost"`
export const placeOn = (platform: string, id: string): PlaceRef => ({ platform, kind: 'place', id })
const slotOf = (platform: string, { slotKind, slotAbout, slotPlace, slotPost }: SlotColumns): ShownSlot | undefined =>
  slotKind === null || slotAbout === null || slotPlace === null
    ? undefined
    : {
        kind: slotKind,
        about: slotAbout,
        place: placeOn(platform, slotPlace),
        post: slotPost === null ? undefined : { platform, kind: 'post', id: slotPost },
      }

const writes = statements(5)

/** What a send leaves its lane in. */
export interface Left {
  readonly lane: string
  readonly owner: string
  /** Undefined where the send changed nothing of it. A lane that it closed may be taken by anybody when it opens. */
  readonly state: LaneState | undefined
  /** When the next of the lane is due; undefined when nothing waits. Without one that is due already the lane is let go. */
  readonly tell: (next: Date | undefined) => void
}

/** Behind everything that this transaction settles and adds: its answer comes with the commit's. */
const left: Batch<Left> = {
  order: 62,
  write: async (unit, rows) => {
    await Promise.all(
      rows.map(async ({ lane, owner, state, tell }) => {
        const [row] = await unit.query<{ at: Date | null }>(
          prepared(`with waiting as (select min(at) as at from outbox_ready where desk = $1 and lane = $2),
           free as (select at, coalesce($5::timestamptz > $4::timestamptz, false) or at is null or at > $4 as free from waiting),
           left_so as (update lanes l set open_at = coalesce($5, l.open_at), recent = coalesce($6, l.recent),
             edits_open_at = coalesce($7, l.edits_open_at), edited = coalesce($8, l.edited),
             leased_by = case when f.free and l.leased_by = $3 then null else l.leased_by end,
             leased_until = case when f.free and l.leased_by = $3 then null else l.leased_until end
             from free f where l.desk = $1 and l.lane = $2 and (f.free or $5::timestamptz is not null))
         select at from free`),
          [
            unit.desk,
            lane,
            owner,
            unit.now,
            state?.openAt ?? null,
            state?.recent ?? null,
            state?.editsOpenAt ?? null,
            state?.edited ?? null,
          ],
        )
        tell(row?.at ?? undefined)
      }),
    )
  },
}

export const leaseRows = (unit: Unit) => {
  const write = (sql: Statement, parameters: readonly unknown[]) => unit.add(writes, { sql, parameters })
  return {
    /**
     * Undefined while another process has the lane, and without waiting for what that one is writing: two that have lanes and
     * waited for each other's would do so for good.
     */
    lane: async (lane: string, owner: string, leaseMs: number): Promise<LaneState | undefined> => {
      const until = new Date(unit.now.getTime() + leaseMs)
      const [row] = await unit.query<LaneState>(
        prepared(`with leased as (
         insert into lanes (desk, lane, open_at, leased_by, leased_until) select $1, $2, $3, $4, $5
         where not exists (select from lanes l where l.desk = $1 and l.lane = $2 and l.leased_by <> $4 and l.leased_until >= $3)
         on conflict (desk, lane) do update set leased_by = excluded.leased_by, leased_until = excluded.leased_until
           where lanes.leased_by is null or lanes.leased_by = excluded.leased_by or lanes.leased_until < $3
         returning open_at as "openAt", recent, edits_open_at as "editsOpenAt", edited)
       select * from leased`),
        [unit.desk, lane, unit.now, owner, until],
      )
      return row
    },
    releaseLane: (lane: string, owner: string) => {
      write(
        prepared(
          'update lanes set leased_by = null, leased_until = null where desk = $1 and lane = $2 and leased_by = $3',
        ),
        [unit.desk, lane, owner],
      )
    },
    leaveLane: (how: Left) => unit.add(left, how),
    /**
     * The next row of the lane that is the oldest unsent one of its conversation: words before cards; none unless the owner has
     * the lane and it is open, and no card until it is open for edits, so that both can be asked in one breath. Its questions are put so
     * that the index answers them one row after another until the first fits, however long the lane is.
     */
    next: async (lane: string, owner: string, leaseMs: number): Promise<Leased | undefined> => {
      const [row] = await unit.query<LeasedRow>(
        prepared(`with picked as (
         select o.desk, o.id, o.state as was from outbox o
         where o.desk = $1 and o.lane = ${unseen('$2', 'text')} and o.state in ('pending', 'sending') and o.waits_for is null
           and (select l.leased_by = $5 and l.open_at <= $3 from lanes l where l.desk = $1 and l.lane = $2)
           and (select r.at from outbox_ready r where r.desk = o.desk and r.id = o.id) <= $3
           and o.id = (select min(p.id) from outbox p where p.desk = o.desk and p.conversation = o.conversation
             and p.state in ('pending', 'sending', 'parked'))
           and (o.kind <> 'show' or (select l.edits_open_at <= $3 from lanes l where l.desk = $1 and l.lane = $2))
         order by (o.kind = 'show'), o.id limit 1 for update of o skip locked),
       leased as (
         update outbox o set state = 'sending', attempts = o.attempts + 1, leased_until = $4, tried_at = coalesce(o.tried_at, $3) from picked p where o.desk = p.desk and o.id = p.id
         returning o.*, p.was),
       held as (update outbox_ready r set at = $4, leased_by = $5 from leased l where r.desk = l.desk and r.id = l.id)
       select l.id, l.key, l.kind, l.conversation, l.platform, l.address, l.ticket, l.entry, l.content, l.attempts - 1 as attempts,
         l.was = 'sending' as "wasSending", l.tried_at as "firstTried", r.place as "inRoom", ${slotColumns}
       from leased l
         left join rooms r on r.desk = l.desk and r.id = (l.address ->> 'room')::uuid
         left join slots s on s.desk = l.desk and s.id = (l.address ->> 'slot')::uuid
         left join rooms sr on sr.desk = s.desk and sr.id = s.room`),
        [unit.desk, lane, unit.now, new Date(unit.now.getTime() + leaseMs), owner],
      )
      if (row === undefined) return undefined
      const { inRoom, slotKind, slotAbout, slotPlace, slotPost, ...leased } = row
      const roomPlace = inRoom === null ? undefined : placeOn(row.platform, inRoom)
      return { ...leased, roomPlace, slot: slotOf(row.platform, { slotKind, slotAbout, slotPlace, slotPost }) }
    },
    /** When the lane's next row is due. One that is due already waits for another of its conversation, which tells. */
    nextAt: async (lane: string): Promise<Date | undefined> =>
      (
        await unit.query<{ at: Date | null }>(
          prepared('select min(at) as at from outbox_ready where desk = $1 and lane = $2 and at > $3'),
          [unit.desk, lane, unit.now],
        )
      )[0]?.at ?? undefined,

    settle: (
      id: number,
      state: 'sent' | 'ambiguous' | 'parked' | 'superseded' | 'dead',
      facts: { post?: string; fault?: string },
    ) => {
      write(
        prepared(`with settled as (update outbox set state = $2, post = coalesce($3, post), fault = $4, settled_at = $5, leased_until = null where id = $1 returning desk, id),
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
    /** What waited for this anchor may go, a room that was given up with it too; answers the lanes. */
    release: async (anchor: string): Promise<string[]> => {
      const rows = await unit.query<{ lane: string }>(
        prepared(`with released as (update outbox set waits_for = null, state = 'pending', fault = null, settled_at = null
           where waits_for = $1 and (state = 'pending' or state = 'dead' and kind = 'open') returning desk, id, lane, not_before),
         readied as (insert into outbox_ready (desk, id, lane, at) select desk, id, lane, not_before from released
           on conflict (desk, id) do update set at = excluded.at)
       select lane from released`),
        [anchor],
      )
      return rows.map(({ lane }) => lane)
    },
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
        // What is said there, and the cards that wait for it.
        prepared(`with moved as (update outbox set lane = $2 where (conversation = $1 or waits_for = $1) and lane <> $2 and state = 'pending' returning desk, id)
       update outbox_ready r set lane = $2 from moved m where r.desk = m.desk and r.id = m.id`),
        [`room:${room}`, lane],
      )
    },
    slot: async (slot: string): Promise<ShownSlot | undefined> => {
      const [row] = await unit.query<SlotColumns & { platform: string }>(
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
      (
        await unit.query<{ post: string | null }>(
          prepared(`select post from outbox where key = $1 and kind = 'say' and state = 'sent'`),
          [key],
        )
      )[0]?.post ?? undefined,
    fileToFetch: async (file: string): Promise<FileRef | undefined> =>
      (
        await unit.query<{ source: FileRef }>(
          prepared('select source from files where id = $1 and bytes is null and lost is null'),
          [file],
        )
      )[0]?.source,
    /** What became of these files: what they turned out to be, or why they are not here. */
    settledFiles: async (files: readonly string[]) =>
      unit.query<{ id: string; name: string; type: string; size: number; lost: string | null }>(
        prepared('select id, name, type, size::int as size, lost from files where id = any($1::uuid[])'),
        [files],
      ),
  }
}

/** Frees what processes that are gone had leased; the rows stay `sending`, so their next turn asks the network first. */
export const freeLeasesOf = async (store: Store, findGone: (processes: readonly string[]) => Promise<string[]>) => {
  const holders = await store.directory<{ process: string }>(
    'select leased_by as process from lanes where leased_by is not null union select leased_by from outbox_ready where leased_by is not null',
  )
  const gone = holders.length === 0 ? [] : await findGone(holders.map(({ process }) => process))
  if (gone.length === 0) return
  await store.directory('update lanes set leased_by = null, leased_until = null where leased_by = any($1::uuid[])', [
    gone,
  ])
  await store.directory(
    `update outbox_ready set at = ${databaseNow}, leased_by = null where leased_by = any($2::uuid[])`,
    [store.clock.offset, gone],
  )
}

/** See `Networks.lane`; the files of a network have a lane of their own. */
export const networkOf = (lane: string): string => lane.replace(/^files:/, '').split(':', 1)[0]!
const networkOfLane = `split_part(regexp_replace(lane, '^files:', ''), ':', 1)`

/** Lanes of these networks with something due, over all desks. */
export const dueLanes = async (store: Store, networks: readonly string[], limit: number) =>
  store.directory<{ desk: string; lane: string }>(
    // From one lane to the next by the index, not over all that waits in them.
    `with recursive lanes as (
       (select desk, lane, at from outbox_ready order by desk, lane, at limit 1)
       union all
       select later.* from lanes l cross join lateral
         (select desk, lane, at from outbox_ready where (desk, lane) > (l.desk, l.lane) order by desk, lane, at limit 1) later)
     select desk, lane from lanes where at <= ${databaseNow} and ${networkOfLane} = any($3) order by at limit $2`,
    [store.clock.offset, limit, networks],
  )

export const waitingCount = async (store: Store): Promise<number> =>
  Number((await store.directory<{ count: number }>('select count(*) as count from outbox_ready'))[0]!.count)
