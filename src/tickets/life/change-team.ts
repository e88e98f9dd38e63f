import type { Actor } from '../../model/person'
import type { Team } from '../../people/team-rows'
import { retargetClocks } from '../../sla/ticket-clocks'
import type { Tx } from '../../core/tx'
import { assignTicket, showTicket, recordChange } from './move-ticket'
import type { Ticket } from '../../model/ticket'

/** Means the ticket for a team, or for none; an owner who is not of it gives the ticket back. */
export const changeTeam = async (
  tx: Tx,
  ticket: Ticket,
  team: Team | null,
  by: Pick<Actor, 'id'> | null,
): Promise<Ticket> => {
  const id = team?.id ?? null
  if (ticket.team === id) return ticket
  await tx.tickets.change(ticket.number, { team: id })
  recordChange(tx, ticket.number, by, { field: 'team', to: team?.name ?? null })
  const changed: Ticket = { ...ticket, team: id }
  await retargetClocks(tx, changed)
  await showTicket(tx, ticket.number)
  // In a transaction of its own: the queue must not be held together with this ticket.
  tx.clocks.schedule({ what: 'hand-out', subject: String(ticket.number), at: tx.now })
  if (team === null || ticket.assignee === null || (await tx.teams.members(team.id)).includes(ticket.assignee))
    return changed
  return assignTicket(tx, changed, null, by)
}
