import { z } from 'zod'
import { replyId } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { findReply } from '../conversation/find-reply'

export const resend = defineOperation({
  name: 'resend',
  by: 'agent',
  input: z.object({ reply: replyId.optional() }),
  run: async (tx, { reply }, agent) => {
    const { entry, ticket } = await findReply(tx, reply, agent)
    if ((await tx.outbox.resend(entry.id)) === 0) throw new Refusal('already-done', { number: ticket.number })
    await tx.outbox.refresh('reply', entry.id)
    return tx.say('resend.done', { number: ticket.number })
  },
})
