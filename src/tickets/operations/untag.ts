import { z } from 'zod'
import { tags, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { retargetClocks } from '../../sla/ticket-clocks'
import { holdTicket, showTicket, recordChange } from '../life/move-ticket'
import { suggestTags, suggestTickets } from '../suggest-tickets'

export const untag = defineOperation({
  name: 'untag',
  by: 'agent',
  holdsTicket: true,
  input: z.object({ ticket: ticketNumber, tags }),
  suggest: { ticket: suggestTickets, tags: suggestTags },
  run: async (tx, { ticket: number, tags: unwanted }, agent) => {
    const ticket = await holdTicket(tx, number)
    const removed = await tx.tickets.untag(number, unwanted)
    if (removed.length === 0) return tx.say('untag.same', { number })
    recordChange(tx, number, agent, { field: 'tags', removed })
    await retargetClocks(tx, ticket)
    await showTicket(tx, number)
    return tx.say('untag.done', { number, tags: removed.map((one) => `#${one}`).join(' ') })
  },
})
