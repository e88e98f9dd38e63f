import { z } from 'zod'
import { shortText } from '../../fields'
import { defineOperation } from '../../operation'
import { builtInViews, filterOf } from '../../queues/view-rows'
import { wordsOf } from '../../words'
import { listTickets } from '../list-tickets'

const shown = 15
const mostChoices = 25

export const list = defineOperation({
  name: 'list',
  by: 'agent',
  input: z.object({ filter: shortText(300).optional() }),
  suggest: {
    filter: async (tx, typed, agent) => {
      const own = (await tx.views.all(agent.id)).map(({ name, filter }) => ({
        value: name,
        label: `${name} — ${filter}`.slice(0, 80),
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
  run: async (tx, { filter: typed = 'open' }, agent) => {
    const { title, filter } = await filterOf(tx.views, typed, agent.id, await tx.fields.names())
    const tickets = await tx.views.list(filter, agent.id, shown)
    const name = title in builtInViews ? wordsOf(tx.speaks, `view.${title}`) : title
    return listTickets(tx, name, tickets, await tx.views.count(filter, agent.id))
  },
})
