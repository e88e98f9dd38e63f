import { z } from 'zod'
import { shortText, ticketNumber, messagePlaces } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { firstLine } from '../../platform'
import { messagesOf, splitTicket } from '../links/copy-ticket'
import { holdTicket } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'

/** `split 42 3 4`: the third and the fourth message become a ticket of their own. */
export const split = defineOperation({
  name: 'split',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, messages: messagePlaces, subject: shortText(100).optional() }),
  suggest: {
    ticket: suggestTickets,
    messages: async (tx, typed, _agent, { ticket }) => {
      const number = Number(String(ticket ?? '').replace('#', ''))
      const messages = Number.isInteger(number) ? await messagesOf(tx, number) : []
      return messages
        .map(({ text }, index) => ({ value: String(index + 1), label: `${index + 1} · ${firstLine(text ?? [], 70)}` }))
        .filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase()))
        .slice(-25)
    },
  },
  run: async (tx, { ticket: number, messages, subject }, agent) => {
    const ticket = await holdTicket(tx, number)
    const copy = await splitTicket(tx, ticket, messages, subject, agent)
    return tx.say('split.done', { number, other: copy.number, subject: copy.subject })
  },
})
