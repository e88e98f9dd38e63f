import { z } from 'zod'
import { tags, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { retargetClocks } from '../../sla/ticket-clocks'
import { holdTicket, showTicket, recordChange } from '../life/move-ticket'
import { suggestTags, suggestTickets } from '../suggest-tickets'

export const tag = defineOperation({
  name: 'tag',
  by: 'agent',
  holdsTicket: true,
  input: z.object({ ticket: ticketNumber, tags }),
  takesNew: ['tags'],
  suggest: { ticket: suggestTickets, tags: suggestTags },
  run: async (tx, { ticket: number, tags: wanted }, agent) => {
    const ticket = await holdTicket(tx, number)
    const added = await tx.tickets.tag(number, wanted)
    if (added.length === 0) return tx.say('tag.same', { number })
    recordChange(tx, number, agent, { field: 'tags', added })
    await retargetClocks(tx, ticket)
    await showTicket(tx, number)
    return tx.say('tag.done', { number, tags: added.map((one) => `#${one}`).join(' ') })
  },
})
