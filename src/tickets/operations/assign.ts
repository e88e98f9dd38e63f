import { z } from 'zod'
import { nameOf, ticketNumber, user } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { notify, wantNow } from '../../people/notify'
import { isIndefinite } from '../../people/absence'
import { hasRole, type Actor, type Person } from '../../model/person'
import { suggestTeamsOrNone } from '../../people/suggest-teams'
import { say, type RichText, type UserRef } from '../../platform'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words, type MessageKey } from '../../core/words'
import { changeTeam } from '../life/change-team'
import { assignTicket, holdTicket } from '../life/move-ticket'
import { suggestTickets } from '../suggest-tickets'
import type { Ticket } from '../../model/ticket'
import { richSentence, timeIn } from '../../core/rich-words'

const mostMentioned = 20

/** Gives a ticket to an agent, or to a team: then to whoever of it takes it, or to whom the queue hands it. */
export const assign = defineOperation({
  name: 'assign',
  by: 'agent',
  oneOf: [['user', 'team']],
  holdsTicket: true,
  input: z.object({ ticket: ticketNumber, user: user.optional(), team: nameOf(40).optional() }),
  suggest: { ticket: suggestTickets, team: suggestTeamsOrNone },
  run: async (tx, { ticket: number, user: assignee, team }, agent) => {
    if (assignee === undefined && team === undefined) throw new Refusal('missing-input', { field: 'user' }, 'user')
    const ticket = await holdTicket(tx, number)
    if (ticket.status === 'closed') throw new Refusal('ticket-is-closed', { number })
    const meant = team === undefined ? ticket : await toTeam(tx, ticket, team, agent)
    if (assignee !== undefined) return toPerson(tx, meant, assignee, agent)
    return team === '-' ? tx.say('assign.no-team', { number }) : tx.say('assign.done', { number, name: team! })
  },
})

const toTeam = async (tx: Tx, ticket: Ticket, name: string, agent: Actor): Promise<Ticket> => {
  const team = name === '-' ? null : await tx.teams.named(name)
  if (team === undefined) throw new Refusal('no-such-team', { name }, 'team')
  const meant = await changeTeam(tx, ticket, team, agent)
  if (team !== null && ticket.team !== team.id)
    await notifyInRooms(tx, meant, 'assign.told-team', team.name, await tx.teams.members(team.id), agent)
  return meant
}

const toPerson = async (tx: Tx, ticket: Ticket, ref: UserRef, agent: Actor) => {
  const assignee = await tx.people.known(ref)
  if (assignee === undefined || !hasRole(assignee, 'agent'))
    throw new Refusal('not-an-agent', { name: assignee?.name ?? ref.id }, 'user')
  await assignTicket(tx, ticket, assignee.id, agent)
  if (ticket.assignee !== assignee.id)
    await notifyInRooms(tx, ticket, 'assign.told', assignee.name, [assignee.id], agent)
  const done = words(tx.speaks, 'assign.done', { number: ticket.number, name: assignee.name })
  return tx.answer({ text: [...say(done), ...(await awayWords(tx, assignee))] })
}

/** Warning for whoever gives a ticket to somebody who is away. */
const awayWords = async (tx: Tx, { id, name }: Person): Promise<RichText> => {
  const until = (await tx.agents.get(id))?.awayUntil ?? null
  if (until === null || until <= tx.now) return []
  const at = isIndefinite(until) ? 'none' : timeIn(tx.speaks, tx.desk.zone, until, tx.now)
  return richSentence(tx.speaks, 'assign.away', { name, until: at })
}

/** In the ticket's rooms, to those concerned; never to whoever did it. */
const notifyInRooms = async (
  tx: Tx,
  { number }: Ticket,
  key: MessageKey,
  name: string,
  people: readonly string[],
  by: Actor,
) => {
  const others = people.filter((id) => id !== by.id).slice(0, mostMentioned)
  if (others.length === 0) return
  const params = { number, name, by: by.name }
  const text = say(tx.words(key, params))
  const called = await wantNow(tx, others, 'assigned')
  for (const room of await tx.rooms.of(number, 'agents')) {
    const mentions = await tx.people.usersOn(room.platform, called)
    tx.outbox.say(room, { text, mentions }, { key: `${key}:${number}:${tx.now.getTime()}:${room.id}`, ticket: number })
  }
  await notify(
    tx,
    others.filter((id) => !called.includes(id)),
    {
      kind: 'assigned',
      key: `${key}:${number}:${tx.now.getTime()}`,
      ticket: number,
      by: by.id,
      words: (speaks) => words(speaks, key, params),
    },
  )
}
