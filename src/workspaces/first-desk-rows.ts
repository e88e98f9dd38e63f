import { forEveryPriority } from '../model/policy'
import type { Locale, WorkspaceRef } from '../platform'
import { deskOf } from '../store/desk-rows'
import { newId } from '../store/id'
import type { DeskId, Store } from '../store/transaction'

const defaultDesk: WorkspaceRef = { platform: 'taquilla', kind: 'workspace', id: 'default' }

export interface DeskFacts {
  readonly name: string
  readonly locale: Locale
  readonly zone: string
  /** Name of its first queue. */
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
    await unit.rows(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `desk ${workspace.platform} ${workspace.id}`,
    ])
    const claimed = await unit.rows(
      `with claimed as (insert into workspaces (platform, workspace, desk, since) values ($1, $2, $3, $4) on conflict do nothing returning desk) select desk from claimed`,
      [workspace.platform, workspace.id, id, unit.now],
    )
    if (claimed.length === 0) return
    await unit.rows('insert into desks (desk, name, locale, zone, created_at) values ($1, $2, $3, $4, $5)', [
      id,
      facts.name,
      facts.locale,
      facts.zone,
      unit.now,
    ])
    await unit.rows('insert into numbers (desk, next) values ($1, 1)', [id])
    await unit.rows('insert into queues (id, name, position) values ($1, $2, 1)', [newId(), facts.queue])
    await unit.rows(
      `insert into policies (id, position, name, targets, warnings) values ($1, 1, 'standard', $2, '[{"ms":900000}]')`,
      [
        newId(),
        JSON.stringify({ 'first-response': forEveryPriority(3_600_000), resolution: forEveryPriority(86_400_000) }),
      ],
    )
  })
  return (await deskOf(store, workspace))!
}
