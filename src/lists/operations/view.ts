import { z } from 'zod'
import { choice, nameOf, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { audienceOf, audiences, ownerFor } from '../../people/audience'
import { notAllowed } from '../../people/not-allowed'
import { hasRole } from '../../model/person'
import { Refusal } from '../../core/refusal'
import { parseQuery, printQuery } from '../../model/ticket-query'
import { builtInView } from '../view-rows'
import { ownNames } from '../../model/own-names'

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
  run: async (tx, { title, filter, audience }, agent) => {
    if (builtInView(title) !== undefined) throw new Refusal('name-reserved', { name: title }, 'title')
    const known = await tx.views.named(title, agent.id)
    const isEverybodys = audience === 'everybody' || (known !== undefined && known.owner === null)
    if (isEverybodys && !hasRole(agent, 'supervisor')) throw notAllowed('view', 'supervisor', agent)
    if (filter === undefined) {
      if (known === undefined) throw new Refusal('no-such-view', { name: title }, 'title')
      await tx.views.remove(title)
      return tx.say('view.removed', { name: title })
    }
    // Somebody else's own has the name.
    if (known === undefined && (await tx.views.has(title))) throw new Refusal('name-taken', { name: title }, 'title')
    const owner = ownerFor(audience, known, agent)
    const parsed = parseQuery(filter, await ownNames(tx))
    await tx.views.save({
      name: known?.name ?? title,
      filter: printQuery(parsed),
      owner,
    })
    return tx.say('view.saved', { name: known?.name ?? title, audience: audienceOf(owner) })
  },
})
