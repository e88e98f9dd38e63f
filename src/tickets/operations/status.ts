import { z } from 'zod'
import { choice, fieldOf, ticketNumber } from '../../fields'
import { readMoment } from '../../moment'
import { defineOperation } from '../../operation'
import { Refusal } from '../../refusal'
import { momentOf } from '../../words'
import { holdTicket, moveTicket, statusWord } from '../move-ticket'
import { suggestTickets } from '../suggest-tickets'
import { settableStatuses } from '../ticket'

/** `2h`, `1d`, or an ISO time. */
const moment = fieldOf(z.string().trim().max(40), { field: 'time', maxLength: 40 })

export const status = defineOperation({
  name: 'status',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, status: choice(settableStatuses, 'status'), until: moment.optional() }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, status: wanted, until }, agent) => {
    const ticket = await holdTicket(tx, number)
    const time = until === undefined || until === '' ? undefined : futureMoment(until, tx.now, tx.desk.zone)
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

const futureMoment = (typed: string, now: Date, zone: string): Date => {
  const at = readMoment(typed, now, zone)
  if (at === undefined || at <= now) throw new Refusal('pending-needs-time', { typed }, 'until')
  return at
}
