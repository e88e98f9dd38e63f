import { z } from 'zod'
import { duration } from '../../fields'
import { defineOperation } from '../../operation'
import { momentOf } from '../../words'

/** Until they come back. */
const indefinitely = new Date('9999-12-31T00:00:00Z')

export const away = defineOperation({
  name: 'away',
  by: 'agent',
  input: z.object({ span: duration.optional() }),
  run: async (tx, { span }, agent) => {
    const until = span === undefined ? indefinitely : new Date(tx.now.getTime() + span)
    await tx.agents.change(agent.id, { awayUntil: until })
    return span === undefined
      ? tx.say('away.done')
      : tx.say('away.until', { at: momentOf(tx.speaks, tx.desk.zone, until, tx.now) })
  },
})
