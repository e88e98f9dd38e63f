import { own } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { formName, isOffered, type Field } from '../../model/field'
import type { Ticket } from '../../model/ticket'

/** Refuses to end a ticket in which a field is empty that must not be. */
export const refuseUnfilled = async (tx: Tx, ticket: Ticket) => {
  const wanted = (await tx.fields.all()).filter((field) => field.needed === 'solve' && isOffered(field))
  if (wanted.length === 0) return
  const filled = await tx.fields.of(ticket.number)
  const missing = wanted.filter(({ name }) => !filled.has(name))
  if (missing.length > 0)
    throw new Refusal('fields-missing', {
      number: ticket.number,
      fields: missing.map(({ labels }) => labels[tx.speaks]).join(', '),
      example: missing.map(({ name }) => `${name}=…`).join(' '),
    })
}

/** Throws Refusal at the first field that a new ticket's form must have filled in and has not. */
export const refuseUnanswered = (tx: Tx, asked: readonly Field[], typed: Readonly<Record<string, string>>) => {
  const missing = asked.find(({ name, needed }) => needed === 'open' && (own(typed, name) ?? '').trim() === '')
  if (missing !== undefined)
    throw new Refusal('missing-input', { field: missing.labels[tx.speaks] }, formName(missing.name))
}
