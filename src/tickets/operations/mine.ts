import { z } from 'zod'
import { pageCursor } from '../../fields'
import { defineOperation } from '../../operation'
import { parseQuery } from '../../queues/ticket-query'
import { wordsOf } from '../../words'
import { countText, listTickets, mostCounted } from '../list-tickets'

const shown = 15
const own = parseQuery('from:me')

export const mine = defineOperation({
  name: 'mine',
  by: 'customer',
  input: z.object({ cursor: pageCursor.optional() }),
  run: async (tx, { cursor }, actor) => {
    const page = await tx.pages.page(own, {
      person: actor.id,
      size: shown,
      ...(cursor === undefined ? {} : { cursor }),
    })
    return listTickets(tx, page, {
      title: wordsOf(tx.speaks, 'view.mine'),
      total: countText(await tx.pages.count(own, actor.id, mostCounted + 1)),
      operation: 'mine',
      input: {},
      reader: 'customer',
    })
  },
})
