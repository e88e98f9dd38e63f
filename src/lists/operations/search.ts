import { defined } from '../../platform'
import { z } from 'zod'
import { pageCursor, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { parseSearch } from '../../model/ticket-query'
import { listTickets, totalOf } from '../list-tickets'
import { formatFound } from '../format-found'
import { ownNames } from '../../model/own-names'

const shown = 10

/** The words anywhere in a ticket, in any form; with the terms of filters beside them. The newest first. */
export const search = defineOperation({
  name: 'search',
  by: 'agent',
  input: z.object({ query: shortText(300), cursor: pageCursor.optional() }),
  run: async (tx, { query: typed, cursor }, agent) => {
    const { meant, ...asked } = parseSearch(typed, await ownNames(tx))
    const query = { ...asked, order: asked.order ?? 'newest' } as const
    const page = await tx.pages.page(query, {
      person: agent.id,
      size: shown,
      ...defined({ cursor }),
    })
    return listTickets(tx, page, {
      title: typed,
      total: await totalOf(tx, page, query, agent.id),
      operation: 'search',
      input: { query: typed },
      reader: 'agents',
      meant,
      tell: await formatFound(tx, page.tickets, query.filter),
    })
  },
})
