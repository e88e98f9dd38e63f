import { z } from 'zod'
import { flag, ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { mergeTicket, undoMerge } from '../links/merge-ticket'
import { suggestOthers, suggestTickets } from '../suggest-tickets'

export const merge = defineOperation({
  name: 'merge',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, into: ticketNumber.optional(), undo: flag }),
  suggest: { ticket: suggestTickets, into: suggestOthers },
  run: async (tx, { ticket: number, into, undo }, agent) => {
    if (undo) {
      await undoMerge(tx, number, agent)
      return tx.say('merge.undone', { number })
    }
    if (into === undefined) throw new Refusal('missing-input', { field: 'into' }, 'into')
    const survivor = await mergeTicket(tx, number, into, agent)
    return tx.say('merge.done', { number, into, subject: survivor.subject })
  },
})
