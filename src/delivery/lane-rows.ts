import { EntitySchema } from 'typeorm'
import { prepared } from '../store/statement'
import {
  databaseNow,
  type PreludeQuestion,
  type PreludeRows,
  type Store,
  type Unit,
  type WriteSet,
} from '../store/transaction'
import { leaseEnd, nextRow, readNext, writes, type Leased, type LeasedRow, type Leasing } from './lease-rows'

export interface LaneState {
  readonly openAt: Date
  readonly recent: readonly Date[]
  /** Cards wait for this too. */
  readonly editsOpenAt: Date
  readonly edited: readonly Date[]
}

/** State that a send leaves its lane in. */
interface Leaving {
  readonly lane: string
  readonly owner: string
  /** Undefined where the send changed nothing of it. A lane that it closed may be taken by anybody when it opens. */
  readonly state: LaneState | undefined
}
export interface LeftLane extends Leaving {
  /** Time at which the next of the lane is due, known once it is committed; undefined when nothing waits. Without one that is due already the lane is let go. */
  nextAt: Date | undefined
}

/** Behind everything that this transaction settles and adds: its answer comes with the commit's. */
const leftLanes: WriteSet<LeftLane> = {
  order: 62,
  changes: ['lanes'],
  write: async (unit, rows) => {
    await Promise.all(
      rows.map(async (left) => {
        const { lane, owner, state } = left
        const at = await unit.value<Date | null | undefined>(
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
        left.nextAt = at ?? undefined
      }),
    )
  },
}

/** State of a lane as found by a process that wants to send in it. */
export interface Lease {
  /** Undefined while another process has the lane. */
  readonly laneState: LaneState | undefined
  readonly row: Leased | undefined
  /** Due time of the lane's next row. One that is due already waits for another of its conversation, which gives notice. */
  readonly nextAt: Date | undefined
}

/** In the prelude of a transaction: who takes what is next in a lane needs nothing from elsewhere. */
export const leaseNext = (leasing: Leasing) => ({
  questions: [laneOf(leasing), nextRow(leasing), nextAfter(leasing)],
  read: ([lanes = [], rows = [], next = []]: PreludeRows): Lease => ({
    laneState: (lanes as readonly LaneState[])[0],
    row: readNext(rows as readonly LeasedRow[]),
    nextAt: (next as readonly { readonly at: Date | null }[])[0]?.at ?? undefined,
  }),
})

/**
 * Nobody waits for what another process that has the lane is writing: two that have lanes and waited for each other's would do so
 * for good.
 */
export const laneOf = ({ desk, lane, owner, leaseMs }: Leasing): PreludeQuestion => ({
  sql: prepared(`with leased as (
     insert into lanes (desk, lane, open_at, leased_by, leased_until)
     select $2, $3, 'epoch', $4, ${leaseEnd}
     where not exists (select from lanes l where l.desk = $2 and l.lane = $3 and l.leased_by <> $4 and l.leased_until >= ${databaseNow})
     on conflict (desk, lane) do update set leased_by = excluded.leased_by, leased_until = excluded.leased_until
       where lanes.leased_by is null or lanes.leased_by = excluded.leased_by or lanes.leased_until < ${databaseNow}
     returning open_at as "openAt", recent, edits_open_at as "editsOpenAt", edited)
   select * from leased`),
  parameters: (offset) => [offset, desk, lane, owner, leaseMs],
})

export const nextAfter = ({ desk, lane }: Pick<Leasing, 'desk' | 'lane'>): PreludeQuestion => ({
  sql: prepared(`select min(at) as at from outbox_ready where desk = $2 and lane = $3 and at > ${databaseNow}`),
  parameters: (offset) => [offset, desk, lane],
})

export const laneSchema = new EntitySchema({
  name: 'lane',
  tableName: 'lanes',
  columns: {
    desk: { type: 'uuid', primary: true },
    lane: { type: 'text', primary: true },
    openAt: { name: 'open_at', type: 'timestamptz' },
    recent: { type: 'timestamptz', array: true },
    leasedBy: { name: 'leased_by', type: 'uuid', nullable: true },
    leasedUntil: { name: 'leased_until', type: 'timestamptz', nullable: true },
    editsOpenAt: { name: 'edits_open_at', type: 'timestamptz' },
    edited: { type: 'timestamptz', array: true },
  },
})

export const laneRows = (unit: Unit) => ({
  release: (lane: string, owner: string) => {
    unit.add(writes, {
      sql: prepared(
        'update lanes set leased_by = null, leased_until = null where desk = $1 and lane = $2 and leased_by = $3',
      ),
      parameters: [unit.desk, lane, owner],
    })
  },
  leave: (how: Leaving): LeftLane => {
    const left = { ...how, nextAt: undefined }
    unit.add(leftLanes, left)
    return left
  },
})

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

export interface WaitingSends {
  readonly count: number
  /** Since when the oldest of them may go or was tried; 0 when none does. */
  readonly oldestSeconds: number
  readonly databaseBytes: number
}

/** For whoever watches: what waits to be sent, and how large the database is. */
export const waitingSends = async (store: Store): Promise<WaitingSends> => {
  const [row] = await store.directory<WaitingSends>(
    `select count(*) as count, coalesce(greatest(extract(epoch from now() - min(since)), 0), 0)::float8 as "oldestSeconds",
       pg_database_size(current_database()) as "databaseBytes" from outbox_ready`,
  )
  return row!
}
