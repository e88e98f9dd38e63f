import { cut } from '../platform'
import { createHmac } from 'node:crypto'
import type { Outgoing } from '../outgoing/outgoing'
import type { Store, Unit } from '../store/transaction'
import type { Tx } from '../tx'
import type { Webhook } from './webhook-rows'

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
}

const leaseMs = 60_000
const mostAttempts = 8
const firstPauseMs = 30_000
const atOnce = 4

/** What is signed is the time with the body: an old request cannot be sent again as a new one. */
const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

/**
 * Sends what rules tell other programs, outside any transaction. A row is leased first: after a crash it is sent again, with
 * the same id, so that the receiver can tell. One that fails is tried 8 times over about an hour.
 */
export const createWebhooks = ({ store, open, outgoing, failed }: WebhookParts): Webhooks => {
  const running = new Map<string, Promise<void>>()

  const sendNext = async (desk: string): Promise<boolean> => {
    const leased = await store.transaction(desk, async (unit) => {
      const tx = await open(unit)
      const due = await tx.clocks.takeOne('webhook')
      const webhook = due === undefined ? undefined : await tx.webhooks.begin(due.subject.slice(2))
      if (due === undefined || webhook === undefined) return { webhook, isLast: due === undefined }
      tx.clocks.putOff(due, leaseMs)
      return {
        webhook,
        isLast: false,
        secret: await tx.webhooks.secret(),
        seconds: Math.floor(tx.now.getTime() / 1000),
      }
    })
    if (leased.webhook === undefined) return !leased.isLast
    const fault = await post(leased.webhook, leased.secret!, leased.seconds!)
    await store.transaction(desk, async (unit) => record(await open(unit), leased.webhook!, fault))
    return true
  }

  /** Undefined: it was taken. */
  const post = async ({ id, url, body }: Webhook, secret: string, seconds: number): Promise<string | undefined> => {
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

  const drain = async (desk: string) => {
    while (await sendNext(desk)) continue
  }

  return {
    send: (desk) => {
      if (running.has(desk)) return
      const work = Promise.all(Array.from({ length: atOnce }, async () => drain(desk)))
        .then(() => undefined, failed)
        .finally(() => running.delete(desk))
      running.set(desk, work)
    },
    idle: async () => void (await Promise.all(running.values())),
  }
}

const record = async (tx: Tx, { id, rule, attempts, ticket }: Webhook, fault: string | undefined) => {
  const subject = `0:${id}`
  if (fault === undefined) {
    await tx.clocks.unschedule('webhook', subject)
    return tx.webhooks.settle(id, 'sent', null)
  }
  await tx.rules.fail(rule, `#${ticket}: ${fault}`)
  if (attempts < mostAttempts)
    return tx.clocks.schedule({
      what: 'webhook',
      subject,
      at: new Date(tx.now.getTime() + firstPauseMs * 2 ** (attempts - 1)),
    })
  await tx.clocks.unschedule('webhook', subject)
  await tx.webhooks.settle(id, 'failed', fault)
}
