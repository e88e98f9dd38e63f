import { z } from 'zod'
import { ticketNumber } from '../../fields'
import { defineOperation } from '../../operation'
import { Refusal } from '../../refusal'
import { holdTicket, moveTicket, showTicket, tellChange } from '../move-ticket'
import { suggestTickets } from '../suggest-tickets'

export const claim = defineOperation({
  name: 'claim',
  by: 'agent',
  input: z.object({ ticket: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number }, agent) => {
    // Compare-and-set before the lock: of two who press at once, the database picks one.
    const isTaken = await tx.tickets.take(number, agent.id)
    const ticket = await holdTicket(tx, number)
    if (ticket.status === 'closed') throw new Refusal('ticket-is-closed', { number })
    if (!isTaken) {
      if (ticket.assignee === agent.id) return tx.say('claim.yours', { number })
      throw new Refusal('already-claimed', { number, owner: (await tx.people.get(ticket.assignee!))!.name })
    }
    tellChange(tx, number, agent, { field: 'assignee', from: null, to: agent.id })
    await moveTicket(tx, ticket, { kind: 'claimed' }, agent)
    await showTicket(tx, number)
    await tx.outbox.refresh('home', agent.id)
    return tx.say('claim.done', { number, subject: ticket.subject })
  },
})
