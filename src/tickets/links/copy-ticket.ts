import { defined } from '../../platform'
import { hasRole, type Actor, type Person } from '../../model/person'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import type { CurrentEntry } from '../entry-rows'
import { linkTickets } from './link-tickets'
import { recordChange } from '../life/move-ticket'
import { openTicket, originalOf, type CustomerSide } from '../conversation/open-ticket'
import { relay } from '../conversation/relay'
import type { Room } from '../room-rows'
import type { Ticket } from '../../model/ticket'

/** Side on which the customer reads a ticket made of another one: in their DM, for its thread has its ticket. */
const sideOf = async (tx: Tx, ticket: Ticket, { id }: Person): Promise<CustomerSide> => {
  if (ticket.internal) return { kind: 'none' }
  const rooms = await tx.rooms.everOf(ticket.number, 'customer')
  const asking = await Promise.all(rooms.map(async (room) => readerOf(tx, room)))
  const room = rooms[asking.indexOf(id)] ?? rooms[0]
  const users = await tx.people.identitiesOf(id)
  const user = users.find(({ platform }) => platform === room?.platform) ?? users[0]
  return user === undefined ? { kind: 'none' } : { kind: 'direct', user }
}
const readerOf = async (tx: Tx, { origin, ticket, reader }: Room) =>
  reader ?? (await tx.tickets.get(origin ?? ticket))?.requester

type Messages = readonly [CurrentEntry, ...CurrentEntry[]]

/**
 * Customer of the ticket that is made of these messages: whoever said them; where agents alone did, whoever asks.
 * Throws Refusal: one ticket is not made of several customers' words.
 */
const customerOf = async (tx: Tx, ticket: Ticket, said: Messages): Promise<Person> => {
  const authors = new Set(said.flatMap(({ author, data }) => (data?.['reply'] === undefined ? (author ?? []) : [])))
  const customers = new Map<string, Person>()
  for (const author of ticket.internal ? [] : authors) {
    const person = await tx.people.keptAs(author)
    if (person !== undefined && (!hasRole(person, 'agent') || person.id === ticket.requester))
      customers.set(person.id, person)
  }
  const [customer, another] = [...customers.values()]
  if (another !== undefined) throw new Refusal('messages-of-several', {}, 'messages')
  return customer ?? (await tx.people.get(ticket.requester))!
}

/** A new ticket with these words of the old one; both tell of one another. */
const copyOf = async (
  tx: Tx,
  ticket: Ticket,
  requester: Person,
  [first, ...rest]: Messages,
  subject: string | undefined,
  by: Actor,
): Promise<Ticket> => {
  const [author] = await authorsOf(tx, [first], requester)
  const isTheirs = (await tx.entries.readBy(await tx.people.oneWith(requester.id), [first.id])).size > 0
  const copy = await openTicket(tx, {
    requester,
    claimed: ticket.claimed,
    by,
    text: first.text ?? [],
    ...defined({ subject }),
    queue: ticket.queue,
    side: await sideOf(tx, ticket, requester),
    ...defined({ author }),
    ...(isTheirs ? {} : { isUntold: true }),
    copyOf: first,
  })
  const rooms = await tx.rooms.of(copy.number, 'agents')
  const authors = await authorsOf(tx, rest, requester)
  for (const [index, words] of rest.entries()) {
    const { kind, audience, text } = words
    const said = authors[index] ?? requester
    const entry = tx.entries.add({
      ticket: copy.number,
      kind,
      audience,
      author: said.id,
      text,
      copyOf: originalOf(words),
    })
    await tx.files.copy(words.id, entry.id)
    await relay(tx, rooms, { entry, author: said, text: text ?? [] })
  }
  await linkTickets(tx, copy.number, 'related', ticket.number, by)
  return copy
}

/** Authors of messages; the desk's own have none. */
const authorsOf = async (tx: Tx, said: readonly CurrentEntry[], requester: Person) => {
  const people = await tx.people.all(said.flatMap(({ author }) => author ?? []))
  return said.map(({ author }) => (author === requester.id ? requester : people.get(author ?? '')))
}

/** The messages of a ticket by their place in it, the first is 1. */
export const messagesOf = async (tx: Tx, ticket: number): Promise<CurrentEntry[]> =>
  (await tx.entries.story(ticket, 500)).filter(({ kind }) => kind === 'message')

/** Some of a ticket's messages become a ticket of their own, of the customer who said them; they stay where they were said, too. */
export const splitTicket = async (
  tx: Tx,
  ticket: Ticket,
  places: readonly number[],
  subject: string | undefined,
  by: Actor,
): Promise<Ticket> => {
  const all = await messagesOf(tx, ticket.number)
  const chosen = [...new Set(places)]
    .sort((a, b) => a - b)
    .map((place) => {
      const message = all[place - 1]
      if (message === undefined || message.isDeleted)
        throw new Refusal('no-such-message', { place, count: all.length }, 'messages')
      return message
    })
  const [first, ...rest] = chosen
  if (first === undefined) throw new Refusal('missing-input', { field: 'messages' }, 'messages')
  const messages: Messages = [first, ...rest]
  const copy = await copyOf(tx, ticket, await customerOf(tx, ticket, messages), messages, subject, by)
  recordChange(tx, ticket.number, by, { field: 'split', to: copy.number, count: chosen.length })
  return copy
}

/** The same request once more: subject, first words, tags, priority and fields. */
export const cloneTicket = async (tx: Tx, ticket: Ticket, subject: string | undefined, by: Actor): Promise<Ticket> => {
  const requester = (await tx.people.get(ticket.requester))!
  const messages = (await messagesOf(tx, ticket.number)).filter(({ isDeleted }) => !isDeleted)
  const ids = messages.map(({ id }) => id)
  const theirs = await tx.entries.readBy(await tx.people.oneWith(requester.id), ids)
  const first = messages.find(({ id }) => theirs.has(id)) ?? messages[0]
  if (first === undefined) throw new Refusal('no-such-message', { place: 1, count: 0 }, 'ticket')
  const copy = await copyOf(tx, ticket, requester, [first], subject ?? ticket.subject, by)
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
  recordChange(tx, ticket.number, by, { field: 'cloned', to: copy.number })
  return copy
}
