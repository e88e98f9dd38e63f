import { z } from 'zod'
import { duration, richText, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { holdTicket } from '../life/move-ticket'
import { relay } from '../conversation/relay'
import { suggestTickets } from '../suggest-tickets'

export const note = defineOperation({
  name: 'note',
  by: 'agent',
  holdsTicket: true,
  input: z.object({ ticket: ticketNumber, text: richText(4000), time: duration.optional() }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, text, time }, agent) => {
    await holdTicket(tx, number)
    const entry = tx.entries.add({
      ticket: number,
      kind: 'note',
      audience: 'agents',
      author: agent.id,
      text,
      data: time === undefined ? null : { spent: time },
    })
    if (time !== undefined) await tx.outbox.refresh('ticket-card', number)
    await relay(tx, await tx.rooms.of(number, 'agents'), { entry, author: agent, text })
    return tx.say('note.done', { number })
  },
})
