import { EntitySchema } from 'typeorm'
import type { Content, Forgettable } from '../platform'
import { named, prepared, genericPlan } from '../store/statement'
import type { Unit, WriteSet } from '../store/transaction'
import type { Anchor, Delivery } from './delivery'
import { ofDesk } from '../store/columns'

export type OutboundKind = 'say' | 'show' | 'open' | 'settle' | 'amend' | 'retract' | 'react' | 'whisper' | 'fetch'
export type OutboundState =
  | 'pending'
  | 'sending'
  | 'sent'
  | 'ambiguous'
  | 'parked'
  | 'cancelled'
  | 'superseded'
  | 'dead'

/** Logical: the courier finds the network's own ids when it sends. */
export type Address =
  | { readonly place: string }
  /** A person's DM, opened when it is sent. */
  | { readonly user: string }
  | { readonly room: string }
  | { readonly slot: string }
  | { readonly said: string }
  | { readonly post: string }
  | { readonly file: string }
  /** Nothing that stands on the network: what an adapter keeps by itself. */
  | { readonly kept: true }
export type OutboundContent =
  | { readonly say: Content }
  | { readonly open: { readonly anchor: Anchor; readonly title: string } }
  | { readonly settle: 'open' | 'closed' }
  | { readonly forget: readonly Forgettable[]; readonly before: string }
  | { readonly react: { readonly emoji: string; readonly added: boolean } }

export interface OutboundRow {
  readonly key: string
  readonly kind: OutboundKind
  /** Key of rows that keep their order. */
  readonly conversation: string
  readonly platform: string
  /** Key of sends that share a rate limit. */
  readonly lane: string
  readonly address: Address
  readonly ticket: number | null
  readonly entry: string | null
  readonly content: OutboundContent | null
  readonly notBefore: Date
  readonly waitsFor: string | null
}

const columns = 'key, kind, conversation, platform, lane, address, ticket, entry, content, not_before, waits_for'
const given = `select * from rows from (json_to_recordset($1::json) as (key text, kind text, conversation text, platform text, lane text,
  address jsonb, ticket bigint, entry uuid, content jsonb, "notBefore" timestamptz, "waitsFor" text)) with ordinality as r(${columns}, position)`
const ready = `insert into outbox_ready (desk, id, lane, at) select desk, id, lane, not_before from added where waits_for is null`
/** A slot that was stale already is in the directory. */
const readyAgain = `${ready} on conflict (desk, id) do update set at = least(outbox_ready.at, excluded.at)`

const pendingShow = `(desk, key) where kind = 'show' and state = 'pending' do update set not_before = least(outbox.not_before, excluded.not_before)`

const writing = (conflict: string, readying: string) =>
  named(`with given as (${given}),
    added as (insert into outbox (${columns}, created_at) select ${columns}, $2 from given order by position
      on conflict ${conflict} returning desk, id, lane, not_before, waits_for)
    ${readying}`)
const writeSays = writing(`(desk, key) where kind <> 'show' do nothing`, ready)
const writeShows = writing(pendingShow, readyAgain)

/** A stale slot is stale once: the row that waits is touched, so that the courier cannot render it before this commit. */
const newRows: WriteSet<OutboundRow> = {
  order: 60,
  changes: ['outbox', 'outbox_ready'],
  write: async (unit, rows) => {
    const says = rows.filter(({ kind }) => kind !== 'show')
    const shows = [...new Map(rows.filter(({ kind }) => kind === 'show').map((row) => [row.key, row])).values()]
    await Promise.all([
      says.length > 0 && unit.rows(writeSays, [JSON.stringify(says), unit.now]),
      shows.length > 0 &&
        unit.rows(writeShows, [JSON.stringify(shows.sort((a, b) => (a.key < b.key ? -1 : 1))), unit.now]),
    ])
  },
}

interface StaleSlot {
  readonly kind: string
  readonly about: string
  readonly announce: (lane: string) => void
}
const [kinds, abouts] = [genericPlan('$1', 'text[]'), genericPlan('$2', 'text[]')]
/**
 * Wherever it is shown: the slots are found in the statement that marks them, in the order in which others mark theirs. Late:
 * whoever holds the ticket marks them too, and what comes before, as the courier's posts, waits for that ticket.
 */
const staleSlots: WriteSet<StaleSlot> = {
  order: 61,
  changes: ['outbox', 'outbox_ready'],
  isLate: true,
  write: async (unit, rows) => {
    const lanes = await unit.column<string>(
      prepared(`with given as (
         select 'show:' || s.id as key, 'show' as kind, 'slot:' || s.id as conversation, s.platform, coalesce(r.lane, s.lane) as lane,
           jsonb_build_object('slot', s.id) as address, null::bigint as ticket, null::uuid as entry, null::jsonb as content, $3::timestamptz as not_before,
           case when s.room is not null and r.place is null then 'room:' || s.room end as waits_for
         from (select distinct kind, about from unnest(${kinds}, ${abouts}) as asked(kind, about)) asked
           join slots s on s.kind = any(${kinds}) and s.about = any(${abouts}) and s.kind = asked.kind and s.about = asked.about
           left join rooms r on r.desk = s.desk and r.id = s.room),
       added as (insert into outbox (${columns}, created_at) select ${columns}, $3 from given order by key collate "C"
         on conflict ${pendingShow} returning desk, id, lane, not_before, waits_for),
       readied as (${readyAgain})
       select distinct lane from added`),
      [rows.map(({ kind }) => kind), rows.map(({ about }) => about), unit.now],
    )
    for (const lane of lanes) rows[0]!.announce(lane)
  },
}

export interface SaidPart {
  readonly id: number
  readonly key: string
  readonly said: Content
}
/** Rows that the network surely does not have: one that may have arrived is `sending` or `ambiguous`. */
const unsent = `state in ('pending', 'parked', 'dead')`

export const outboxSchema = new EntitySchema({
  name: 'outbox',
  tableName: 'outbox',
  columns: {
    ...ofDesk,
    id: { type: 'bigint', primary: true },
    key: { type: 'text' },
    kind: { type: 'text' },
    conversation: { type: 'text' },
    platform: { type: 'text' },
    lane: { type: 'text' },
    address: { type: 'jsonb' },
    ticket: { type: 'bigint', nullable: true },
    entry: { type: 'uuid', nullable: true },
    content: { type: 'jsonb', nullable: true },
    notBefore: { name: 'not_before', type: 'timestamptz' },
    waitsFor: { name: 'waits_for', type: 'text', nullable: true },
    state: { type: 'text' },
    attempts: { type: 'int' },
    triedAt: { name: 'tried_at', type: 'timestamptz', nullable: true },
    leasedUntil: { name: 'leased_until', type: 'timestamptz', nullable: true },
    post: { type: 'text', nullable: true },
    fault: { type: 'text', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    settledAt: { name: 'settled_at', type: 'timestamptz', nullable: true },
  },
})

export interface OutboxRows {
  add(row: OutboundRow): void
  /** Marks what any slot shows of this as stale. */
  stale(kind: string, about: string): void
  /** The parts of one `say` that people see or will see, in order: neither cancelled nor taken off the network. */
  partsOf(key: string, entry: string): Promise<SaidPart[]>
  /** False when the network may have it already. */
  rewrite(id: number, content: OutboundContent): Promise<boolean>
  cancel(id: number): Promise<boolean>
  takeBack(entry: string): Promise<boolean>
  hurry(entry: string): Promise<void>
  resend(entry: string): Promise<number>
  unpark(platform: string): Promise<void>
  takeUnsent(conversation: string): Promise<string[]>
  deliveryOf(entry: string): Promise<Delivery>
}

export const outboxRows = (unit: Unit, announce: (lane: string) => void): OutboxRows => {
  const lanes = new Set<string>()
  const announceAfterCommit = (lane: string) => {
    if (lanes.has(lane)) return
    lanes.add(lane)
    unit.afterCommit(() => announce(lane))
  }
  const release = async (where: string, parameters: readonly unknown[], patch: string) => {
    const changed = await unit.column<string>(
      prepared(`with changed as (update outbox set ${patch} where ${where} returning desk, id, lane),
         readied as (insert into outbox_ready (desk, id, lane, at) select desk, id, lane, $1 from changed
           on conflict (desk, id) do update set at = excluded.at)
       select lane from changed`),
      parameters,
    )
    for (const lane of changed) announceAfterCommit(lane)
    return changed.length
  }

  return {
    add: (row) => {
      unit.add(newRows, row)
      announceAfterCommit(row.lane)
    },
    stale: (kind, about) => unit.add(staleSlots, { kind, about, announce: announceAfterCommit }),
    partsOf: async (key, entry) =>
      unit.rows<SaidPart>(
        prepared(`select o.id, o.key, o.content->'say' as said from outbox o
         where o.kind = 'say' and o.entry = $2 and o.state not in ('cancelled', 'superseded') and (o.key = $1 or starts_with(o.key, $1 || '#'))
           and not exists (select 1 from outbox x where x.desk = o.desk and x.entry = o.entry and x.kind = 'retract' and x.address->>'said' = o.key)
         order by o.id`),
        [key, entry],
      ),
    rewrite: async (id, content) =>
      (await unit.execute(prepared(`update outbox set content = $2 where id = $1 and ${unsent}`), [
        id,
        JSON.stringify(content),
      ])) === 1,
    cancel: async (id) => (await cancelUnsent(unit, 'id = $1', id)) === 1,
    takeBack: async (entry) => {
      const gone = await unit.value<number>(
        prepared(`select count(*) filter (where state <> 'pending' or attempts > 0) as gone from
           (select state, attempts from outbox where entry = $1 and kind = 'say' and state <> 'cancelled' for update) parts`),
        [entry],
      )
      if (Number(gone) > 0) return false
      return (await cancelUnsent(unit, `entry = $1 and kind = 'say'`, entry)) > 0
    },
    hurry: async (entry) => {
      await release(
        `entry = $2 and kind = 'say' and state = 'pending' and not_before > $1 and waits_for is null`,
        [unit.now, entry],
        'not_before = $1',
      )
    },
    resend: async (entry) =>
      release(
        // With it the opening of its room, where that is why it failed; of its changes, the latest.
        `entry = $2 and kind = 'say' and state in ('ambiguous', 'dead', 'parked')
          or entry = $2 and kind in ('amend', 'retract') and state in ('dead', 'parked') and not exists (
            select 1 from outbox later where later.entry = $2 and later.kind in ('amend', 'retract')
              and later.address = outbox.address and later.id > outbox.id)
          or kind = 'open' and state in ('dead', 'parked') and waits_for is null and conversation in
            (select conversation from outbox where entry = $2 and kind = 'say' and state in ('ambiguous', 'dead', 'parked'))`,
        [unit.now, entry],
        `state = 'pending', attempts = 0, fault = null, settled_at = null, not_before = $1`,
      ),
    unpark: async (platform) => {
      // Of a slot that became stale again meanwhile, that mark does.
      await unit.execute(
        prepared(`update outbox o set state = 'superseded' where platform = $1 and state = 'parked' and kind = 'show' and exists (
           select 1 from outbox x where x.desk = o.desk and x.key = o.key and x.kind = 'show' and (x.state = 'pending' or x.state = 'parked' and x.id > o.id))`),
        [platform],
      )
      await release(
        `platform = $2 and state = 'parked'`,
        [unit.now, platform],
        `state = 'pending', fault = null, settled_at = null`,
      )
    },
    takeUnsent: async (conversation) => {
      const entries = await unit.column<string | null>(
        prepared(`with given as (update outbox set state = 'superseded', settled_at = $2
           where conversation = $1 and kind = 'say' and ${unsent} returning desk, id, entry),
         gone as (delete from outbox_ready r using given g where r.desk = g.desk and r.id = g.id)
         select entry from given order by id`),
        [conversation, unit.now],
      )
      return [...new Set(entries.flatMap((entry) => entry ?? []))]
    },
    deliveryOf: async (entry) => {
      const rows = await unit.rows<DeliveryPart & { kind: OutboundKind; of: string | null }>(
        prepared(`select kind, state, fault, not_before as "notBefore", address->>'said' as of from outbox
         where entry = $1 and kind in ('say', 'amend', 'retract') order by id`),
        [entry],
      )
      // A later change says all that the one before it said.
      const changes = new Map(rows.filter(({ kind }) => kind !== 'say').map((row) => [row.of, row]))
      return readDelivery(
        rows.filter(({ kind }) => kind === 'say'),
        [...changes.values()],
      )
    },
  }
}

const cancelUnsent = async (unit: Unit, where: string, what: number | string): Promise<number> =>
  (
    await unit.rows(
      prepared(`with cancelled as (update outbox set state = 'cancelled', settled_at = $2 where ${where} and ${unsent} returning desk, id),
         gone as (delete from outbox_ready r using cancelled c where r.desk = c.desk and r.id = c.id)
       select id from cancelled`),
      [what, unit.now],
    )
  ).length

interface DeliveryPart {
  readonly state: OutboundState
  readonly fault: string | null
  readonly notBefore: Date
}

const severity: readonly (readonly [Delivery['state'], readonly OutboundState[]])[] = [
  ['failed', ['dead', 'parked']],
  ['ambiguous', ['ambiguous']],
  ['waiting', ['pending', 'sending']],
  ['sent', ['sent']],
  ['taken-back', ['cancelled', 'superseded']],
]

/** The worst of the parts tells the state of the whole. */
export const readDelivery = (parts: readonly DeliveryPart[], changes: readonly DeliveryPart[] = []): Delivery => {
  const unchanged = changes.find((change) => change.state === 'dead' || change.state === 'parked')
  const [state = 'nowhere'] = severity.find(([, states]) => parts.some((part) => states.includes(part.state))) ?? []
  return {
    state,
    notBefore: state === 'waiting' ? parts.map(({ notBefore }) => notBefore).reduce((a, b) => (a > b ? a : b)) : null,
    fault: parts.find(({ fault }) => fault !== null)?.fault ?? null,
    unchanged: unchanged === undefined ? null : (unchanged.fault ?? ''),
  }
}
