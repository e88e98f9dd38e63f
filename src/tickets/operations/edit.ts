import { defined } from '../../platform'
import { z } from 'zod'
import { shortText, ticketFields, ticketNumber, user } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { Refusal } from '../../core/refusal'
import { words } from '../../core/words'
import { changeFields } from '../fields/change-fields'
import { strangersName } from '../../people/meet-named'
import { changeRequester, changeSubject } from '../conversation/change-ticket'
import { isOffered } from '../../model/field'
import { askField } from '../fields/field-form'
import { holdTicket } from '../life/move-ticket'
import { suggestAssignments } from '../fields/suggest-fields'
import { suggestTickets } from '../suggest-tickets'

/** Subject, requester, and whatever else the desk's tickets tell. */
export const edit = defineOperation({
  name: 'edit',
  by: 'agent',
  input: z.object({
    ticket: ticketNumber,
    subject: shortText(100).optional(),
    requester: user.optional(),
    fields: ticketFields.optional(),
  }),
  takesNew: ['fields'],
  suggest: { ticket: suggestTickets, fields: suggestAssignments },
  fill: async (tx, { ticket }, agent) => {
    const known = await tx.tickets.get(numberIn(ticket))
    if (known === undefined) return {}
    const [requester] = await tx.people.usersOn(agent.user.platform, [known.requester])
    return { subject: known.subject, ...defined({ requester }) }
  },
  unfolds: async (tx, { ticket }, { speaks }) => {
    const values = await tx.fields.of(numberIn(ticket))
    const offered = (await tx.fields.all()).filter(isOffered)
    return offered.map((field) =>
      askField(field, values.get(field.name), { locale: speaks, zone: tx.desk.zone, isRequired: false }),
    )
  },
  needs: { given: ['requester'], read: async (tx, { requester }) => strangersName(tx, requester) },
  run: async (tx, { ticket: number, subject, requester, fields }, agent) => {
    const ticket = await holdTicket(tx, number)
    if (ticket.status === 'closed') throw new Refusal('ticket-is-closed', { number })
    const isRenamed = subject !== undefined && (await changeSubject(tx, ticket, subject, agent))
    const person = requester === undefined ? undefined : await changeRequester(tx, ticket, requester, agent)
    const changed = await changeFields(tx, ticket, fields ?? {}, agent)
    const told = [
      ...(isRenamed ? [words(tx.speaks, 'edit.subject')] : []),
      ...(person === undefined ? [] : [words(tx.speaks, 'edit.requester', { name: person.name })]),
      ...changed.map(({ labels }) => labels[tx.speaks]),
    ]
    if (told.length === 0) return tx.say('edit.same', { number })
    return tx.say('edit.done', { number, what: told.join(', ') })
  },
})

const numberIn = (ticket: unknown) => ticketNumber.safeParse(ticket).data ?? 0
