import { z } from 'zod'
import { replyId } from '../../fields'
import { defineOperation } from '../../operation'
import { Refusal } from '../../refusal'
import { findReply } from '../find-reply'
import { showTicket } from '../move-ticket'
import { withdrawn } from '../withdraw-reply'

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
