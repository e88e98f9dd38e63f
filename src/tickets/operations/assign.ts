import { z } from 'zod'
import { ticketNumber, user } from '../../fields'
import { defineOperation } from '../../operation'
import { hasRole } from '../../people/person'
import { Refusal } from '../../refusal'
import { say } from '../../platform'
import { words } from '../../words'
import { assignTicket, holdTicket } from '../move-ticket'
import { suggestTickets } from '../suggest-tickets'

export const assign = defineOperation({
  name: 'assign',
  by: 'agent',
  input: z.object({ ticket: ticketNumber, user }),
  suggest: { ticket: suggestTickets },
  run: async (tx, { ticket: number, user: assigneeRef }, agent) => {
    const assignee = await tx.people.known(assigneeRef)
    if (assignee === undefined || !hasRole(assignee, 'agent'))
      throw new Refusal('not-an-agent', { name: assignee?.name ?? assigneeRef.id }, 'user')
    const ticket = await holdTicket(tx, number)
    if (ticket.status === 'closed') throw new Refusal('ticket-is-closed', { number })
    await assignTicket(tx, ticket, assignee.id, agent)
    if (assignee.id !== agent.id && ticket.assignee !== assignee.id)
      for (const room of await tx.rooms.of(number, 'agents')) {
        const mentions = await tx.people.usersOn(room.platform, [assignee.id])
        const text = say(words(tx.desk.locale, 'assign.told', { number, name: assignee.name, by: agent.name }))
        tx.outbox.say(
          room,
          { text, mentions },
          { key: `assigned:${number}:${tx.now.getTime()}:${room.id}`, ticket: number },
        )
      }
    return tx.say('assign.done', { number, name: assignee.name })
  },
})
