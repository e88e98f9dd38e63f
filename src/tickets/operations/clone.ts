import { z } from 'zod'
import { shortText, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { cloneTicket } from '../links/copy-ticket'
import { holdTicket } from '../life/move-ticket'
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
