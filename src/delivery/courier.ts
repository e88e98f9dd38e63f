import { DeliveryFailure, recentMap, type Limits, type Log, type Platform } from '../platform'
import type { Metrics } from '../run/metrics'
import type { Presence } from '../store/presence'
import type { DeskId, Store, Unit } from '../store/transaction'
import type { Tx } from '../core/tx'
import type { FileGate } from '../files/file-gate'
import type { Networks } from './outbox'
import { perform, placeFor, prepare, type Call, type Render, type Result } from './carry-out'
import { dueLanes, freeLeasesOf, laneRows, leaseNext, networkOf, type LaneState, type Lease } from './lane-rows'
import { leaseRows, type Leased } from './lease-rows'
import { afterSend } from './pace'
import { shareTransactions } from './shared-transactions'
import { recordAmbiguous, recordDone, recordFailure, recordNothing } from './record'

/** Carries the outbox to the networks: per conversation in order, per lane one at a time, each row by one process. */
export interface Courier {
  /** There is something to send in this lane. */
  ready(desk: DeskId, lane: string): void
  /** Picks up what is due: what other processes left, and what waited for its time. */
  tick(): Promise<void>
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>
  stop(): Promise<void>
}
export interface CourierParts {
  readonly store: Store
  readonly platforms: ReadonlyMap<string, Platform>
  readonly open: (unit: Unit) => Promise<Tx>
  readonly render: Render
  readonly networks: Networks
  readonly gate: FileGate
  readonly presence: Presence
  readonly log: Log
  readonly metrics: Metrics
}

const callMs = 30_000
/** Longer than a look for an earlier post and a call may take: a row that is still `sending` then was left by a process that died. */
const leaseMs = 2 * callMs + 10_000
const lanesAtOnce = 16
const lanesPerTick = 200

interface Taken {
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
type Sent = Taken & { readonly outcome: Outcome }

/** In milliseconds from the database's now, which this process's clock need not share: 0 when the lane is open; undefined when nothing waits. */
interface Pause {
  readonly kind: 'pause'
  readonly closedMs: number
  readonly nextMs?: number | undefined
}
type Turn = ({ readonly kind: 'taken' } & Taken) | Pause
type After = Pause | { readonly kind: 'sent' }
interface Recorded {
  /** Lanes that the send set free. */
  readonly freed: readonly string[]
  /** Once it is committed: how it left its own. */
  readonly after: () => After
}

export const createCourier = ({
  store,
  platforms,
  open,
  render,
  networks,
  gate,
  presence,
  log,
  metrics,
}: CourierParts): Courier => {
  const me = presence.me
  const shared = shareTransactions(store)
  const running = new Map<string, Promise<void>>()
  const wanted = new Set<string>()
  const waiting: string[] = []
  const timers = new Map<string, NodeJS.Timeout>()
  /** Lanes that may not be sent in before a time: until then there is nothing to look for, and a timer wakes those in which something waits. */
  const closed = recentMap<number>(10_000)
  let isStopping = false

  const ready = (desk: DeskId, lane: string) => {
    // Another process may run that network.
    if (!platforms.has(networkOf(lane))) return
    const id = `${desk} ${lane}`
    const until = closed.get(id)
    const closedMs = until === undefined ? 0 : until - storeNow()
    if (closedMs > 0) wakeIn(id, closedMs)
    else kick(id)
  }
  /** The machine's clock may be set, this one goes on. */
  const storeNow = () => performance.now() + store.clock.offset

  const kick = (id: string) => {
    if (isStopping) return
    if (running.has(id)) wanted.add(id)
    else if (running.size < lanesAtOnce) run(id)
    else if (!waiting.includes(id)) waiting.push(id)
  }
  const run = (id: string) => {
    clearTimeout(timers.get(id))
    timers.delete(id)
    closed.delete(id)
    const [desk, lane] = [id.slice(0, 36), id.slice(37)]
    const done = drain(desk, lane)
      .catch((error: unknown) => log.error({ error, desk, lane }, 'sending stopped; it goes on with the next tick'))
      .finally(() => {
        running.delete(id)
        if (wanted.delete(id)) ready(desk, lane)
        const next = waiting.shift()
        if (next !== undefined) kick(next)
      })
    running.set(id, done)
  }
  const wakeIn = (id: string, ms: number) => {
    clearTimeout(timers.get(id))
    const timer = setTimeout(() => kick(id), Math.min(ms, 60_000))
    timer.unref()
    timers.set(id, timer)
  }

  const drain = async (desk: DeskId, lane: string) => {
    const id = `${desk} ${lane}`
    for (;;) {
      if (isStopping || !presence.isHeld()) return
      wanted.delete(id)
      const turn = await take(desk, lane)
      const after =
        turn.kind === 'taken' ? await writeDown(desk, lane, { ...turn, outcome: await send(desk, turn) }) : turn
      if (after.kind === 'sent') continue
      const { closedMs, nextMs } = after
      if (closedMs > 0) closed.set(id, storeNow() + closedMs)
      if (nextMs !== undefined) wakeIn(id, Math.max(nextMs, closedMs))
      return
    }
  }

  const take = async (desk: DeskId, lane: string): Promise<Turn> => {
    const leasing = leaseNext({ desk, lane, owner: me, leaseMs })
    return shared.run(
      desk,
      async (unit, opened) => lease(unit, await open(unit), lane, leasing.read(opened)),
      leasing.questions,
    )
  }

  const writeDown = async (desk: DeskId, lane: string, sent: Sent): Promise<After> => {
    const { freed, after } = await shared.run(desk, async (unit) => record(unit, await open(unit), lane, sent))
    for (const other of freed) if (other !== lane) ready(desk, other)
    count(sent)
    return after()
  }

  const count = ({ row, call, outcome }: Sent) => {
    if (call.kind === 'none') return
    metrics.sends.inc({
      platform: row.platform,
      kind: row.kind,
      outcome: outcome.kind === 'failed' ? outcome.failure.kind : outcome.kind,
    })
  }

  const record = async (unit: Unit, tx: Tx, lane: string, sent: Sent): Promise<Recorded> => {
    const { call, platform, laneState, outcome } = sent
    const isPacedCall = call.kind !== 'none' && (outcome.kind !== 'done' || isPaced(call, platform.limits))
    const isEdit = call.kind === 'edit' && sent.row.kind === 'show'
    const isThrottled = outcome.kind === 'failed' && outcome.failure.kind === 'throttled'
    const retryAt = isThrottled ? outcome.failure.retryAt : undefined
    const after = isPacedCall ? afterSend(laneState, platform.limits, { isEdit, now: unit.now, retryAt }) : laneState
    const closedMs = Math.max(0, msFrom(unit.now, after.openAt))
    const isChanged = isPacedCall && (platform.limits.pace.length > 0 || after.editsOpenAt > unit.now || closedMs > 0)
    const freed = await recordOutcome(unit, tx, sent)
    let nextMs: number | undefined
    laneRows(unit).leave({
      lane,
      owner: me,
      state: isChanged ? after : undefined,
      tell: (next) => (nextMs = next && msFrom(unit.now, next)),
    })
    return {
      freed,
      after: () =>
        closedMs === 0 && nextMs !== undefined && nextMs <= 0 ? { kind: 'sent' } : { kind: 'pause', closedMs, nextMs },
    }
  }

  /** Answers the lanes that it set free. */
  const recordOutcome = async (unit: Unit, tx: Tx, { row, call, outcome }: Sent): Promise<readonly string[]> => {
    if (call.kind === 'none') await recordNothing(unit, tx, row, call)
    else if (outcome.kind === 'failed') return recordFailure(unit, tx, row, call, outcome.failure)
    else if (outcome.kind === 'done') return recordDone(unit, tx, row, call, outcome.result, networks, gate)
    else await recordAmbiguous(unit, tx, row)
    return []
  }

  const lease = async (unit: Unit, tx: Tx, lane: string, { laneState, row, nextAt }: Lease): Promise<Turn> => {
    if (laneState === undefined) return { kind: 'pause', closedMs: 0 }
    if (row === undefined) {
      laneRows(unit).release(lane, me)
      const closedMs = Math.max(0, msFrom(unit.now, laneState.openAt))
      if (closedMs > 0) return { kind: 'pause', closedMs, nextMs: closedMs }
      const editsMs = msFrom(unit.now, laneState.editsOpenAt)
      const waits = [nextAt && msFrom(unit.now, nextAt), editsMs > 0 ? editsMs : undefined].filter(
        (ms) => ms !== undefined,
      )
      return { kind: 'pause', closedMs, nextMs: waits.length === 0 ? undefined : Math.min(...waits) }
    }
    // Only lanes of networks that run here are looked into: see `ready`.
    const platform = platforms.get(row.platform)!
    return { kind: 'taken', row, call: await prepare(leaseRows(unit), tx, row, platform, render), platform, laneState }
  }

  const send = async (desk: DeskId, { row, call, platform }: Taken): Promise<Outcome> => {
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
      if (!(error instanceof DeliveryFailure))
        log.error({ error, desk, row: row.id, kind: row.kind }, 'an adapter threw what it must not')
      return {
        kind: 'failed',
        failure: error instanceof DeliveryFailure ? error : new DeliveryFailure('unclear', String(error)),
      }
    } finally {
      end()
    }
  }

  const lookUp = async (platform: Platform, call: Call & { kind: 'post' }, key: string, row: Leased) => {
    const { unclear } = platform.limits
    if (unclear.by === 'none') return 'unknown'
    const since = row.firstTried
    if (unclear.by === 'key' && (await store.now()).getTime() - since.getTime() < unclear.for) return 'absent'
    return within(
      callMs,
      placeFor(platform, call.to).then(async (place) => platform.find(place, key, since)),
    )
  }

  return {
    ready,
    tick: async () => {
      await freeLeasesOf(store, async (processes) => presence.gone(processes))
      for (const { desk, lane } of await dueLanes(store, [...platforms.keys()], lanesPerTick)) ready(desk, lane)
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values())
    },
    stop: async () => {
      isStopping = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(running.values())
    },
  }
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
