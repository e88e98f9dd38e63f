import { z } from 'zod'
import { ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { hasRole } from '../../model/person'
import { Refusal } from '../../core/refusal'
import { assignTicket, holdTicket } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'

export const release = defineOperation({
  name: 'release',
  by: 'agent',
  holdsTicket: true,
  input: z.object({ ticket: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number }, agent) => {
    const ticket = await holdTicket(tx, number)
    if (ticket.assignee === null) throw new Refusal('not-assigned', { number })
    if (ticket.assignee !== agent.id && !hasRole(agent, 'supervisor'))
      throw new Refusal('already-claimed', { number, owner: (await tx.people.get(ticket.assignee))!.name })
    await assignTicket(tx, ticket, null, agent)
    return tx.say('release.done', { number })
  },
})
