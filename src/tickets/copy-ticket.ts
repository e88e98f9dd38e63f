import type { Actor } from '../people/person'
import { Refusal } from '../refusal'
import type { Tx } from '../tx'
import type { Standing } from './entry-rows'
import { linkTickets } from './link-tickets'
import { tellChange } from './move-ticket'
import { openTicket, type CustomerSide } from './open-ticket'
import { relay } from './relay'
import type { Ticket } from './ticket'

/** Where the customer of a ticket reads one that was made of it: in their DM, for its thread has its ticket. */
const sideOf = async (tx: Tx, ticket: Ticket): Promise<CustomerSide> => {
  if (ticket.internal) return { kind: 'none' }
  const [room] = await tx.rooms.everOf(ticket.number, 'customer')
  const users = await tx.people.identitiesOf(ticket.requester)
  const user = users.find(({ platform }) => platform === room?.platform) ?? users[0]
  return user === undefined ? { kind: 'none' } : { kind: 'direct', user }
}

/** A new ticket of the same customer, with these words of the old one; both tell of one another. */
const copyOf = async (
  tx: Tx,
  ticket: Ticket,
  said: readonly [Standing, ...Standing[]],
  subject: string | undefined,
  by: Actor,
): Promise<Ticket> => {
  const [first, ...rest] = said
  const requester = (await tx.people.get(ticket.requester))!
  const copy = await openTicket(tx, {
    requester,
    by,
    text: first.text ?? [],
    ...(subject === undefined ? {} : { subject }),
    queue: ticket.queue,
    side: await sideOf(tx, ticket),
    ...(ticket.internal ? { internal: true } : {}),
    copyOf: first.id,
  })
  const rooms = await tx.rooms.of(copy.number, 'agents')
  for (const words of rest) {
    const author = (words.author === null ? undefined : await tx.people.get(words.author)) ?? requester
    const { kind, audience } = words
    const entry = tx.entries.add({ ticket: copy.number, kind, audience, author: author.id, text: words.text })
    await tx.files.copy(words.id, entry.id)
    await relay(tx, rooms, { entry, author, text: words.text ?? [] })
  }
  await linkTickets(tx, copy.number, 'related', ticket.number, by)
  return copy
}

/** The messages of a ticket by their place in it, the first is 1. */
export const messagesOf = async (tx: Tx, ticket: number): Promise<Standing[]> =>
  (await tx.entries.story(ticket, 500)).filter(({ kind }) => kind === 'message')

/** Some of a ticket's messages become a ticket of their own; they stay where they were said, too. */
export const splitTicket = async (
  tx: Tx,
  ticket: Ticket,
  places: readonly number[],
  subject: string | undefined,
  by: Actor,
): Promise<Ticket> => {
  const messages = await messagesOf(tx, ticket.number)
  const chosen = [...new Set(places)]
    .sort((a, b) => a - b)
    .map((place) => {
      const message = messages[place - 1]
      if (message === undefined || message.isDeleted)
        throw new Refusal('no-such-message', { place, count: messages.length }, 'messages')
      return message
    })
  const [first, ...rest] = chosen
  if (first === undefined) throw new Refusal('missing-input', { field: 'messages' }, 'messages')
  const copy = await copyOf(tx, ticket, [first, ...rest], subject, by)
  tellChange(tx, ticket.number, by, { field: 'split', to: copy.number, count: chosen.length })
  return copy
}

/** The same request once more: subject, first words, tags, priority and fields. */
export const cloneTicket = async (tx: Tx, ticket: Ticket, subject: string | undefined, by: Actor): Promise<Ticket> => {
  const [first] = await messagesOf(tx, ticket.number)
  if (first === undefined) throw new Refusal('no-such-message', { place: 1, count: 0 }, 'ticket')
  const copy = await copyOf(tx, ticket, [first], subject ?? ticket.subject, by)
  await tx.tickets.change(copy.number, { priority: ticket.priority })
  const tags = await tx.tickets.tagsOf(ticket.number)
  if (tags.length > 0) await tx.tickets.tag(copy.number, tags)
  const fields = await tx.fields.all()
  for (const [name, value] of await tx.fields.of(ticket.number))
    if (name !== 'due')
      await tx.fields.set(
        copy.number,
        fields.find((field) => field.name === name)!,
        value,
      )
  tellChange(tx, ticket.number, by, { field: 'cloned', to: copy.number })
  return copy
}
