import { z } from 'zod'
import { fieldOf } from '../../core/fields'
import { hasRole, type Actor } from '../../model/person'
import { firstLine, type Choice } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import type { CurrentEntry } from '../entry-rows'
import { holdTicket } from '../life/move-ticket'

const most = 25

/** `3` or `#3`: replies to a ticket's customer are counted from 1. */
export const replyNumber = fieldOf(
  z
    .string({ error: 'fault.number' })
    .trim()
    .regex(/^#?\d{1,6}$/, 'fault.number')
    .transform((typed) => Number(typed.replace('#', ''))),
  { field: 'text', maxLength: 7 },
)

export const suggestReplies = async (
  tx: Tx,
  typed: string,
  actor: Actor,
  input: Readonly<Record<string, unknown>>,
): Promise<Choice[]> => {
  const named = Number(String(input['ticket'] ?? '').replace('#', ''))
  const ticket = named || (actor.place === undefined ? undefined : (await tx.rooms.at(actor.place))?.ticket)
  const replies = ticket === undefined ? [] : await tx.entries.replies(ticket, most)
  return replies
    .filter((reply) => mayChange(reply, actor))
    .map(({ data, text }) => ({
      value: String(data?.['reply']),
      label: `${String(data?.['reply'])} · ${firstLine(text ?? [], 70)}`,
    }))
    .filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()))
}

const mayChange = ({ author }: CurrentEntry, actor: Actor) => author === actor.id || hasRole(actor, 'supervisor')

/** The reply of this number, which this agent may change: it is theirs, and the desk said it. */
export const replyToChange = async (tx: Tx, ticket: number, number: number, agent: Actor): Promise<CurrentEntry> => {
  await holdTicket(tx, ticket)
  const reply = await tx.entries.replyOf(ticket, number)
  if (reply === undefined) throw new Refusal('no-such-reply', { number: ticket, reply: number }, 'reply')
  if (!mayChange(reply, agent)) throw new Refusal('not-your-reply', { reply: number }, 'reply')
  const rooms = new Map((await tx.rooms.of(ticket, 'customer')).map((room) => [room.id, room]))
  // The desk may not change what somebody wrote by hand where the customer reads it.
  if ((await tx.rooms.postsOf(reply.id)).some(({ key, room }) => key === null && room !== null && rooms.has(room)))
    throw new Refusal('written-by-hand', { reply: number }, 'reply')
  return reply
}
