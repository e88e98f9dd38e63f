import { z } from 'zod'
import { ticketNumber } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { deleteTicket } from '../life/delete-ticket'
import { suggestTickets } from '../suggest-tickets'

/** The number is asked for twice: in a ticket's room the first comes by itself. */
export const deleteOperation = defineOperation({
  name: 'delete',
  by: 'admin',
  isDangerous: true,
  input: z.object({ ticket: ticketNumber, again: ticketNumber }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, again }, admin) => {
    if (number !== again) throw new Refusal('not-the-same', { number }, 'again')
    await deleteTicket(tx, number, admin)
    return tx.say('delete.done', { number })
  },
})
