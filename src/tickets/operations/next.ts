import { z } from 'zod'
import { nameOf } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { suggestQueues } from '../../queues/suggest-queues'
import { Refusal } from '../../core/refusal'
import { assignTicket, holdTicket } from '../life/move-ticket'

/** The ticket whose turn it is, for whoever asks: urgent ones first, then the oldest. */
export const next = defineOperation({
  name: 'next',
  by: 'agent',
  input: z.object({ queue: nameOf(60).optional() }),
  suggest: { queue: suggestQueues },
  run: async (tx, { queue: name }, agent) => {
    const named = name === undefined ? undefined : await tx.queues.named(name)
    if (name !== undefined && named === undefined) throw new Refusal('no-such-queue', { name }, 'queue')
    for (const queue of named === undefined ? await tx.queues.all() : [named]) {
      const [waiting] = await tx.agents.waiting(queue.id, 1, agent.id)
      if (waiting === undefined) continue
      const { number } = waiting
      const ticket = await holdTicket(tx, number)
      await assignTicket(tx, ticket, agent.id, agent)
      await tx.agents.markAssigned(agent.id)
      return tx.say('claim.done', { number, subject: ticket.subject })
    }
    return tx.say('next.none')
  },
})
