import { z } from 'zod'
import { choice, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { wordsOf } from '../../core/words'
import { changePriority } from '../life/change-priority'
import { holdTicket } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'
import { priorities } from '../../model/ticket'

export const priority = defineOperation({
  name: 'priority',
  by: 'agent',
  holdsTicket: true,
  input: z.object({ ticket: ticketNumber, priority: choice(priorities, 'priority') }),
  suggest: { ticket: suggestTickets },
  fill: async (tx, { ticket }) => {
    const known = await tx.tickets.get(ticketNumber.safeParse(ticket).data ?? 0)
    return known === undefined ? {} : { priority: known.priority }
  },
  run: async (tx, { ticket: number, priority: wanted }, agent) => {
    const ticket = await holdTicket(tx, number)
    if (ticket.status === 'closed') throw new Refusal('ticket-is-closed', { number })
    const word = wordsOf(tx.speaks, `priority.${wanted}`)
    if (ticket.priority === wanted) return tx.say('priority.same', { number, priority: word })
    await changePriority(tx, ticket, wanted, agent)
    return tx.say('priority.done', { number, priority: word })
  },
})
