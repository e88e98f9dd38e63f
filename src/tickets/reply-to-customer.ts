import type { Actor } from '../people/person'
import { say, type Answer, type FileRef, type PostRef, type RichText } from '../platform'
import { Refusal } from '../refusal'
import { inOneBreath } from '../store/transaction'
import type { Tx } from '../tx'
import { words } from '../words'
import type { Entry } from './entry-rows'
import { assignTicket, moveTicket, showTicket } from './move-ticket'
import { knowPost } from './open-ticket'
import { answersTo, filesKey, keepFiles, relay } from './relay'
import type { Room } from './room-rows'
import type { Ticket } from './ticket'

export interface ReplyWords {
  readonly text: RichText
  readonly files?: readonly FileRef[]
  /** The note whose files go along. */
  readonly filesOf?: string
  readonly replyTo?: PostRef
  /** Where it was written, if it stands somewhere already. */
  readonly said?: { readonly room: Room; readonly post: { readonly ref: PostRef; readonly at: Date } }
  /** How long it can be taken back before it goes out. */
  readonly takeBackMs?: number
  /** How long the agent worked on it. */
  readonly spentMs?: number
}

/** An agent's words to the customer. Whoever answers an unclaimed ticket has it; the first response counts at the press. */
export const replyToCustomer = async (
  tx: Tx,
  ticket: Ticket,
  agent: Actor,
  { text, files = [], filesOf, replyTo, said, takeBackMs = 0, spentMs }: ReplyWords,
): Promise<Entry> => {
  if (ticket.status === 'closed') throw new Refusal('ticket-is-closed', { number: ticket.number })
  if (ticket.internal) throw new Refusal('ticket-is-internal', { number: ticket.number })
  const [reply, answers, rooms] = await inOneBreath(
    tx.entries.nextReply(ticket.number),
    answersTo(tx, replyTo),
    tx.rooms.of(ticket.number),
    tx.clocks.move(ticket.number, 'agent-replied'),
  )
  const entry = tx.entries.add({
    ticket: ticket.number,
    kind: 'message',
    audience: 'customer',
    author: agent.id,
    text,
    data: {
      reply,
      ...answers,
      ...(spentMs === undefined ? {} : { spent: spentMs }),
    },
  })
  keepFiles(tx, entry, files)
  if (said !== undefined) knowPost(tx, entry, said.room, said.post)

  const elsewhere = rooms.filter(({ id }) => id !== said?.room.id)
  const customers = elsewhere.filter(({ side }) => side === 'customer')
  const words = {
    entry,
    author: agent,
    ...(takeBackMs > 0 ? { notBefore: new Date(tx.now.getTime() + takeBackMs) } : {}),
  }
  await inOneBreath(
    relay(tx, customers, { ...words, text, ...(filesOf === undefined ? {} : { filesOf }) }),
    ...rooms.filter(({ side }) => side === 'agents').map(async (room) => tx.outbox.show('reply', entry.id, room)),
  )
  // A receipt shows words, no files.
  if (files.length > 0) {
    const agents = elsewhere.filter(({ side }) => side === 'agents')
    await relay(tx, agents, { ...words, text: [], key: filesKey })
  }

  if (ticket.risen) await tx.tickets.change(ticket.number, { risen: false })
  if (ticket.firstRepliedAt === null) await tx.tickets.change(ticket.number, { firstRepliedAt: tx.now })
  const owned = ticket.assignee === null ? await assignTicket(tx, ticket, agent.id, agent) : ticket
  await moveTicket(tx, owned, { kind: 'agent-replied' }, agent)
  await tx.clocks.unschedule('silent', String(ticket.number))
  await showTicket(tx, ticket.number)
  return entry
}

/** What the agent hears: to whom it goes, and how long it can be taken back. */
export const tellReplied = async (tx: Tx, ticket: Ticket, takeBackMs: number): Promise<Answer> =>
  tx.answer({ text: say(await repliedWords(tx, ticket, takeBackMs)) })

export const repliedWords = async (tx: Tx, { number, requester }: Ticket, takeBackMs: number): Promise<string> => {
  const name = (await tx.people.get(requester))!.name
  return takeBackMs > 0
    ? words(tx.speaks, 'reply.done-held', { number, name, seconds: Math.round(takeBackMs / 1000) })
    : words(tx.speaks, 'reply.done', { number, name })
}
