import { EntitySchema } from 'typeorm'
import type { Due } from '../sla/due-rows'
import { newId } from '../store/id'
import type { Unit } from '../store/transaction'
import type { Vault } from '../store/vault'
import { ofDesk } from '../store/columns'

/** Call of a rule to another program. */
export interface Webhook {
  readonly id: string
  readonly rule: string
  readonly ticket: number
  readonly url: string
  /** As it is sent, so that it is signed as it is sent. */
  readonly body: string
  readonly attempts: number
}

export type TargetsWanted = { readonly only: string } | { readonly except: readonly string[] }

export const webhookSchema = new EntitySchema({
  name: 'webhook',
  tableName: 'webhooks',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    rule: { type: 'text' },
    ticket: { type: 'bigint' },
    url: { type: 'text' },
    body: { type: 'text' },
    state: { type: 'text' },
    attempts: { type: 'int' },
    fault: { type: 'text', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    settledAt: { name: 'settled_at', type: 'timestamptz', nullable: true },
  },
})

export interface WebhookRows {
  add(webhook: Pick<Webhook, 'rule' | 'ticket' | 'url' | 'body'>): Promise<string>
  /** The first that is due and that nobody else is about to do, for one of these targets, taken from the directory. */
  takeDue(wanted: TargetsWanted): Promise<Due | undefined>
  /** One more attempt; undefined when it is settled already. */
  begin(id: string): Promise<Webhook | undefined>
  finish(id: string, state: 'sent' | 'failed', fault: string | null): Promise<void>
  /** With what the desk signs. It is stored nowhere: it follows from the desk's sealed key. */
  secret(): Promise<string>
  /** Another secret holds from now on. */
  renewSecret(): Promise<void>
  /** Settled ones are kept for two days. */
  forget(): Promise<void>
}

/** The desk's part of the vault. */
export type SignerOf = (unit: Unit) => Promise<(words: string) => Buffer>
export const webhookSigner =
  (vault: Vault): SignerOf =>
  async (unit) =>
    vault.signer(async (sql, parameters) => unit.rows(sql, parameters), `webhooks ${unit.desk}`)

const keptMs = 2 * 86_400_000

export const webhookRows = (unit: Unit, signerOf: SignerOf): WebhookRows => ({
  add: async ({ rule, ticket, url, body }) => {
    const id = newId()
    await unit.rows('insert into webhooks (id, rule, ticket, url, body, created_at) values ($1, $2, $3, $4, $5, $6)', [
      id,
      rule,
      ticket,
      url,
      body,
      unit.now,
    ])
    return id
  },
  takeDue: async (wanted) =>
    unit.first<Due>(
      `with held as (
           select d.what, d.subject from due d left join webhooks w on w.id = substr(d.subject, 3)::uuid
           where d.desk = $1 and d.what = 'webhook' and d.at <= $2
             and (coalesce(substring(w.url from '^[a-z]+://([^/?#]*)'), '') = any($3)) = $4
           order by d.at, d.subject limit 1 for update of d skip locked),
         taken as (delete from due d using held h where d.desk = $1 and d.what = h.what and d.subject = h.subject
           returning d.what, d.subject, d.at)
         select * from taken`,
      [unit.desk, unit.now, 'only' in wanted ? [wanted.only] : wanted.except, 'only' in wanted],
    ),
  begin: async (id) =>
    unit.first<Webhook>(
      `with begun as (update webhooks set attempts = attempts + 1 where id = $1 and state = 'waiting' returning *)
         select id, rule, ticket::int as ticket, url, body, attempts from begun`,
      [id],
    ),
  finish: async (id, state, fault) => {
    await unit.execute('update webhooks set state = $2, fault = $3, settled_at = $4 where id = $1', [
      id,
      state,
      fault,
      unit.now,
    ])
  },
  secret: async () => {
    const version = await unit.value<number>('select webhook_secret as version from desks')
    const sign = await signerOf(unit)
    return `whs_${sign(`secret ${version}`).toString('base64url')}`
  },
  renewSecret: async () => {
    await unit.execute('update desks set webhook_secret = webhook_secret + 1')
  },
  forget: async () => {
    await unit.execute('delete from webhooks where settled_at < $1', [new Date(unit.now.getTime() - keptMs)])
  },
})

declare module '../core/tx' {
  interface RowSets {
    readonly webhooks: WebhookRows
  }
  interface Services {
    readonly webhookSigner: SignerOf
  }
}
