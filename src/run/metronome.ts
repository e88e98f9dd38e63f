import { setTimeout as pause } from 'node:timers/promises'
import type { Courier } from '../delivery/courier'
import type { DeskCore } from '../desk/desk'
import { forgetFileUse } from '../files/quota-rows'
import type { Scheduler } from '../jobs/scheduler'
import type { Metrics } from './metrics'
import { createOutgoing } from '../outgoing/outgoing'
import type { AddressRange } from '../outgoing/public-address'
import type { RoleSync } from '../people/roles/sync-roles'
import { notifyDue } from '../due/notify-due'
import type { Log, Platform } from '../platform'
import { goOnErasing } from '../privacy/erase-customer'
import { keepRetention } from '../privacy/keep-retention'
import { handOut } from '../routing/hand-out'
import { rereadWords } from '../lists/reread-rows'
import { createWebhooks } from '../rules/send-webhooks'
import { runTimedRules } from '../rules/timed-rules'
import type { Due } from '../sla/due-rows'
import { sweep } from '../due/sweep'
import { allDesks } from '../store/desk-rows'
import { forgetDocuments } from '../store/document-rows'
import { forgetOldEvents } from '../store/inbox-rows'
import type { Numbers } from '../store/numbers'
import type { Store } from '../store/transaction'
import { waitingWork } from '../store/waiting-work'
import { openDue } from '../due/open-later'
import type { Tx } from '../core/tx'

export interface MetronomeParts {
  readonly store: Store
  readonly desk: DeskCore
  readonly courier: Courier
  readonly roleSync: RoleSync
  readonly numbers: Numbers
  readonly platforms: readonly Platform[]
  readonly scheduler: Scheduler
  readonly tickMs: number
  readonly outgoingAllow: readonly AddressRange[]
  readonly log: Log
  readonly metrics: Metrics
}

/** Recurring work of a desk, asked for or not. */
export interface Metronome {
  /** Beats from now on, and reads what was said while no process ran. Rejects when the scheduler cannot start. */
  start(): Promise<void>
  /** Does at once what it does every tick and every minute, and waits for what that sets off. */
  tick(): Promise<void>
  /** Waits for what is under way, 10 s at most. */
  stop(): Promise<void>
}

const minute = 60_000
const graceMs = 10_000

export const createMetronome = (parts: MetronomeParts): Metronome => {
  const { store, desk, courier, roleSync, platforms, scheduler, tickMs, log } = parts
  const { fallDue, webhooks } = whatFallsDue(parts)
  let isStopping = false
  let waking: Promise<void> | undefined
  let starting: Promise<void> | undefined

  const onEachDesk = async (work: (tx: Tx) => Promise<unknown>) => {
    for (const owner of await allDesks(store))
      await store.transaction(owner, async (unit) => work(await desk.open(unit)))
  }
  /** Nobody says when a shift begins or an absence ends. */
  const handOutEverywhere = async () =>
    onEachDesk(async (tx) => {
      for (const queue of await tx.queues.all()) await handOut(tx, queue.id)
    })
  const timedRules = async () => onEachDesk(runTimedRules)
  const retention = async () => {
    const progress = (owner: string, tickets: number) =>
      log.info({ desk: owner, tickets }, 'erased what was kept long enough')
    for (const owner of await allDesks(store))
      await keepRetention({ store, open: async (unit) => desk.open(unit), progress }, owner)
  }
  const forget = async () => {
    for (const owner of await allDesks(store))
      await store.transaction(owner, async (unit) => {
        await forgetOldEvents(unit)
        await forgetDocuments(unit)
        await forgetFileUse(unit)
        await (await desk.open(unit)).webhooks.forget()
      })
  }
  const backfill = async () => {
    for (const platform of platforms)
      for await (const event of platform.missed()) {
        if (isStopping) return
        await desk.receive(event)
      }
  }

  /** The job comes back to what could not be read: no reason to close a desk that is open. */
  const firstBackfill = async () =>
    backfill().catch((error: unknown) => {
      if (!isStopping) log.warn({ error }, 'what was said meanwhile could not be read yet; it is tried again')
    })

  let onTime: NodeJS.Timeout | undefined
  /** Wakes for what falls due between two ticks, at its moment; the next tick comes in any case. */
  const wakeFor = (nextMs: number | null) => {
    clearTimeout(onTime)
    if (nextMs === null || nextMs >= 2 * tickMs || isStopping) return
    onTime = setTimeout(() => {
      // The run under way looks for the next when it is done.
      waking ??= onTheMoment().finally(() => (waking = undefined))
    }, Math.ceil(nextMs))
    onTime.unref()
  }
  const onTheMoment = async () => {
    try {
      await fallDue()
      wakeFor((await waitingWork(store)).nextMs)
    } catch (error) {
      log.warn({ error }, 'what is due could not be done; the next tick does it')
    }
  }
  const { jobsFailed, sweptAt } = parts.metrics
  sweptAt.setToCurrentTime()
  const every = (name: string, ms: number, run: () => Promise<void>) => {
    // There from the start: a figure that is not there alarms nobody.
    jobsFailed.inc({ name }, 0)
    scheduler.every(name, ms, async () =>
      run().catch((error: unknown) => {
        jobsFailed.inc({ name })
        throw error
      }),
    )
  }
  every('what is due', tickMs, async () => {
    const { isDue, isToSend, nextMs } = await waitingWork(store)
    wakeFor(nextMs)
    if (isDue) await fallDue()
    if (isToSend || isDue) await courier.tick()
    sweptAt.setToCurrentTime()
  })
  every('backfill', minute, backfill)
  every('hand out', minute / 2, handOutEverywhere)
  every('who is in the groups', minute, async () => roleSync.all())
  every('rules by time', minute, timedRules)
  every('keep retention', 60 * minute, retention)
  every('forget old events', 60 * minute, forget)

  return {
    start: async () => (starting ??= scheduler.start().then(firstBackfill)),
    tick: async () => {
      await roleSync.all()
      await fallDue()
      await handOutEverywhere()
      await timedRules()
      await retention()
      await webhooks.idle()
      await courier.tick()
      await courier.idle()
    },
    stop: async () => {
      isStopping = true
      await Promise.race([starting?.catch(() => undefined), pause(graceMs, undefined, { ref: false })])
      clearTimeout(onTime)
      await scheduler.stop()
      await Promise.race([waking, pause(graceMs, undefined, { ref: false })])
      await Promise.race([webhooks.stop(), pause(graceMs, undefined, { ref: false })])
    },
  }
}

const whatFallsDue = ({ store, desk, numbers, outgoingAllow, log, metrics }: MetronomeParts) => {
  const failed = (error: unknown, due: Due) =>
    log.error({ error, due }, 'what fell due could not be done; it is tried again later')
  const open: DeskCore['open'] = async (unit, number) => desk.open(unit, number)
  const webhooks = createWebhooks({
    store,
    open,
    outgoing: createOutgoing({ allowed: outgoingAllow }),
    failed: (error) => log.error({ error }, 'a webhook could not be recorded; it is tried again'),
  })
  const fallDue = async () => {
    await sweep({
      store,
      open,
      fired: ({ what }, latenessMs) => {
        metrics.dueFired.inc({ what })
        metrics.dueLatenessSeconds.observe(latenessMs / 1000)
      },
      failed,
      others: async (owner) => {
        await openDue({ store, numbers, open, failed }, owner)
        await notifyDue({ store, open, failed }, owner)
        webhooks.send(owner)
        const reread = (desk: string, left: number) =>
          log.info({ desk, left }, 'reading the words of older tickets anew')
        await rereadWords({ store, open, progress: reread }, owner)
        const progress: Parameters<typeof goOnErasing>[0]['progress'] = ({ id, pass, stage, after }) =>
          log.info({ desk: owner, erasure: id, pass, stage, after }, 'erasing')
        await goOnErasing({ store, open, progress, failed }, owner)
      },
    })
  }
  return { fallDue, webhooks }
}
