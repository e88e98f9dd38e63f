import type { Actor } from '../../model/person'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import type { CurrentEntry } from '../entry-rows'
import type { Ticket } from '../../model/ticket'

/** The reply of this id; without one, the agent's own latest in the ticket of this room. */
export const findReply = async (
  tx: Tx,
  id: string | undefined,
  agent: Actor,
): Promise<{ entry: CurrentEntry; ticket: Ticket }> => {
  const entry = id === undefined ? await latest(tx, agent) : await tx.entries.standing(id)
  if (entry === undefined || entry.kind !== 'message' || entry.audience !== 'customer')
    throw new Refusal('nothing-to-take')
  return { entry, ticket: (await tx.tickets.hold(entry.ticket))! }
}

const latest = async (tx: Tx, agent: Actor): Promise<CurrentEntry | undefined> => {
  const room = agent.place === undefined ? undefined : await tx.rooms.at(agent.place)
  if (room === undefined) return undefined
  const story = await tx.entries.story(room.ticket, 50)
  return story.findLast(
    ({ kind, audience, author, isDeleted }) =>
      kind === 'message' && audience === 'customer' && author === agent.id && !isDeleted,
  )
}
