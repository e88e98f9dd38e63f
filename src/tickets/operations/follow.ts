import { z } from 'zod'
import { ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { holdTicket } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'

export const follow = defineOperation({
  name: 'follow',
  by: 'agent',
  input: z.object({ ticket: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number }, agent) => {
    const { subject } = await holdTicket(tx, number)
    await tx.followers.add(number, agent.id)
    return tx.say('follow.done', { number, subject })
  },
})
