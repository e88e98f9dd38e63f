import { notify } from '../people/notify'
import type { PlaceRef, RichText, WorkspaceRef } from '../platform'
import type { Tx } from '../core/tx'
import { words, wordsOf } from '../core/words'
import { networkName } from '../core/network-name'
import { richSentence } from '../core/rich-words'

/** The bot was put out of a place that the desk uses: admins are told, for nothing comes from there any more. */
export const notifyLeft = async (tx: Tx, at: PlaceRef) => {
  const place = await tx.queues.place(at)
  if (place === undefined) return
  const queue = await tx.queues.get(place.queue)
  await notifyAdmins(tx, `left:${at.platform}:${at.id}:${tx.now.getTime()}`, (speaks) =>
    richSentence(speaks, 'left.place', {
      purpose: wordsOf(speaks, `purpose.${place.purpose}`),
      queue: queue?.name ?? '',
      network: networkName(at.platform),
    }),
  )
}

/** A workspace took back its leave: whoever is there cannot be answered. */
export const notifyRevoked = async (tx: Tx, { platform, id }: WorkspaceRef) => {
  const waiting = await tx.rooms.openOn(platform)
  await notifyAdmins(tx, `revoked:${platform}:${id}:${tx.now.getTime()}`, (speaks) =>
    words(speaks, 'left.workspace', { network: networkName(platform), count: waiting }),
  )
}

const notifyAdmins = async (tx: Tx, key: string, text: (speaks: Tx['speaks']) => string | RichText) => {
  const admins = await tx.people.withRole('admin')
  await notify(
    tx,
    admins.map(({ id }) => id),
    { kind: 'breach', key, by: null, words: text },
  )
}
