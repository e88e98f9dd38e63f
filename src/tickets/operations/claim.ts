import { z } from 'zod'
import { ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { assignTicket, holdTicket } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'

export const claim = defineOperation({
  name: 'claim',
  by: 'agent',
  holdsTicket: true,
  input: z.object({ ticket: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number }, agent) => {
    const held = await holdTicket(tx, number)
    if (held.status === 'closed') throw new Refusal('ticket-is-closed', { number })
    if (held.assignee === agent.id) return tx.say('claim.yours', { number })
    if (held.assignee !== null)
      throw new Refusal('already-claimed', { number, owner: (await tx.people.get(held.assignee))!.name })
    await assignTicket(tx, held, agent.id, agent)
    return tx.say('claim.done', { number, subject: held.subject })
  },
})
