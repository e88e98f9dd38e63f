import { z } from 'zod'
import { replyId } from '../../fields'
import { defineOperation } from '../../operation'
import { Refusal } from '../../refusal'
import { findReply } from '../find-reply'
import { showTicket } from '../move-ticket'
import { isOver, isResting } from '../ticket'

export const takeBack = defineOperation({
  name: 'take-back',
  by: 'agent',
  input: z.object({ reply: replyId.optional() }),
  run: async (tx, { reply }, agent) => {
    const { entry, ticket } = await findReply(tx, reply, agent)
    if (!(await tx.outbox.takeBack(entry.id))) throw new Refusal('too-late', { number: ticket.number })
    tx.entries.add({ ticket: ticket.number, kind: 'delete', audience: 'customer', author: agent.id, of: entry.id })
    // It never reached the customer: if it was the first answer, the customer still waits for one.
    if (ticket.firstRepliedAt?.getTime() === entry.at.getTime()) {
      const firstRepliedAt = (await tx.entries.firstReply(ticket.number, ticket.requester)) ?? null
      await tx.tickets.change(ticket.number, { firstRepliedAt })
      if (firstRepliedAt === null && !isOver(ticket)) {
        await tx.clocks.move(ticket.number, 'reply-taken-back')
        if (isResting(ticket)) await tx.clocks.move(ticket.number, 'rested')
      }
    }
    await tx.outbox.refresh('reply', entry.id)
    await showTicket(tx, ticket.number)
    return tx.say('take-back.done', { number: ticket.number })
  },
})
