import { z } from 'zod'
import { choice, moment, ticketNumber } from '../../fields'
import { timeToCome } from '../../moment'
import { defineOperation } from '../../operation'
import { momentOf } from '../../words'
import { holdTicket, moveTicket, statusWord } from '../move-ticket'
import { suggestTickets } from '../suggest-tickets'
import { settableStatuses } from '../ticket'

export const status = defineOperation({
  name: 'status',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, status: choice(settableStatuses, 'status'), until: moment.optional() }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, status: wanted, until }, agent) => {
    const ticket = await holdTicket(tx, number)
    const time = until === undefined ? undefined : timeToCome(tx, until, 'until')
    if (ticket.status === wanted && time === undefined)
      return tx.say('status.same', { number, status: statusWord(tx.speaks, wanted) })
    const moved = await moveTicket(
      tx,
      ticket,
      { kind: 'set', status: wanted, ...(time === undefined ? {} : { until: time }) },
      agent,
    )
    return moved.pendingUntil === null
      ? tx.say('status.done', { number, status: statusWord(tx.speaks, moved.status) })
      : tx.say('status.until', {
          number,
          status: statusWord(tx.speaks, moved.status),
          at: momentOf(tx.speaks, tx.desk.zone, moved.pendingUntil, tx.now),
        })
  },
})
