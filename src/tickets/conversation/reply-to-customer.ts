import type { Actor } from '../../model/person'
import {
  say,
  type Answer,
  type Control,
  type FileRef,
  type Locale,
  type PostRef,
  type RichText,
  defined,
} from '../../platform'
import { Refusal } from '../../core/refusal'
import { pipelined } from '../../store/transaction'
import type { Tx } from '../../core/tx'
import { words, wordsOf } from '../../core/words'
import type { Entry } from '../entry-rows'
import { readingAlong } from './hear-customer'
import { reachControls } from './lose-room'
import { assignTicket, moveTicket, showTicket } from '../life/move-ticket'
import { knowPost } from './open-ticket'
import { answersTo, filesKey, keepFiles, relay } from './relay'
import type { Room } from '../room-rows'
import type { Ticket } from '../../model/ticket'

export interface ReplyWords {
  readonly text: RichText
  readonly files?: readonly FileRef[]
  /** The note whose files go along. */
  readonly filesOf?: string
  /** The note whose words they are. */
  readonly ofNote?: string
  readonly replyTo?: PostRef
  /** Room and post of it, if it stands somewhere already. */
  readonly said?: { readonly room: Room; readonly post: { readonly ref: PostRef; readonly at: Date } }
  /** Time in which it can be taken back before it goes out. */
  readonly takeBackMs?: number
  /** Time that the agent worked on it. */
  readonly spentMs?: number
}

/** An agent's words to the customer. Whoever answers an unclaimed ticket has it; the first response counts at the press. */
export const replyToCustomer = async (
  tx: Tx,
  ticket: Ticket,
  agent: Actor,
  { text, files = [], filesOf, ofNote, replyTo, said, takeBackMs = 0, spentMs }: ReplyWords,
): Promise<Entry> => {
  if (ticket.status === 'closed') throw new Refusal('ticket-is-closed', { number: ticket.number })
  if (ticket.internal) throw new Refusal('ticket-is-internal', { number: ticket.number })
  const [reply, answers, rooms] = await pipelined(
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
      ...defined({ note: ofNote, spent: spentMs }),
    },
  })
  keepFiles(tx, entry, files)
  if (said !== undefined) knowPost(tx, entry, said.room, said.post)

  const elsewhere = rooms.filter(({ id }) => id !== said?.room.id)
  // Said in a customer's own room it is for that customer; from anywhere else it is for all whose tickets became one.
  const heard = said?.room.side === 'customer' ? readingAlong(rooms, said.room) : elsewhere
  const customers = heard.filter(({ side }) => side === 'customer')
  const words = {
    entry,
    author: agent,
    ...(takeBackMs > 0 ? { notBefore: new Date(tx.now.getTime() + takeBackMs) } : {}),
  }
  await pipelined(
    relay(tx, customers, { ...words, text, ...defined({ filesOf }) }),
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

/** Answers the agent: to whom it goes, and how long it can be taken back. */
export const recordReplied = async (
  tx: Tx,
  { number, requester }: Ticket,
  replied: Promise<Entry>,
  takeBackMs: number,
): Promise<Answer> => {
  const [{ id }, customer, rooms] = await pipelined(replied, tx.people.get(requester), tx.rooms.of(number, 'customer'))
  const { name } = customer!
  const own = rooms.filter(({ copyFor }) => copyFor === null)
  const lost = own.length > 0 && own.every((room) => room.lost !== null) ? own[0]!.lost : null
  if (lost !== null)
    return withControls(tx, words(tx.speaks, 'reply.lost', { name }), reachControls(number, lost, tx.speaks))
  if (takeBackMs === 0) return tx.say('reply.done', { number, name })
  // The receipt may come late where many write: what can be done about the reply is said at once.
  const text = words(tx.speaks, 'reply.done-held', { number, name, seconds: Math.round(takeBackMs / 1000) })
  return withControls(tx, text, heldControls(id, tx.speaks))
}

const withControls = (tx: Tx, text: string, controls: readonly Control[]): Answer =>
  tx.answer({
    text: say(text),
    card: {
      title: words(tx.speaks, 'reply.told'),
      tone: 'neutral',
      blocks: [
        { kind: 'text', text: say(text) },
        { kind: 'controls', controls },
      ],
    },
  })

/** Controls of a reply that waits for its time. */
export const heldControls = (reply: string, locale: Locale): Control[] => {
  const button = (operation: string): Control => ({
    kind: 'button',
    label: wordsOf(locale, `button.${operation}`),
    operation,
    input: { reply },
  })
  return [button('take-back'), button('send-now')]
}
