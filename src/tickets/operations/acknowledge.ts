import { z } from 'zod'
import { ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { holdTicket, recordChange } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'

/** "I am on it": the escalation of a missed deadline stops. */
export const acknowledge = defineOperation({
  name: 'acknowledge',
  by: 'agent',
  input: z.object({ ticket: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number }, agent) => {
    await holdTicket(tx, number)
    const stopped = await tx.escalations.acknowledge(number, agent.id)
    for (const kind of stopped) await tx.clocks.unschedule('escalate', `${number}:${kind}`)
    if (stopped.length === 0) return tx.say('acknowledge.same', { number })
    recordChange(tx, number, agent, { field: 'acknowledged' })
    return tx.say('acknowledge.done', { number })
  },
})
