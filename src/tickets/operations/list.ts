import { z } from 'zod'
import { choice } from '../../fields'
import { defineOperation } from '../../operation'
import { listTickets } from '../list-tickets'
import { views } from '../ticket-rows'

const shown = 15

export const list = defineOperation({
  name: 'list',
  by: 'agent',
  input: z.object({ view: choice(views, 'view').optional() }),
  run: async (tx, { view = 'open' }, agent) => {
    const tickets = await tx.tickets.list(view, agent.id, shown)
    return listTickets(tx, view, tickets, await tx.tickets.count(view, agent.id))
  },
})
