import { z } from 'zod'
import { moment, shortText, ticketNumber } from '../../core/fields'
import { timeToCome } from '../../core/moment'
import { defineOperation } from '../../core/operation'
import { readerZone } from '../../people/reader-zone'
import { timeIn } from '../../core/rich-words'
import { holdTicket } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'

/** Reminds whoever asks, alone, of a ticket. */
export const remind = defineOperation({
  name: 'remind',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, span: moment, about: shortText(300).optional() }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, span, about }, agent) => {
    await holdTicket(tx, number)
    const zone = await readerZone(tx, agent.id)
    const at = timeToCome(tx, span, 'span', zone)
    const reminder = await tx.escalations.remind({ ticket: number, person: agent.id, at, text: about ?? null })
    tx.clocks.schedule({ what: 'remind', subject: `${number}:${reminder.id}`, at })
    return tx.say('remind.done', { number, at: timeIn(tx.speaks, zone, at, tx.now) })
  },
})
