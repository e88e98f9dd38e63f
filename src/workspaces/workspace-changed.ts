import { giveRole } from '../people/roles/change-role'
import type { Actor } from '../model/person'
import type { Answer, LifecycleChanged, WorkspaceRef } from '../platform'
import { askPurpose } from './bot-invited'
import { losePlace, loseSight } from '../tickets/conversation/lose-room'
import { notifyLeft, notifyRevoked } from './bot-removed'
import type { Tx } from '../core/tx'

/** Handles news of the desk itself from a network: it was installed, invited, thrown out, its home was opened. */
export const workspaceChanged = async (tx: Tx, event: LifecycleChanged, actor: Actor): Promise<Answer> => {
  const { what, place, workspace } = event
  if (what === 'installed') await giveFirstAdmin(tx, actor)
  if (what === 'installed' || what === 'joined') await tx.outbox.unpark(event.from.platform)
  if (what === 'home-opened') await tx.outbox.show('home', actor.id, place)
  if (what === 'joined' && (await tx.queues.place(place)) === undefined) return askPurpose(tx, place)
  if (what === 'left' || what === 'archived') {
    await notifyLeft(tx, place)
    await losePlace(tx, place, what === 'left' ? 'removed' : 'deleted')
  }
  if (what === 'member-left' && event.unreadable !== undefined)
    await loseSight(tx, actor.id, event.from.platform, event.unreadable)
  if (what === 'revoked' && workspace !== undefined) await giveUp(tx, workspace)
  return { kind: 'none' }
}

/** Makes whoever connects a network its admin when the desk has none there yet. */
const giveFirstAdmin = async (tx: Tx, { id, user, identity }: Actor) => {
  if (identity === 'claimed') return
  const admins = await tx.people.withRole('admin')
  const here = await tx.people.usersOn(
    user.platform,
    admins.map((admin) => admin.id),
  )
  if (here.length === 0) await giveRole(tx, id, 'admin', id)
}

const giveUp = async (tx: Tx, workspace: WorkspaceRef) => {
  await tx.workspaceLinks.revoke(workspace)
  await notifyRevoked(tx, workspace)
}
