import { z } from 'zod'
import { choice, nameOf, shortText } from '../../fields'
import { defineOperation } from '../../operation'
import { hasRole } from '../../people/person'
import { Refusal } from '../../refusal'
import { parseQuery, printQuery } from '../ticket-query'
import { builtInView } from '../view-rows'
import { ownNames } from '../own-names'

export const audiences = ['everybody', 'me'] as const

/** Saves a filter under a name; without a filter the name is forgotten. */
export const view = defineOperation({
  name: 'view',
  command: 'desk',
  by: 'agent',
  input: z.object({
    title: nameOf(40),
    filter: shortText(300).optional(),
    audience: choice(audiences, 'audience').optional(),
  }),
  run: async (tx, { title, filter, audience = 'me' }, agent) => {
    if (builtInView(title) !== undefined) throw new Refusal('name-reserved', { name: title }, 'title')
    const known = await tx.views.named(title, agent.id)
    const isEverybodys = audience === 'everybody' || (known !== undefined && known.owner === null)
    if (isEverybodys && !hasRole(agent, 'supervisor'))
      throw new Refusal('not-allowed', { operation: 'view', role: tx.words('role.supervisor') })
    if (filter === undefined) {
      if (known === undefined) throw new Refusal('no-such-view', { name: title }, 'title')
      await tx.views.remove(title)
      return tx.say('view.removed', { name: title })
    }
    const parsed = parseQuery(filter, await ownNames(tx))
    await tx.views.save({
      name: known?.name ?? title,
      filter: printQuery(parsed),
      owner: audience === 'everybody' ? null : agent.id,
    })
    return tx.say('view.saved', { name: title })
  },
})
