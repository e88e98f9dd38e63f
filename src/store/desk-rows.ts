import { EntitySchema } from 'typeorm'
import type { Locale, WorkspaceRef } from '../platform'
import { forEveryPriority } from '../model/policy'
import { aside } from './columns'
import { newId } from './id'
import type { DeskId, Store, Unit } from './transaction'

/** A tenant. */
export interface Desk {
  readonly id: DeskId
  readonly name: string
  readonly locale: Locale
  /** IANA time zone: in which its people read times. */
  readonly zone: string
  /** How long a solved ticket can still be reopened before it closes. */
  readonly closeAfterMs: number
  /** How many tickets one customer may have open; null: any number. */
  readonly openLimit: number | null
  /** How many messages of one customer are taken one by one in a minute; null: all. */
  readonly rateLimit: number | null
}

export const deskSchema = new EntitySchema<Desk>({
  name: 'desk',
  tableName: 'desks',
  columns: {
    id: { name: 'desk', type: 'uuid', primary: true },
    name: { type: 'text' },
    locale: { type: 'text' },
    zone: { type: 'text' },
    closeAfterMs: { name: 'close_after_ms', type: 'bigint' },
    openLimit: { name: 'open_limit', type: 'int', nullable: true },
    rateLimit: { name: 'rate_limit', type: 'int', nullable: true },
    ...aside({
      createdAt: { name: 'created_at', type: 'timestamptz' },
      webhookSecret: { name: 'webhook_secret', type: 'int' },
      retentionDays: { name: 'retention_days', type: 'int', nullable: true },
    }),
  },
})
export const workspaceSchema = new EntitySchema({
  name: 'workspace',
  tableName: 'workspaces',
  columns: {
    platform: { type: 'text', primary: true },
    workspace: { type: 'text', primary: true },
    desk: { type: 'uuid' },
    since: { type: 'timestamptz' },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', nullable: true },
  },
})

export const readDesk = async (unit: Unit): Promise<Desk> => unit.config('desk', async () => readDeskRow(unit))

const readDeskRow = async (unit: Unit): Promise<Desk> => {
  const [desk] = await unit.find(deskSchema)
  if (desk === undefined) throw new Error(`there is no desk ${unit.desk}`)
  return desk
}

export const changeDesk = async (unit: Unit, desk: Omit<Desk, 'id'>) => {
  await unit.update(deskSchema, { id: unit.desk }, desk)
}

const defaultDesk: WorkspaceRef = { platform: 'taquilla', kind: 'workspace', id: 'default' }

export interface DeskFacts {
  readonly name: string
  readonly locale: Locale
  readonly zone: string
  /** What its first queue is called. */
  readonly queue: string
}

/** The desk that a program with one desk serves; made on the first start. */
export const firstDesk = async (store: Store, facts: DeskFacts): Promise<DeskId> => deskFor(store, defaultDesk, facts)

/** The desk of a workspace, made when it has none. */
export const deskFor = async (store: Store, workspace: WorkspaceRef, facts: DeskFacts): Promise<DeskId> => {
  const known = await deskOf(store, workspace)
  if (known !== undefined) return known
  const id = newId()
  await store.transaction(id, async (unit) => {
    // Two at once: the second waits, and finds the first one's desk.
    await unit.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `desk ${workspace.platform} ${workspace.id}`,
    ])
    const claimed = await unit.query(
      `with claimed as (insert into workspaces (platform, workspace, desk, since) values ($1, $2, $3, $4) on conflict do nothing returning desk) select desk from claimed`,
      [workspace.platform, workspace.id, id, unit.now],
    )
    if (claimed.length === 0) return
    await unit.query('insert into desks (desk, name, locale, zone, created_at) values ($1, $2, $3, $4, $5)', [
      id,
      facts.name,
      facts.locale,
      facts.zone,
      unit.now,
    ])
    await unit.query('insert into numbers (desk, next) values ($1, 1)', [id])
    await unit.query('insert into queues (id, name, position) values ($1, $2, 1)', [newId(), facts.queue])
    await unit.query(
      `insert into policies (id, position, name, targets, warnings) values ($1, 1, 'standard', $2, '[{"ms":900000}]')`,
      [
        newId(),
        JSON.stringify({ 'first-response': forEveryPriority(3_600_000), resolution: forEveryPriority(86_400_000) }),
      ],
    )
  })
  return (await deskOf(store, workspace))!
}

export const deskOf = async (store: Store, { platform, id }: WorkspaceRef): Promise<DeskId | undefined> => {
  const [row] = await store.directory<{ desk: DeskId }>(
    'select desk from workspaces where platform = $1 and workspace = $2 and revoked_at is null',
    [platform, id],
  )
  return row?.desk
}

/** Every desk there is. */
export const allDesks = async (store: Store): Promise<DeskId[]> =>
  (await store.directory<{ desk: DeskId }>('select desk from numbers order by desk')).map(({ desk }) => desk)

/** The desks of one network: a direct message without a workspace belongs to the only one there is. */
export const desksOn = async (store: Store, platform: string): Promise<DeskId[]> => {
  const rows = await store.directory<{ desk: DeskId }>(
    'select distinct desk from workspaces where platform = $1 and revoked_at is null',
    [platform],
  )
  return rows.map(({ desk }) => desk)
}

/**
 * A workspace that nobody knows joins the desk when it is the first of its network. A second one does not: whoever
 * invites the bot elsewhere would otherwise walk in.
 */
export const adoptWorkspace = async (
  store: Store,
  desk: DeskId,
  { platform, id }: WorkspaceRef,
  now: Date,
  isInstalled: boolean,
): Promise<DeskId | undefined> => {
  await store.directory(
    `insert into workspaces (platform, workspace, desk, since) select $1::text, $2::text, $3, $4
     where not exists (select 1 from workspaces where platform = $1 and workspace <> $2)
     on conflict (platform, workspace) do update set revoked_at = case when $5::boolean then null else workspaces.revoked_at end`,
    [platform, id, desk, now, isInstalled],
  )
  return deskOf(store, { platform, kind: 'workspace', id })
}
