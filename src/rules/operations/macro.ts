import { z } from 'zod'
import { choice, nameOf, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { audienceOf, audiences, ownerFor } from '../../people/audience'
import { notAllowed } from '../../people/not-allowed'
import { hasRole } from '../../model/person'
import { Refusal } from '../../core/refusal'
import { printActions } from '../action'
import { readActions } from '../check-actions'

/** Several actions under one name, for `/ticket apply`; a canned reply is one with nothing but a reply. */
export const macro = defineOperation({
  name: 'macro',
  command: 'desk',
  by: 'agent',
  input: z.object({
    macro: nameOf(40),
    audience: choice(audiences, 'audience').optional(),
    actions: shortText(2000).optional(),
  }),
  run: async (tx, { macro: name, audience, actions }, agent) => {
    const known = await tx.rules.macro(name, agent.id)
    const isEverybodys = audience === 'everybody' || (known !== undefined && known.owner === null)
    if (isEverybodys && !hasRole(agent, 'supervisor')) throw notAllowed('macro', 'supervisor', agent)
    if (actions === undefined) {
      if (known === undefined) throw new Refusal('no-such-macro', { name }, 'macro')
      await tx.rules.removeMacro(name)
      return tx.say('macro.removed', { name })
    }
    // Somebody else's own has the name.
    if (known === undefined && (await tx.rules.hasMacro(name))) throw new Refusal('name-taken', { name }, 'macro')
    const owner = ownerFor(audience, known, agent)
    const read = await readActions(tx, actions, isEverybodys ? null : agent.id)
    if (read.some(({ kind }) => kind === 'webhook')) throw new Refusal('webhook-by-rule', {}, 'actions')
    await tx.rules.saveMacro({
      name: known?.name ?? name,
      owner,
      actions: printActions(read),
    })
    return tx.say('macro.saved', { name: known?.name ?? name, audience: audienceOf(owner) })
  },
})
