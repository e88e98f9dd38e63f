import { z } from 'zod'
import { replyId } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { findReply } from '../conversation/find-reply'
import { showTicket } from '../life/move-ticket'
import { withdrawn } from '../conversation/withdraw-reply'

export const takeBack = defineOperation({
  name: 'take-back',
  by: 'agent',
  input: z.object({ reply: replyId.optional() }),
  run: async (tx, { reply }, agent) => {
    const { entry, ticket } = await findReply(tx, reply, agent)
    tx.entries.add({ ticket: ticket.number, kind: 'delete', audience: 'customer', author: agent.id, of: entry.id })
    if (!(await withdrawn(tx, entry))) throw new Refusal('too-late', { number: ticket.number })
    await tx.outbox.refresh('reply', entry.id)
    await showTicket(tx, ticket.number)
    return tx.say('take-back.done', { number: ticket.number })
  },
})
