import { z } from 'zod'
import { ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { changeEntry } from '../conversation/change-entry'
import { replyNumber, replyToChange, suggestReplies } from '../conversation/numbered-reply'
import { suggestTickets } from '../suggest-tickets'

/** Takes a reply away from the customer; the record keeps it. */
export const deleteReply = defineOperation({
  name: 'delete-reply',
  by: 'agent',
  isDangerous: true,
  input: z.object({ ticket: ticketNumber, reply: replyNumber }),
  suggest: { ticket: suggestTickets, reply: suggestReplies },
  run: async (tx, { ticket, reply: number }, agent) => {
    const reply = await replyToChange(tx, ticket, number, agent)
    await changeEntry(tx, reply, { kind: 'delete' }, { person: agent.id })
    return tx.say('delete-reply.done', { number: ticket, reply: number })
  },
})
