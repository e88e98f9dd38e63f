import { EntitySchema } from 'typeorm'
import type { Locale, WorkspaceRef } from '../platform'
import { aside } from './columns'
import type { DeskId, Store, Unit } from './transaction'

/** A tenant. */
export interface Desk {
  readonly id: DeskId
  readonly name: string
  readonly locale: Locale
  /** IANA time zone: in which its people read times. */
  readonly zone: string
  /** Time in which a solved ticket can still be reopened before it closes. */
  readonly closeAfterMs: number
  /** Number of tickets that one customer may have open; null: any number. */
  readonly openLimit: number | null
  /** Number of messages of one customer that are taken one by one in a minute; null: all. */
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
