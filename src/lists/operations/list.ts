import { clip, defined } from '../../platform'
import { z } from 'zod'
import { choice, pageCursor, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { orderOf, orders } from '../../model/ticket-query'
import { builtInViews, queryOf } from '../view-rows'
import { wordsOf } from '../../core/words'
import { listTickets, totalOf } from '../list-tickets'
import { ownNames } from '../../model/own-names'

const shown = 15
const mostChoices = 25

export const list = defineOperation({
  name: 'list',
  by: 'agent',
  input: z.object({
    filter: shortText(300).optional(),
    order: choice(orders, 'order').optional(),
    cursor: pageCursor.optional(),
  }),
  takesNew: ['filter'],
  suggest: {
    filter: async (tx, typed, agent) => {
      const own = (await tx.views.all(agent.id)).map(({ name, filter }) => ({
        value: name,
        label: clip(`${name} — ${filter}`, 80),
      }))
      const builtIn = Object.keys(builtInViews).map((name) => ({
        value: name,
        label: wordsOf(tx.speaks, `view.${name}`),
      }))
      return [...own, ...builtIn]
        .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(typed.toLowerCase()))
        .slice(0, mostChoices)
    },
  },
  run: async (tx, { filter = 'open', order, cursor }, agent) => {
    const { title, query: saved } = await queryOf(tx.views, filter, agent.id, await ownNames(tx))
    const query = order === undefined ? saved : { ...saved, order }
    const page = await tx.pages.page(query, {
      person: agent.id,
      size: shown,
      ...defined({ cursor }),
    })
    return listTickets(tx, page, {
      title: title in builtInViews ? wordsOf(tx.speaks, `view.${title}`) : title,
      total: await totalOf(tx, page, query, agent.id),
      operation: 'list',
      input: { filter, ...defined({ order }) },
      order: orderOf(query).order,
      reader: 'agents',
    })
  },
})
