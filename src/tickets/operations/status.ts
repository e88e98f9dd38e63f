import { z } from 'zod'
import { choice, moment, richText, ticketNumber } from '../../fields'
import { timeToCome } from '../../moment'
import { defineOperation } from '../../operation'
import { Refusal } from '../../refusal'
import { momentOf } from '../../words'
import { holdTicket, moveTicket, statusWord } from '../move-ticket'
import { solveChildren } from '../solve-children'
import { suggestTickets } from '../suggest-tickets'
import { settableStatuses } from '../ticket'

export const status = defineOperation({
  name: 'status',
  by: 'agent',
  input: z.object({
    ticket: ticketNumber,
    status: choice(settableStatuses, 'status'),
    until: moment.optional(),
    children: choice(['leave', 'solve'] as const, 'children').optional(),
    answer: richText(4000).optional(),
  }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, status: wanted, until, children, answer }, agent) => {
    if (answer !== undefined && children !== 'solve')
      throw new Refusal('missing-input', { field: 'children' }, 'children')
    const ticket = await holdTicket(tx, number)
    const time = until === undefined ? undefined : timeToCome(tx, until, 'until')
    if (ticket.status === wanted && time === undefined)
      return tx.say('status.same', { number, status: statusWord(tx.speaks, wanted) })
    const moved = await moveTicket(
      tx,
      ticket,
      {
        kind: 'set',
        status: wanted,
        ...(time === undefined ? {} : { until: time }),
        ...(children === undefined ? {} : { withChildren: true }),
      },
      agent,
    )
    if (children === 'solve') await solveChildren(tx, number, agent, answer)
    return moved.pendingUntil === null
      ? tx.say('status.done', { number, status: statusWord(tx.speaks, moved.status) })
      : tx.say('status.until', {
          number,
          status: statusWord(tx.speaks, moved.status),
          at: momentOf(tx.speaks, tx.desk.zone, moved.pendingUntil, tx.now),
        })
  },
})
