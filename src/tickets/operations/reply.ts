import { z } from 'zod'
import { duration, richText, ticketNumber } from '../../fields'
import { defineOperation } from '../../operation'
import { holdTicket } from '../move-ticket'
import { replyToCustomer, tellReplied } from '../reply-to-customer'
import { suggestTickets } from '../suggest-tickets'

export const reply = defineOperation({
  name: 'reply',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, text: richText(4000), time: duration.optional() }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, text, time }, agent) => {
    const ticket = await holdTicket(tx, number)
    const { takeBackMs } = (await tx.queues.get(ticket.queue))!
    await replyToCustomer(tx, ticket, agent, { text, takeBackMs, ...(time === undefined ? {} : { spentMs: time }) })
    return tellReplied(tx, ticket, takeBackMs)
  },
})
