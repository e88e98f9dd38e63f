import type { Actor } from '../../model/person'
import { paragraph, say, type Content } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { holdTicket } from './move-ticket'

/**
 * Takes a ticket out of the world: its words, files and changes, and what the desk posted of it, are gone; its people are
 * told where they talked of it. The number is not given again. What customers posted themselves is theirs to delete.
 */
export const deleteTicket = async (tx: Tx, number: number, by: Actor) => {
  const ticket = await holdTicket(tx, number)
  const merged = await tx.merges.into(number)
  if (merged.length > 0)
    throw new Refusal('has-merged', { number, others: merged.map((one) => `#${one.ticket}`).join(', ') }, 'ticket')
  if (!(await tx.removal.isStill(number))) throw new Refusal('still-sending', { number }, 'ticket')
  for (const { post, lane, isCard } of await tx.removal.shown(number))
    tx.outbox.overwrite(post, lane, isCard ? tombstone(tx, number) : null, `deleted:${number}:${post.id}`)
  for (const { side, ...place } of await tx.removal.places(number)) {
    const text = tx.words(side === 'agents' ? 'delete.told-agents' : 'delete.told', { number, name: by.name })
    tx.outbox.say(place, { text: say(text) }, { key: `deleted:${number}:${place.platform}:${place.id}` })
  }
  await tx.removal.forget(number)
  for (const person of [ticket.requester, ticket.assignee]) if (person !== null) await tx.outbox.refresh('home', person)
  tx.audit(by.id, 'delete', `deleted #${number}`)
}

const tombstone = (tx: Tx, number: number): Content => {
  const text = [paragraph(`🗑️ ${tx.words('delete.card', { number })}`)]
  return { text, card: { title: `#${number}`, tone: 'neutral', blocks: [{ kind: 'text', text }] } }
}
