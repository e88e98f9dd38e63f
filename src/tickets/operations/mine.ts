import { z } from 'zod'
import { defineOperation } from '../../operation'
import { wordsOf } from '../../words'
import { listTickets } from '../list-tickets'

const shown = 15

export const mine = defineOperation({
  name: 'mine',
  by: 'customer',
  input: z.object({}),
  run: async (tx, _input, actor) => {
    const tickets = await tx.tickets.ofRequester(actor.id, shown)
    return listTickets(tx, wordsOf(tx.speaks, 'view.mine'), tickets, tickets.length, 'customer')
  },
})
