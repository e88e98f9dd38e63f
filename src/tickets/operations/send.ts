import { z } from 'zod'
import { defineOperation } from '../../operation'
import { isEmpty } from '../../platform'
import { Refusal } from '../../refusal'
import { holdTicket } from '../move-ticket'
import { replyToCustomer, tellReplied } from '../reply-to-customer'

/** "Send to customer", in the menu of a note in a ticket's room. */
export const send = defineOperation({
  name: 'send',
  by: 'agent',
  menus: ['post'],
  input: z.object({}),
  run: async (tx, _input, agent) => {
    const known = agent.on === undefined ? undefined : await tx.rooms.post(agent.on)
    const note = known === undefined ? undefined : await tx.entries.standing(known.entry)
    const isNote = note?.kind === 'note' && !note.isDeleted
    if (!isNote || (isEmpty(note.text ?? []) && (await tx.files.of(note.id)).length === 0))
      throw new Refusal('nothing-to-send')
    const ticket = await holdTicket(tx, note.ticket)
    const { takeBackMs } = (await tx.queues.get(ticket.queue))!
    const replied = replyToCustomer(tx, ticket, agent, { text: note.text ?? [], filesOf: note.id, takeBackMs })
    return tellReplied(tx, ticket, replied, takeBackMs)
  },
})
