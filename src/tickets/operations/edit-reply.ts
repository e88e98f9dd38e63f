import { z } from 'zod'
import { richText, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { plain } from '../../platform'
import { changeEntry } from '../conversation/change-entry'
import { replyNumber, replyToChange, suggestReplies } from '../conversation/numbered-reply'
import { suggestTickets } from '../suggest-tickets'

/** Other words for a reply that was sent: the customer sees them in its place, the record keeps what it was. */
export const editReply = defineOperation({
  name: 'edit-reply',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, reply: replyNumber, text: richText(4000) }),
  suggest: { ticket: suggestTickets, reply: suggestReplies },
  fill: async (tx, { ticket, reply: number }) => {
    const read = (value: unknown) => Number(String(value ?? '').replace('#', ''))
    const reply = read(ticket) > 0 ? await tx.entries.replyOf(read(ticket), read(number)) : undefined
    return reply?.text == null ? {} : { text: plain(reply.text) }
  },
  run: async (tx, { ticket, reply: number, text }, agent) => {
    const reply = await replyToChange(tx, ticket, number, agent)
    await changeEntry(tx, reply, { kind: 'edit', text }, { person: agent.id, sent: tx.now })
    return tx.say('edit-reply.done', { number: ticket, reply: number })
  },
})
