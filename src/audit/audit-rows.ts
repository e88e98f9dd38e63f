import { defined } from '../platform'
import type { Unit, WriteSet } from '../store/transaction'
import { EntitySchema } from 'typeorm'
import type { Run, Vault } from '../store/vault'
import { chainReader, headSeal, rowMac, type AuditAct, type AuditFault, type AuditHead, type AuditRow } from './chain'
import { ofDesk } from '../store/columns'

export type { AuditFault } from './chain'

/** Batch of acts to record, written at the end of the transaction that does them. */
export type Trail = WriteSet<AuditAct>

/** The name of the key that signs a desk's trail. */
const owner = (desk: string) => `audit ${desk}`
const runIn =
  (unit: Unit): Run =>
  async (sql, parameters) =>
    unit.rows(sql, parameters)

const readHead = async (unit: Unit): Promise<AuditHead | undefined> => {
  const head = await unit.first<{ seq: string; mac: Buffer; seal: Buffer; origin: string | null }>(
    'select seq, mac, seal, origin from audit_heads',
  )
  return head && { ...head, seq: Number(head.seq), origin: head.origin === null ? undefined : Number(head.origin) }
}

/** First row of the chain that goes on after row `last`, when its head does not say so. */
const originOf = async (unit: Unit, head: AuditHead | undefined, last: number): Promise<number> => {
  if (head !== undefined) {
    return Number(await unit.value<string>('select min(seq) from audit where mac is not null'))
  }
  if (last === 0) return 1
  // With a key from before there was a head: that it is gone is written down for good.
  const isOld = await unit.value<boolean | undefined>(
    'select made_at < now()::timestamptz(3) as "isOld" from data_keys where owner = $1 and version = 1',
    [owner(unit.desk)],
  )
  return isOld === true ? 0 : last + 1
}

export const createTrail = (vault: Vault): Trail => ({
  order: 100,
  changes: ['audit_heads'],
  // One link at a time: the lock is taken last of all, and held for no longer than the commit takes.
  isLast: true,
  write: async (unit, acts) => {
    const sign = await vault.signer(runIn(unit), owner(unit.desk))
    await unit.lock('audit')
    const head = await readHead(unit)
    let previous = head?.mac ?? null
    let seq = head?.seq ?? 0
    if (head === undefined) {
      seq = Number((await unit.value<string | null>('select max(seq) from audit')) ?? 0)
    }
    const origin = head?.origin ?? (await originOf(unit, head, seq))
    const rows = acts.map((act) => {
      const row = { ...act, seq: ++seq }
      previous = rowMac(sign, previous, row)
      return { ...row, mac: previous }
    })
    await unit.rows(
      `insert into audit (seq, at, person, operation, outcome, mac)
       select * from unnest($1::bigint[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::bytea[])`,
      [
        rows.map((row) => row.seq),
        rows.map((row) => row.at),
        rows.map((row) => row.person),
        rows.map((row) => row.operation),
        rows.map((row) => row.outcome),
        rows.map((row) => row.mac),
      ],
    )
    await unit.rows(
      `insert into audit_heads (seq, mac, seal, origin) values ($1, $2, $3, $4)
       on conflict (desk) do update set seq = excluded.seq, mac = excluded.mac, seal = excluded.seal, origin = excluded.origin`,
      [seq, previous, headSeal(sign, seq, previous!, origin), origin],
    )
  },
})

/** The chain begins anew with the next act, under a new key: for a trail whose key is lost. */
export const forgetChain = async (unit: Unit): Promise<void> => {
  await unit.rows('delete from audit_heads')
  await unit.rows('delete from data_keys where owner = $1', [owner(unit.desk)])
}

export interface AuditEntry extends AuditAct {
  readonly seq: number
  /** Of whoever did it, as they are called now. */
  readonly name: string | null
}

export const auditSchema = new EntitySchema({
  name: 'audit',
  tableName: 'audit',
  columns: {
    ...ofDesk,
    seq: { type: 'bigint', primary: true },
    at: { type: 'timestamptz' },
    person: { type: 'uuid', nullable: true },
    operation: { type: 'text' },
    outcome: { type: 'text' },
    mac: { type: 'bytea', nullable: true },
  },
})
export const auditHeadSchema = new EntitySchema({
  name: 'audit-head',
  tableName: 'audit_heads',
  columns: {
    desk: { type: 'uuid', primary: true },
    seq: { type: 'bigint' },
    mac: { type: 'bytea' },
    seal: { type: 'bytea' },
    origin: { type: 'bigint', nullable: true },
  },
})

export interface AuditRows {
  /** Newest first, older than `before`. */
  page(filter: { operation?: string; person?: string; before?: number }, limit: number): Promise<AuditEntry[]>
  /** The names that stand in the trail. */
  operations(): Promise<string[]>
}

export const auditRows = (unit: Unit): AuditRows => ({
  page: async ({ operation, person, before }, limit) => {
    const rows = await unit.rows<Omit<AuditEntry, 'seq'> & { seq: string }>(
      `select a.seq, a.at, a.person, a.operation, a.outcome, p.name
       from audit a left join people p on p.desk = a.desk and p.id = a.person
       where ($1::text is null or a.operation = $1) and ($2::uuid is null or a.person = $2) and ($3::bigint is null or a.seq < $3)
       order by a.seq desc limit $4`,
      [operation ?? null, person ?? null, before ?? null, limit],
    )
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
  },
  operations: async () => unit.column<string>('select distinct operation from audit order by operation'),
})

const readAtOnce = 10_000

interface Read {
  readonly seq: string | null
  readonly head: {
    readonly seq: number
    readonly mac: string
    readonly seal: string
    readonly origin: number | null
  } | null
}

/** Pages of the trail, the oldest rows first, each with its end as it stood at that moment: one is written while we read. */
async function* pages(unit: Unit) {
  for (let after: number | null = null; ;) {
    const found: (Omit<AuditRow, 'seq'> & Read)[] = await unit.rows(
      `select a.*, (select json_build_object('seq', seq, 'mac', encode(mac, 'hex'), 'seal', encode(seal, 'hex'), 'origin', origin) from audit_heads) as head
       from (select 1) one left join (select seq, at, person, operation, outcome, mac from audit where $1::bigint is null or seq > $1 order by seq limit $2) a on true
       order by a.seq`,
      [after, readAtOnce],
    )
    const rows = found
      .filter(({ seq }) => seq !== null)
      .map(({ seq, at, person, operation, outcome, mac }): AuditRow => ({
        seq: Number(seq),
        at,
        person,
        operation,
        outcome,
        mac,
      }))
    after = rows.at(-1)?.seq ?? after
    const head = found[0]?.head ?? undefined
    yield {
      rows,
      head: head && {
        seq: head.seq,
        mac: Buffer.from(head.mac, 'hex'),
        seal: Buffer.from(head.seal, 'hex'),
        ...(head.origin !== null && { origin: head.origin }),
      },
    }
    if (rows.length < readAtOnce) return
  }
}

/** A desk's whole trail, the oldest row first. */
export async function* readTrail(unit: Unit): AsyncGenerator<AuditRow> {
  for await (const { rows } of pages(unit)) yield* rows
}

export interface Verified {
  readonly rows: number
  /** Rows from before the chain began: nothing can be said of them. */
  readonly unsealed: number
  /** True when the trail has a key, and so a chain. */
  readonly hasKey: boolean
  /** Kept elsewhere, it shows when the whole trail was put back to an older state. */
  readonly last?: AuditHead
  /** True when the row that was asked for is there, with that mac. */
  readonly hasKept: boolean
  /** In order of seq: the first one is where it was broken. */
  readonly faults: readonly AuditFault[]
}

const hasKeyIn = async (unit: Unit): Promise<boolean> =>
  (await unit.rows('select from data_keys where owner = $1', [owner(unit.desk)])).length > 0

/**
 * Reads a desk's whole trail and says what was altered, cut or put in. `kept` is the mac of a row that was written down
 * elsewhere; `progress` gets the number of rows so far.
 */
export const verifyTrail = async (
  unit: Unit,
  vault: Vault,
  progress: (rows: number) => void,
  kept?: string,
): Promise<Verified> => {
  // Asked first: a key that is made now would make a trail of before there were keys look as if it had lost its head.
  const hasKey = await hasKeyIn(unit)
  const sign = hasKey ? await vault.signer(runIn(unit), owner(unit.desk)) : () => Buffer.alloc(0)
  let reader: ReturnType<typeof chainReader> | undefined
  let rows = 0
  let unsealed = 0
  let last: AuditHead | undefined
  let hasKept = kept === undefined
  for await (const page of pages(unit)) {
    const origin = page.head?.origin
    reader ??= chainReader(sign, { hasKey, ...defined({ origin }) })
    for (const row of page.rows) {
      if (row.mac === null || row.seq < (origin ?? 0)) unsealed++
      if (kept !== undefined && row.mac?.toString('hex') === kept) hasKept = true
      reader.take(row)
    }
    progress((rows += page.rows.length))
    last = page.head
  }
  const faults = reader!.end(last)
  return { rows, unsealed, hasKey, hasKept, ...defined({ last }), faults }
}

declare module '../core/tx' {
  interface RowSets {
    readonly trail: AuditRows
  }
  interface Services {
    readonly trail: Trail
  }
}
