import { z } from 'zod'
import { choice, nameOf, shortText } from '../../fields'
import { defineOperation } from '../../operation'
import { hasRole } from '../../people/person'
import { audiences } from '../../queues/operations/view'
import { Refusal } from '../../refusal'
import { wordsOf } from '../../words'
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
  run: async (tx, { macro: name, audience = 'me', actions }, agent) => {
    const known = await tx.rules.macro(name, agent.id)
    const isEverybodys = audience === 'everybody' || (known !== undefined && known.owner === null)
    if (isEverybodys && !hasRole(agent, 'supervisor'))
      throw new Refusal('not-allowed', { operation: 'macro', role: wordsOf(agent.speaks, 'role.supervisor') })
    if (actions === undefined) {
      if (known === undefined) throw new Refusal('no-such-macro', { name }, 'macro')
      await tx.rules.removeMacro(name)
      return tx.say('macro.removed', { name })
    }
    const read = await readActions(tx, actions, isEverybodys ? null : agent.id)
    if (read.some(({ kind }) => kind === 'webhook')) throw new Refusal('webhook-by-rule', {}, 'actions')
    await tx.rules.saveMacro({
      name: known?.name ?? name,
      owner: audience === 'everybody' ? null : agent.id,
      actions: printActions(read),
    })
    return tx.say('macro.saved', { name })
  },
})
