import { cut } from '../platform'
import { createHmac } from 'node:crypto'
import type { Outgoing } from '../outgoing/outgoing'
import type { Store, Unit } from '../store/transaction'
import type { Tx } from '../core/tx'
import { createTargets, targetOf } from './webhook-targets'
import type { TargetsWanted, Webhook } from './webhook-rows'

export interface WebhookParts {
  readonly store: Store
  readonly open: (unit: Unit) => Promise<Tx>
  readonly outgoing: Outgoing
  /** A bug, or a database that is away: it is tried again. */
  readonly failed: (error: unknown) => void
}
export interface Webhooks {
  /** Begins to send what is due on this desk; does not wait for it. */
  send(desk: string): void
  idle(): Promise<void>
  /** Takes nothing more, and waits for what is under way. */
  stop(): Promise<void>
}

const leaseMs = 60_000
const mostAttempts = 8
const firstPauseMs = 30_000
/** To one target; to one that failed last a single one. */
const atOnce = 4
const mostLanes = 64

/** Signs the time with the body: an old request cannot be sent again as a new one. */
const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

/**
 * Sends what rules tell other programs, outside any transaction. A row is leased first: after a crash it is sent again, with
 * the same id, so that the receiver can tell. One that fails is tried 8 times over about an hour. Each target has lanes of its
 * own, so that one that never answers holds up no other; after some failures in a row it is not asked for a while.
 */
export const createWebhooks = ({ store, open, outgoing, failed }: WebhookParts): Webhooks => {
  const targets = createTargets(atOnce)
  const lanes = new Set<Promise<void>>()
  const taking = new Map<string, Promise<void>>()
  let isStopping = false

  const take = async (desk: string, of: TargetsWanted): Promise<Leased | undefined> =>
    isStopping
      ? undefined
      : store.transaction(desk, async (unit) => {
          const tx = await open(unit)
          for (;;) {
            const due = await tx.webhooks.takeDue(of)
            if (due === undefined) return undefined
            const webhook = await tx.webhooks.begin(due.subject.slice(2))
            if (webhook === undefined) continue
            tx.clocks.putOff(due, leaseMs)
            return { webhook, secret: await tx.webhooks.secret(), now: tx.now }
          }
        })

  const deliver = async (desk: string, { webhook, secret, now }: Leased) => {
    const target = targetOf(webhook.url)
    const fault = targets.mayAsk(target, now) ? await post(webhook, secret, now) : noAnswer
    if (fault !== noAnswer) targets.answered(target, fault === undefined, now)
    await store.transaction(desk, async (unit) => record(await open(unit), webhook, fault))
  }

  /** Undefined: it was taken. */
  const post = async ({ id, url, body }: Webhook, secret: string, now: Date): Promise<string | undefined> => {
    const seconds = Math.floor(now.getTime() / 1000)
    try {
      const status = await outgoing.deliver(url, body, {
        'content-type': 'application/json',
        'user-agent': 'Taquilla',
        'x-taquilla-delivery': id,
        'x-taquilla-signature': signatureOf(secret, seconds, body),
      })
      return status >= 200 && status < 300 ? undefined : `HTTP ${status}`
    } catch (error) {
      return cut((error as Error).message, 200) || 'no answer'
    }
  }

  const openLane = (desk: string, first: Leased) => {
    const target = targetOf(first.webhook.url)
    targets.begin(target)
    const work = async () => {
      for (let next: Leased | undefined = first; next !== undefined;) {
        await deliver(desk, next)
        next = targets.isCrowded(target) ? undefined : await take(desk, { only: target })
      }
    }
    const lane: Promise<void> = work()
      .catch(failed)
      .finally(() => {
        targets.end(target)
        lanes.delete(lane)
      })
    lanes.add(lane)
  }

  const takeAll = async (desk: string) => {
    while (lanes.size < mostLanes) {
      const next = await take(desk, { except: targets.full() })
      if (next === undefined) return
      openLane(desk, next)
    }
  }

  const idle = async () => {
    while (lanes.size + taking.size > 0) await Promise.all([...lanes, ...taking.values()])
  }
  return {
    send: (desk) => {
      if (taking.has(desk)) return
      taking.set(
        desk,
        takeAll(desk)
          .catch(failed)
          .finally(() => taking.delete(desk)),
      )
    },
    idle,
    stop: async () => {
      isStopping = true
      await idle()
    },
  }
}

interface Leased {
  readonly webhook: Webhook
  readonly secret: string
  readonly now: Date
}
const noAnswer = 'not asked: it failed several times in a row'

const record = async (tx: Tx, { id, rule, attempts, ticket }: Webhook, fault: string | undefined) => {
  const subject = `0:${id}`
  if (fault === undefined) {
    await tx.clocks.unschedule('webhook', subject)
    return tx.webhooks.finish(id, 'sent', null)
  }
  await tx.rules.fail(rule, `#${ticket}: ${fault}`)
  if (attempts < mostAttempts)
    return tx.clocks.schedule({
      what: 'webhook',
      subject,
      at: new Date(tx.now.getTime() + firstPauseMs * 2 ** (attempts - 1)),
    })
  await tx.clocks.unschedule('webhook', subject)
  await tx.webhooks.finish(id, 'failed', fault)
}
