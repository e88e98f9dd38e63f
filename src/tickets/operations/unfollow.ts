import { z } from 'zod'
import { ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { holdTicket } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'

export const unfollow = defineOperation({
  name: 'unfollow',
  by: 'agent',
  input: z.object({ ticket: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number }, agent) => {
    const { subject } = await holdTicket(tx, number)
    const isDone = await tx.followers.remove(number, agent.id)
    return tx.say(isDone ? 'follow.over' : 'follow.not', { number, subject })
  },
})
