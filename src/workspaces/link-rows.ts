import { EntitySchema } from 'typeorm'
import type { WorkspaceRef } from '../platform'
import { newId } from '../store/id'
import type { Store, Unit } from '../store/transaction'

/** A workspace that asks to join a desk, with the code that the desk's admin gave. */
export interface LinkRequest {
  readonly id: string
  readonly platform: string
  readonly workspace: string
  /** As its network calls whoever asked. */
  readonly askedBy: string
}

export const linkCodeSchema = new EntitySchema({
  name: 'link-code',
  tableName: 'link_codes',
  columns: {
    id: { type: 'uuid', primary: true },
    code: { type: 'bytea' },
    desk: { type: 'uuid' },
    madeBy: { name: 'made_by', type: 'uuid' },
    until: { type: 'timestamptz' },
    platform: { type: 'text', nullable: true },
    workspace: { type: 'text', nullable: true },
    askedBy: { name: 'asked_by', type: 'text', nullable: true },
  },
})
export const unlinkedWorkspaceSchema = new EntitySchema({
  name: 'unlinked-workspace',
  tableName: 'unlinked_workspaces',
  columns: {
    platform: { type: 'text', primary: true },
    workspace: { type: 'text', primary: true },
    installer: { type: 'text' },
  },
})

export interface LinkRows {
  /** The workspaces of this desk. */
  workspaces(): Promise<WorkspaceRef[]>
  offer(code: Buffer, by: string, until: Date): Promise<void>
  /** Uses a code up. False: there is no such code, it is over, or somebody has used it. */
  ask(code: Buffer, workspace: WorkspaceRef, askedBy: string): Promise<boolean>
  asked(): Promise<LinkRequest[]>
  /** The workspace is this desk's from now on. Undefined: nobody asks that any more. */
  confirm(id: string): Promise<LinkRequest | undefined>
  refuse(id: string): Promise<LinkRequest | undefined>
  /** It is no desk's any longer. */
  revoke(workspace: WorkspaceRef): Promise<void>
}

const ask = `update link_codes set platform = $2, workspace = $3, asked_by = $4
  where code = $1 and workspace is null and until > $5`

/** These tables stand outside row-level security: each statement names the desk itself. */
export const linkRows = (unit: Unit): LinkRows => {
  const take = async (id: string) =>
    unit.first<LinkRequest>(
      `with taken as (delete from link_codes where desk = $1 and id = $2 and workspace is not null and until > $3 returning *)
       select id, platform, workspace, asked_by as "askedBy" from taken`,
      [unit.desk, id, unit.now],
    )
  return {
    workspaces: async () =>
      (
        await unit.rows<{ platform: string; id: string }>(
          `select platform, workspace as id from workspaces where desk = $1 and revoked_at is null and platform <> 'taquilla' order by 1, 2`,
          [unit.desk],
        )
      ).map(({ platform, id }) => ({ platform, kind: 'workspace', id })),
    offer: async (code, by, until) => {
      await unit.execute('delete from link_codes where until < $1', [unit.now])
      await unit.execute('insert into link_codes (id, code, desk, made_by, until) values ($1, $2, $3, $4, $5)', [
        newId(),
        code,
        unit.desk,
        by,
        until,
      ])
    },
    ask: async (code, { platform, id }, askedBy) =>
      (await unit.execute(ask, [code, platform, id, askedBy, unit.now])) === 1,
    asked: async () =>
      unit.rows<LinkRequest>(
        `select id, platform, workspace, asked_by as "askedBy" from link_codes where desk = $1 and workspace is not null and until > $2 order by id`,
        [unit.desk, unit.now],
      ),
    confirm: async (id) => {
      const request = await take(id)
      if (request !== undefined)
        await unit.execute(
          `insert into workspaces (platform, workspace, desk, since) values ($1, $2, $3, $4)
           on conflict (platform, workspace) do update set desk = excluded.desk, since = excluded.since, revoked_at = null`,
          [request.platform, request.workspace, unit.desk, unit.now],
        )
      return request
    },
    refuse: take,
    revoke: async ({ platform, id }) => {
      await unit.execute('update workspaces set revoked_at = $3 where platform = $1 and workspace = $2', [
        platform,
        id,
        unit.now,
      ])
    },
  }
}

/** Remembers who brought the bot to a workspace that is linked to no desk: the only one there who may ask to join one. */
export const rememberInstaller = async (store: Store, { platform, id }: WorkspaceRef, user: string) => {
  await store.directory(
    `insert into unlinked_workspaces (platform, workspace, installer) values ($1, $2, $3)
     on conflict (platform, workspace) do update set installer = excluded.installer`,
    [platform, id, user],
  )
}

/** `ask` for a workspace that no desk knows. False also when it was not the installer who asked. */
export const askFromOutside = async (
  store: Store,
  code: Buffer,
  { platform, id }: WorkspaceRef,
  user: { readonly id: string; readonly name: string },
): Promise<boolean> => {
  const asked = await store.directory(
    `update link_codes set platform = $2, workspace = $3, asked_by = $4
     where code = $1 and workspace is null and until > $5
       and exists (select 1 from unlinked_workspaces u where u.platform = $2 and u.workspace = $3 and u.installer = $6)
     returning 1`,
    [code, platform, id, user.name, await store.now(), user.id],
  )
  return asked.length > 0
}

declare module '../core/tx' {
  interface RowSets {
    readonly workspaceLinks: LinkRows
  }
}
