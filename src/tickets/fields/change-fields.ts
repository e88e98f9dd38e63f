import type { Actor } from '../../model/person'
import { slug } from '../../model/filter-names'
import { Refusal } from '../../core/refusal'
import { retargetClocks } from '../../sla/ticket-clocks'
import type { Tx } from '../../core/tx'
import { isOffered, readFieldValue, type Field, type FieldValue, type Setting } from '../../model/field'
import { showTicket, recordChange } from '../life/move-ticket'
import type { Ticket } from '../../model/ticket'

const settingOf = (tx: Tx): Setting => ({ locale: tx.speaks, zone: tx.desk.zone, now: tx.now })

interface Reading {
  readonly field: Field
  readonly value: FieldValue | null
}
/** Reads what was typed for each field. Throws Refusal: for an unknown field at `where`, for a value at the field of the form. */
export const readFields = (
  tx: Tx,
  fields: readonly Field[],
  typed: Readonly<Record<string, string>>,
  where: string,
): Reading[] =>
  Object.entries(typed).map(([name, text]) => {
    const field =
      fields.find((one) => one.name === name) ??
      fields.find(({ labels }) => Object.values(labels).some((label) => slug(label) === slug(name)))
    if (field === undefined) {
      const allowed = fields.filter(isOffered).map((one) => one.name)
      throw new Refusal('no-such-field', { name, allowed: allowed.join(', ') }, where)
    }
    return { field, value: text.trim() === '' ? null : readFieldValue(field, text, settingOf(tx)) }
  })

const isEqual = (a: FieldValue | undefined, b: FieldValue | null): boolean =>
  (a instanceof Date ? a.getTime() : a) === (b instanceof Date ? b.getTime() : (b ?? undefined))
const written = (value: FieldValue | null | undefined): string | number | null =>
  value instanceof Date ? value.toISOString() : (value ?? null)

/**
 * Sets a ticket's fields as they were typed, `''` takes one away, with all that hangs on it: the story, the deadlines, the
 * cards. Answers the fields that are other than before. Throws Refusal for a field or a value that is none.
 */
export const changeFields = async (
  tx: Tx,
  ticket: Ticket,
  typed: Readonly<Record<string, string>>,
  by: Pick<Actor, 'id'> | null,
): Promise<Field[]> => {
  if (Object.keys(typed).length === 0) return []
  const read = readFields(tx, await tx.fields.all(), typed, 'fields')
  const before = await tx.fields.of(ticket.number)
  const changed = read.filter(({ field, value }) => !isEqual(before.get(field.name), value))
  for (const { field, value } of changed) {
    await tx.fields.set(ticket.number, field, value)
    recordChange(tx, ticket.number, by, {
      field: 'field',
      name: field.name,
      from: written(before.get(field.name)),
      to: written(value),
    })
    if (field.name === 'due') await scheduleDue(tx, ticket, value)
  }
  if (changed.length === 0) return []
  await tx.tickets.change(ticket.number, {})
  await retargetClocks(tx, ticket)
  await showTicket(tx, ticket.number)
  return changed.map(({ field }) => field)
}

/** On its day whoever has the ticket hears of it. */
const scheduleDue = async (tx: Tx, { number }: Ticket, value: FieldValue | null) => {
  if (value instanceof Date && value > tx.now)
    tx.clocks.schedule({ what: 'forecast', subject: String(number), at: value })
  else await tx.clocks.unschedule('forecast', String(number))
}
