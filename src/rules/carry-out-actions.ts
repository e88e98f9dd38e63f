import type { Actor } from '../model/person'
import { say, defined } from '../platform'
import { Refusal } from '../core/refusal'
import { changeFields } from '../tickets/fields/change-fields'
import { changePriority } from '../tickets/life/change-priority'
import { changeQueue } from '../tickets/life/change-queue'
import { changeTeam } from '../tickets/life/change-team'
import { retargetClocks } from '../sla/ticket-clocks'
import { namedStatus } from '../tickets/life/named-status'
import { assignTicket, moveTicket, showTicket, recordChange } from '../tickets/life/move-ticket'
import { relay } from '../tickets/conversation/relay'
import { replyToCustomer } from '../tickets/conversation/reply-to-customer'
import type { Ticket } from '../model/ticket'
import type { Tx } from '../core/tx'
import type { Action } from './action'
import type { Rule } from './rule-rows'
import { ruleActionOf } from './rule-action'
import { fillFor } from './fill-for'
import { queueWebhook } from './queue-webhook'

/** Does the actions in order, as `by`. Throws Refusal for one that cannot be done now. */
export const carryOutActions = async (
  tx: Tx,
  ticket: Ticket,
  actions: readonly Action[],
  by: Actor,
): Promise<Ticket> => {
  let changed = ticket
  for (const action of actions) changed = await carryOut(tx, changed, action, by)
  return changed
}

/**
 * Does a rule's actions, as the desk. One that cannot be done now does not keep the others from being done; answers the first
 * refusal.
 */
export const carryOutRule = async (
  tx: Tx,
  ticket: Ticket,
  actions: readonly Action[],
  rule: Rule,
): Promise<Refusal | undefined> => {
  let changed = ticket
  let refusal: Refusal | undefined
  for (const action of actions)
    try {
      changed = await carryOut(tx, changed, action, null, rule)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refusal ??= error
    }
  return refusal
}

const carryOut = async (tx: Tx, ticket: Ticket, action: Action, by: Actor | null, rule?: Rule): Promise<Ticket> => {
  const number = ticket.number
  switch (action.kind) {
    case 'priority':
      return ticket.priority === action.priority ? ticket : changePriority(tx, ticket, action.priority, by)
    case 'status': {
      const { base: status, own } = await namedStatus(tx, action.status)
      if (ticket.status === status && ticket.ownStatus === (own ?? null)) return ticket
      const isStillOpen = status === 'closed' && ticket.status !== 'solved'
      // Solves first what is to be closed, as on a card.
      const from = isStillOpen ? await moveTicket(tx, ticket, { kind: 'set', status: 'solved' }, by) : ticket
      return moveTicket(
        tx,
        from,
        {
          kind: 'set',
          status,
          ...defined({ own }),
          ...(action.ms === null ? {} : { until: new Date(tx.now.getTime() + action.ms) }),
        },
        by,
      )
    }
    case 'tag':
    case 'untag': {
      const tags = await tx.tickets[action.kind](number, action.tags)
      if (tags.length === 0) return ticket
      recordChange(tx, number, by, { field: 'tags', [action.kind === 'tag' ? 'added' : 'removed']: tags })
      return shown(tx, ticket)
    }
    case 'assign': {
      const agent = await tx.people.named(action.name, 'agent')
      if (agent === undefined) throw new Refusal('not-an-agent', { name: action.name })
      return assignTicket(tx, ticket, agent.id, by)
    }
    case 'team': {
      const team = action.name === '-' ? null : await tx.teams.named(action.name)
      if (team === undefined) throw new Refusal('no-such-team', { name: action.name })
      return changeTeam(tx, ticket, team, by)
    }
    case 'canned': {
      const reply = await tx.canned.named(action.name, by?.id ?? null)
      if (reply === undefined) throw new Refusal('no-such-canned', { name: action.name })
      await speak(tx, ticket, { kind: 'reply', text: reply.text }, by)
      return (await tx.tickets.get(number))!
    }
    case 'webhook':
      // A macro is its agent's: what leaves the desk is for admins to say, in a rule.
      if (rule === undefined) throw new Refusal('webhook-by-rule')
      await queueWebhook(tx, ticket, action.url, rule)
      return ticket
    case 'own':
      return ruleActionOf(tx, action.word).run(tx, ticket, action.asked, by)
    case 'release':
      return assignTicket(tx, ticket, null, by)
    case 'set':
      await changeFields(tx, ticket, action.fields, by)
      return ticket
    case 'queue': {
      const queue = await tx.queues.named(action.name)
      if (queue === undefined) throw new Refusal('no-such-queue', { name: action.name })
      return changeQueue(tx, ticket, queue, by)
    }
    default:
      await speak(tx, ticket, action, by)
      return (await tx.tickets.get(number))!
  }
}

const shown = async (tx: Tx, ticket: Ticket): Promise<Ticket> => {
  await retargetClocks(tx, ticket)
  await showTicket(tx, ticket.number)
  return ticket
}

const speak = async (tx: Tx, ticket: Ticket, action: Action & { readonly text: string }, by: Actor | null) => {
  const text = say(await fillFor(tx, ticket, action.text, by))
  if (action.kind === 'reply')
    return by === null
      ? replyAsDesk(tx, ticket, text)
      : void (await replyToCustomer(tx, ticket, by, await held(tx, ticket, text)))
  const entry = tx.entries.add({
    ticket: ticket.number,
    kind: 'note',
    audience: 'agents',
    author: by?.id ?? null,
    text,
  })
  const rooms = await tx.rooms.of(ticket.number, 'agents')
  if (action.kind === 'note') return relay(tx, rooms, { entry, author: by ?? desk(tx), text })
  for (const place of await tx.queues.places('supervisors'))
    tx.outbox.say(place, { text }, { key: `notify:${entry.id}:${place.id}`, ticket: ticket.number })
}

/** An agent's words can be taken back for as long as any reply of the queue. */
const held = async (tx: Tx, ticket: Ticket, text: ReturnType<typeof say>) => ({
  text,
  takeBackMs: (await tx.queues.get(ticket.queue))?.takeBackMs ?? 0,
})

/** An automatic answer is no first response: nobody has looked yet. */
const replyAsDesk = async (tx: Tx, ticket: Ticket, text: ReturnType<typeof say>) => {
  const entry = tx.entries.add({
    ticket: ticket.number,
    kind: 'message',
    audience: 'customer',
    author: null,
    text,
    data: { reply: await tx.entries.nextReply(ticket.number) },
  })
  await relay(tx, await tx.rooms.of(ticket.number), { entry, author: desk(tx), text })
}

const desk = (tx: Tx) =>
  ({ id: '', name: tx.desk.name, role: 'agent', locale: null, picture: null, blockedAt: null, noted: false }) as const
