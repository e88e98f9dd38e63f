import { defined } from '../../platform'
import { z } from 'zod'
import { byName, choice, fieldOf, moment, richText, ticketNumber } from '../../core/fields'
import { timeToCome } from '../../core/moment'
import { defineOperation } from '../../core/operation'
import { foldWords } from '../../model/filter'
import { Refusal } from '../../core/refusal'
import { namedStatus } from '../life/named-status'
import { holdTicket, moveTicket, statusWord } from '../life/move-ticket'
import { solveChildren } from '../links/solve-children'
import { suggestTickets } from '../suggest-tickets'
import { settableStatuses } from '../../model/ticket'
import { readerZone } from '../../people/reader-zone'
import { timeIn } from '../../core/rich-words'

/** One of ours, or of the desk's own. */
const anyStatus = fieldOf(z.string({ error: 'fault.choice' }).trim().min(1, 'fault.choice').max(40, 'fault.choice'), {
  field: 'choice',
  choices: settableStatuses,
  words: 'status',
})

export const status = defineOperation({
  name: 'status',
  by: 'agent',
  holdsTicket: true,
  input: z.object({
    ticket: ticketNumber,
    status: anyStatus,
    until: moment.optional(),
    children: choice(['leave', 'solve'] as const, 'children').optional(),
    answer: byName(richText(4000)).optional(),
  }),
  suggest: {
    ticket: suggestTickets,
    status: async (tx, typed) =>
      [
        ...settableStatuses.map((value) => ({ value, label: statusWord(tx.speaks, value) })),
        ...(await tx.ownStatuses.all()).map(({ name, labels }) => ({ value: name, label: labels[tx.speaks] })),
      ].filter(({ value, label }) => foldWords(`${value} ${label}`).includes(foldWords(typed))),
  },
  run: async (tx, { ticket: number, status: typed, until, children, answer }, agent) => {
    if (answer !== undefined && children !== 'solve')
      throw new Refusal('missing-input', { field: 'children' }, 'children')
    const ticket = await holdTicket(tx, number)
    const zone = until === undefined ? tx.desk.zone : await readerZone(tx, agent.id)
    const time = until === undefined ? undefined : timeToCome(tx, until, 'until', zone)
    const { base: wanted, own } = await namedStatus(tx, typed)
    if (ticket.status === wanted && ticket.ownStatus === (own ?? null) && time === undefined)
      return tx.say('status.same', { number, status: statusWord(tx.speaks, wanted) })
    const moved = await moveTicket(
      tx,
      ticket,
      {
        kind: 'set',
        status: wanted,
        ...defined({ own, until: time }),
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
          at: timeIn(tx.speaks, zone, moved.pendingUntil, tx.now),
        })
  },
})
