import { z } from 'zod'
import { shortText, ticketNumber } from '../../fields'
import { defineOperation } from '../../operation'
import { cloneTicket } from '../copy-ticket'
import { holdTicket } from '../move-ticket'
import { suggestTickets } from '../suggest-tickets'

export const clone = defineOperation({
  name: 'clone',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, subject: shortText(100).optional() }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, subject }, agent) => {
    const copy = await cloneTicket(tx, await holdTicket(tx, number), subject, agent)
    return tx.say('clone.done', { number, other: copy.number, subject: copy.subject })
  },
})
