import { hasRole, type Person } from '../../model/person'
import type { Identity, Persona } from '../../platform'
import type { Tx } from '../../core/tx'
import type { Entry } from '../entry-rows'
import type { Room } from '../room-rows'
import type { Ticket } from '../../model/ticket'

/** A person as relayed posts show them. */
export const personaOf = ({ name, picture }: Pick<Person, 'name' | 'picture'>): Persona => ({
  name,
  ...(picture === null ? {} : { picture }),
})

/** As whom somebody speaks in a room: to customers agents speak as the ticket's queue wants it. */
export const personaIn = async (
  tx: Tx,
  room: Pick<Room, 'side' | 'ticket'>,
  author: Person & { readonly identity?: Identity },
): Promise<Persona> => {
  if (room.side === 'agents' && author.identity === 'claimed')
    return personaOf({ ...author, name: tx.words('persona.claimed', { name: author.name }) })
  if (room.side === 'agents' || !hasRole(author, 'agent')) return personaOf(author)
  const ticket = await tx.tickets.get(room.ticket)
  return ticket === undefined || ticket.requester === author.id
    ? personaOf(author)
    : personaToCustomers(tx, ticket, author)
}

/** As whom an entry is said in a room: a note is marked, for in the agents' room it stands among what customers wrote. */
export const speakerIn = async (
  tx: Tx,
  room: Pick<Room, 'side' | 'ticket'>,
  { kind }: Pick<Entry, 'kind'>,
  author: Person,
): Promise<Persona> => {
  const persona = await personaIn(tx, room, author)
  return kind === 'note' ? { ...persona, name: tx.words('note.by', { name: persona.name }) } : persona
}

/** Persona of an agent to a ticket's customer. */
export const personaToCustomers = async (
  tx: Tx,
  { queue: id }: Pick<Ticket, 'queue'>,
  agent: Pick<Person, 'name' | 'picture'>,
): Promise<Persona> => {
  const queue = await tx.queues.get(id)
  if (queue === undefined || queue.persona === 'agent') return personaOf(agent)
  return { name: queue.persona === 'team' ? queue.name : tx.desk.name }
}

/** Owners of these tickets, by number, as agents or the customer may read them. */
export const ownerNames = async (
  tx: Tx,
  tickets: readonly Ticket[],
  reader: 'agents' | 'customer',
): Promise<ReadonlyMap<number, string>> => {
  const owners = await tx.people.all(tickets.flatMap(({ assignee }) => assignee ?? []))
  const names = new Map<number, string>()
  for (const ticket of tickets) {
    const owner = ticket.assignee === null ? undefined : owners.get(ticket.assignee)
    if (owner === undefined) continue
    names.set(ticket.number, reader === 'agents' ? owner.name : (await personaToCustomers(tx, ticket, owner)).name)
  }
  return names
}
