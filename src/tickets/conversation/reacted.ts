import type { Actor } from '../../model/person'
import { hasRole } from '../../model/person'
import type { Input, ReactionChanged } from '../../platform'
import type { Tx } from '../../core/tx'

/** Operation for an agent's reaction on a ticket's card. Taking a reaction away undoes nothing. */
const meanings: ReadonlyMap<string, (ticket: string) => { operation: string; input: Input }> = new Map<
  string,
  (ticket: string) => { operation: string; input: Input }
>([
  ['👀', (ticket: string) => ({ operation: 'claim', input: { ticket } })],
  ['✅', (ticket: string) => ({ operation: 'status', input: { ticket, status: 'solved' } })],
])

export const reactionOnCard = async (
  tx: Tx,
  { post, emoji, added }: ReactionChanged,
  actor: Actor,
): Promise<{ operation: string; input: Input } | undefined> => {
  const meaning = meanings.get(emoji)
  if (!added || meaning === undefined || !hasRole(actor, 'agent')) return undefined
  const slot = await tx.slots.byPost(post.platform, post.id)
  return slot?.kind === 'ticket-card' ? meaning(slot.about) : undefined
}
