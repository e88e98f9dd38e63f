import { z } from 'zod'
import { replyId } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { findReply } from '../conversation/find-reply'

export const sendNow = defineOperation({
  name: 'send-now',
  by: 'agent',
  input: z.object({ reply: replyId.optional() }),
  run: async (tx, { reply }, agent) => {
    const { entry, ticket } = await findReply(tx, reply, agent)
    await tx.outbox.hurry(entry.id)
    await tx.outbox.refresh('reply', entry.id)
    return tx.say('send-now.done', { number: ticket.number })
  },
})
