import { z } from 'zod'
import { defineOperation } from '../../core/operation'
import { fieldOf } from '../../core/fields'
import { isEmpty } from '../../platform'
import { Refusal } from '../../core/refusal'
import { holdTicket } from '../life/move-ticket'
import { replyToCustomer, recordReplied } from '../conversation/reply-to-customer'

/** Of the button under words of which nobody could tell whether they are a note. */
const noteId = fieldOf(z.uuid('fault.choice'), { field: 'text', isHidden: true })

/** "Send to customer", in the menu of a note in a ticket's room. */
export const send = defineOperation({
  name: 'send',
  by: 'agent',
  menus: ['post'],
  input: z.object({ note: noteId.optional() }),
  run: async (tx, { note: asked }, agent) => {
    const id = asked ?? (agent.on === undefined ? undefined : (await tx.rooms.post(agent.on))?.entry)
    const note = id === undefined ? undefined : await tx.entries.standing(id)
    const isNote = note?.kind === 'note' && !note.isDeleted
    if (!isNote || (isEmpty(note.text ?? []) && (await tx.files.of(note.id)).length === 0))
      throw new Refusal('nothing-to-send')
    const ticket = await holdTicket(tx, note.ticket)
    // Pressed twice it goes out once.
    if (asked !== undefined && (await tx.entries.isSent(ticket.number, note.id)))
      throw new Refusal('already-done', { number: ticket.number })
    const { takeBackMs } = (await tx.queues.get(ticket.queue))!
    const reply = { text: note.text ?? [], filesOf: note.id, ofNote: note.id, takeBackMs }
    const replied = replyToCustomer(tx, ticket, agent, reply)
    return recordReplied(tx, ticket, replied, takeBackMs)
  },
})
