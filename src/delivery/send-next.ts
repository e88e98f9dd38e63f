import type { FileGate } from '../files/file-gate'
import { DeliveryFailure, type Limits, type Log, type Platform } from '../platform'
import type { Metrics } from '../run/metrics'
import type { DeskId, Store, Unit } from '../store/transaction'
import type { Tx } from '../core/tx'
import { perform, placeFor, prepare, type Call, type Render, type Result } from './carry-out'
import { laneRows, leaseNext, type LaneState } from './lane-rows'
import { leaseRows, type Leased } from './lease-rows'
import type { Networks } from './outbox'
import { afterSend } from './pace'
import { recordAmbiguous, recordDone, recordFailure, recordNothing } from './record'
import { shareTransactions } from './shared-transactions'

export interface SendParts {
  readonly store: Store
  readonly platforms: ReadonlyMap<string, Platform>
  readonly open: (unit: Unit) => Promise<Tx>
  readonly render: Render
  readonly networks: Networks
  readonly gate: FileGate
  /** This process, as leases name it. */
  readonly me: string
  readonly log: Log
  readonly metrics: Metrics
  /** There is something to send in another lane. */
  readonly ready: (desk: DeskId, lane: string) => void
}

const callMs = 30_000
/** Longer than a look for an earlier post and a call may take: a row that is still `sending` then was left by a process that died. */
const leaseMs = 2 * callMs + 10_000

/** In milliseconds from the database's now, which this process's clock need not share: 0 when the lane is open; undefined when nothing waits. */
export interface Pause {
  readonly kind: 'pause'
  readonly closedMs: number
  readonly nextMs?: number | undefined
}
interface Taken {
  readonly kind: 'taken'
  readonly row: Leased
  readonly call: Call
  readonly platform: Platform
  readonly laneState: LaneState
}
type Outcome =
  | { readonly kind: 'done'; readonly result: Result }
  /** It may have arrived, and the network cannot tell. */
  | { readonly kind: 'ambiguous' }
  /** `unclear` when the answer was lost: the row stays `sending`, and its next turn asks the network first. */
  | { readonly kind: 'failed'; readonly failure: DeliveryFailure }

/** Carries a lane's next row to its network: a transaction that leases it, the call outside of any, and one that records what came of it. */
export const createSendNext = ({
  store,
  platforms,
  open,
  render,
  networks,
  gate,
  me,
  log,
  metrics,
  ready,
}: SendParts) => {
  const shared = shareTransactions(store)

  const sendNext = async (desk: DeskId, lane: string): Promise<{ readonly kind: 'sent' } | Pause> => {
    const next = await take(desk, lane)
    if (next.kind === 'pause') return next
    const outcome = await call(desk, next)
    return record(desk, lane, next, outcome)
  }

  const take = async (desk: DeskId, lane: string): Promise<Taken | Pause> => {
    const { questions, read } = leaseNext({ desk, lane, owner: me, leaseMs })
    const work = async (unit: Unit, found: Parameters<typeof read>[0]): Promise<Taken | Pause> => {
      const { laneState, row, nextAt } = read(found)
      if (laneState === undefined) return { kind: 'pause', closedMs: 0 }
      if (row === undefined) {
        laneRows(unit).release(lane, me)
        return pauseOf(unit.now, laneState, nextAt)
      }
      // Only lanes of networks that run here are looked into: see `ready` of courier.ts.
      const platform = platforms.get(row.platform)!
      const prepared = await prepare(leaseRows(unit), await open(unit), row, platform, render)
      return { kind: 'taken', row, call: prepared, platform, laneState }
    }
    return shared.run(desk, work, questions)
  }

  const call = async (desk: DeskId, { row, call, platform }: Taken): Promise<Outcome> => {
    if (call.kind === 'none') return { kind: 'done', result: {} }
    const key = `${desk}/${row.key}/${row.id}`
    const end = metrics.sendSeconds.startTimer({ platform: row.platform, kind: row.kind })
    try {
      if (row.wasSending && call.kind === 'post') {
        const earlier = await lookUp(platform, call, key, row)
        // A second card harms nobody; without one its ticket would have no thread.
        if (earlier === 'unknown' && call.slot === undefined) return { kind: 'ambiguous' }
        if (typeof earlier === 'object') return { kind: 'done', result: { post: earlier } }
      }
      return { kind: 'done', result: await within(callMs, perform(platform, call, key, gate, row.attempts)) }
    } catch (error) {
      if (error instanceof DeliveryFailure) return { kind: 'failed', failure: error }
      log.error({ error, desk, row: row.id, kind: row.kind }, 'an adapter threw what it must not')
      return { kind: 'failed', failure: new DeliveryFailure('unclear', String(error)) }
    } finally {
      end()
    }
  }

  const lookUp = async (platform: Platform, { to }: Call & { kind: 'post' }, key: string, row: Leased) => {
    const { unclear } = platform.limits
    if (unclear.by === 'none') return 'unknown'
    const since = row.firstTried
    if (unclear.by === 'key' && (await store.now()).getTime() - since.getTime() < unclear.for) return 'absent'
    return within(
      callMs,
      placeFor(platform, to).then(async (place) => platform.find(place, key, since)),
    )
  }

  const record = async (desk: DeskId, lane: string, taken: Taken, outcome: Outcome) => {
    const { freed, closedMs, left, now } = await shared.run(desk, async (unit) => {
      const state = laneAfter(unit.now, taken, outcome)
      return {
        freed: await recordOutcome(unit, await open(unit), taken, outcome),
        left: laneRows(unit).leave({ lane, owner: me, state }),
        closedMs: Math.max(0, msFrom(unit.now, (state ?? taken.laneState).openAt)),
        now: unit.now,
      }
    })
    for (const other of freed) if (other !== lane) ready(desk, other)
    count(taken, outcome)
    const nextMs = left.nextAt && msFrom(now, left.nextAt)
    return closedMs === 0 && nextMs !== undefined && nextMs <= 0
      ? ({ kind: 'sent' } as const)
      : ({ kind: 'pause', closedMs, nextMs } as const)
  }

  /** Answers the lanes that it set free. */
  const recordOutcome = async (
    unit: Unit,
    tx: Tx,
    { row, call }: Taken,
    outcome: Outcome,
  ): Promise<readonly string[]> => {
    if (call.kind === 'none') await recordNothing(unit, tx, row, call)
    else if (outcome.kind === 'failed') return recordFailure(unit, tx, row, call, outcome.failure)
    else if (outcome.kind === 'done') return recordDone(unit, tx, row, call, outcome.result, networks, gate)
    else await recordAmbiguous(unit, tx, row)
    return []
  }

  const count = ({ row, call }: Taken, outcome: Outcome) => {
    if (call.kind === 'none') return
    metrics.sends.inc({
      platform: row.platform,
      kind: row.kind,
      outcome: outcome.kind === 'failed' ? outcome.failure.kind : outcome.kind,
    })
  }

  return sendNext
}

const pauseOf = (now: Date, { openAt, editsOpenAt }: LaneState, nextAt: Date | undefined): Pause => {
  const closedMs = Math.max(0, msFrom(now, openAt))
  if (closedMs > 0) return { kind: 'pause', closedMs, nextMs: closedMs }
  const editsMs = msFrom(now, editsOpenAt)
  const waits = [nextAt && msFrom(now, nextAt), editsMs > 0 ? editsMs : undefined].filter((ms) => ms !== undefined)
  return { kind: 'pause', closedMs, nextMs: waits.length === 0 ? undefined : Math.min(...waits) }
}

/** State in which the send leaves its lane; undefined where it changed nothing of it. */
const laneAfter = (now: Date, { row, call, platform: { limits }, laneState }: Taken, outcome: Outcome) => {
  if (call.kind === 'none' || (outcome.kind === 'done' && !isPaced(call, limits))) return undefined
  const isThrottled = outcome.kind === 'failed' && outcome.failure.kind === 'throttled'
  const retryAt = isThrottled ? outcome.failure.retryAt : undefined
  const after = afterSend(laneState, limits, { isEdit: call.kind === 'edit' && row.kind === 'show', now, retryAt })
  return limits.pace.length > 0 || after.editsOpenAt > now || after.openAt > now ? after : undefined
}

/** A room in a place without a post to hang off gets one, everywhere. */
const isPaced = (call: Call, { unpaced }: Limits): boolean =>
  call.kind === 'open'
    ? call.at.kind !== 'post' || !unpaced.includes('open')
    : call.kind !== 'settle' || !unpaced.includes('settle')

const msFrom = (now: Date, at: Date) => at.getTime() - now.getTime()

const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeliveryFailure('unclear', `no answer within ${ms / 1000} s`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
