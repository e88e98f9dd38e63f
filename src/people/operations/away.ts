import { z } from 'zod'
import { moment } from '../../core/fields'
import { timeToCome } from '../../core/moment'
import { defineOperation } from '../../core/operation'
import { timeIn } from '../../core/rich-words'
import { indefinitely } from '../absence'
import { readerZone } from '../reader-zone'

export const away = defineOperation({
  name: 'away',
  by: 'agent',
  input: z.object({ span: moment.optional() }),
  run: async (tx, { span }, agent) => {
    const zone = await readerZone(tx, agent.id)
    const until = span === undefined ? indefinitely : timeToCome(tx, span, 'span', zone)
    await tx.agents.change(agent.id, { awayUntil: until })
    return span === undefined
      ? tx.say('away.done')
      : tx.say('away.until', { at: timeIn(tx.speaks, zone, until, tx.now) })
  },
})
