import { z } from 'zod'
import { defineOperation } from '../../core/operation'
import { handOutTo } from '../../routing/hand-out'

export const back = defineOperation({
  name: 'back',
  by: 'agent',
  input: z.object({}),
  run: async (tx, _input, agent) => {
    await tx.agents.change(agent.id, { awayUntil: null })
    await handOutTo(tx, agent.id)
    return tx.say('back.done')
  },
})
