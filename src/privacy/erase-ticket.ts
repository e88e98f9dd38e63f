import { paragraph, type Content } from '../platform'
import { showTicket } from '../tickets/life/move-ticket'
import type { Tx } from '../core/tx'

/**
 * Takes every word out of a ticket: subject, story, files, what waits to be said. Its number, times, states and who worked
 * on it stay, so that figures stay true. `onNetworks`: what the desk posted of it goes too. False when something of it is on its
 * way right now: later, then.
 */
export const eraseTicket = async (tx: Tx, number: number, { onNetworks }: { readonly onNetworks: boolean }) => {
  const ticket = await tx.tickets.hold(number)
  if (ticket === undefined) return true
  if (!(await tx.ticketErasures.isStill(number))) return false
  if (onNetworks)
    for (const { post, lane, isCard } of await tx.ticketErasures.standing(number))
      tx.outbox.overwrite(post, lane, isCard ? tombstone(tx, number) : null, `erased:${post.platform}:${post.id}`)
  tx.outbox.forget(await tx.ticketErasures.told(number), forgetKey(tx, number))
  await tx.ticketErasures.blank(number, tx.words('erase.subject'))
  if (ticket.assignee !== null) await tx.outbox.refresh('home', ticket.assignee)
  return true
}

/** Erases these people's words in a ticket of somebody else. False when some of them are on their way right now. */
export const eraseWords = async (tx: Tx, number: number, people: readonly string[]) => {
  if ((await tx.tickets.hold(number)) === undefined) return true
  if (!(await tx.ticketErasures.isStill(number))) return false
  for (const { post, lane } of await tx.ticketErasures.standing(number, people))
    tx.outbox.overwrite(post, lane, null, `erased:${post.platform}:${post.id}`)
  tx.outbox.forget(await tx.ticketErasures.told(number, people), forgetKey(tx, number))
  await tx.ticketErasures.blankWords(number, people, tx.words('erase.subject'))
  await showTicket(tx, number)
  return true
}

/** Each pass asks anew. */
const forgetKey = (tx: Tx, number: number) => `forget:${number}:${tx.now.getTime()}`

const tombstone = (tx: Tx, number: number): Content => {
  const text = [paragraph(`🗑️ ${tx.words('erase.card', { number })}`)]
  return { text, card: { title: `#${number}`, tone: 'neutral', blocks: [{ kind: 'text', text }] } }
}
