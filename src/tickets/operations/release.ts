import { z } from 'zod'
import { ticketNumber } from '../../fields'
import { defineOperation } from '../../operation'
import { hasRole } from '../../people/person'
import { Refusal } from '../../refusal'
import { assignTicket, holdTicket } from '../move-ticket'
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
