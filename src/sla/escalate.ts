import { notify, wantNow } from '../people/notify'
import { say, type Content, type PlaceRef } from '../platform'
import { changePriority } from '../tickets/change-priority'
import { assignTicket } from '../tickets/move-ticket'
import type { Room } from '../tickets/room-rows'
import { isOver, priorities, type Ticket } from '../tickets/ticket'
import type { Tx } from '../tx'
import { wordsOf } from '../words'
import type { Escalation } from './escalation-rows'
import type { Clock, ClockKind } from './policy'
import { usualSteps, type Act } from './steps'

/** A deadline was missed: its policy's steps begin. */
export const startEscalation = async (tx: Tx, ticket: Ticket, clock: Clock) => {
  const policy = (await tx.clocks.policies()).find(({ name }) => name === clock.policy)
  const steps = policy === undefined || policy.steps.length === 0 ? usualSteps : policy.steps
  const facts = { ticket: ticket.number, kind: clock.kind, steps, startedAt: tx.now }
  await goUp(tx, ticket, { ...facts, done: 0, acknowledgedBy: null, acknowledgedAt: null })
}

/** Nothing once somebody took it on or it is solved. */
export const escalate = async (tx: Tx, ticket: Ticket, kind: ClockKind) => {
  const escalation = await tx.escalations.get(ticket.number, kind)
  if (escalation === undefined || escalation.acknowledgedBy !== null || isOver(ticket)) return
  await goUp(tx, ticket, escalation)
}

/** Does the steps whose time has come, and waits for the next. */
const goUp = async (tx: Tx, held: Ticket, escalation: Escalation) => {
  const { kind } = escalation
  let ticket = held
  let done = escalation.done
  const dueAt = (afterMs: number) => new Date(escalation.startedAt.getTime() + afterMs)
  for (const step of escalation.steps.slice(escalation.done)) {
    if (dueAt(step.afterMs) > tx.now) break
    ticket = await take(tx, ticket, kind, step.act, `${escalation.startedAt.getTime()}:${done}`)
    done++
  }
  tx.escalations.save({ ...escalation, done })
  const next = escalation.steps[done]
  if (next !== undefined)
    tx.clocks.schedule({ what: 'escalate', subject: `${ticket.number}:${kind}`, at: dueAt(next.afterMs) })
}

const take = async (tx: Tx, ticket: Ticket, kind: ClockKind, act: Act, key: string): Promise<Ticket> => {
  switch (act.kind) {
    case 'raise':
      return raise(tx, ticket)
    case 'release':
      return assignTicket(tx, ticket, null, null)
    case 'assign': {
      const agent = await tx.people.named(act.name, 'agent')
      return agent === undefined ? ticket : assignTicket(tx, ticket, agent.id, null)
    }
    default:
      await tell(tx, ticket, kind, act, key)
      return ticket
  }
}

const raise = async (tx: Tx, ticket: Ticket): Promise<Ticket> => {
  const priority = priorities[priorities.indexOf(ticket.priority) + 1]
  return priority === undefined ? ticket : changePriority(tx, ticket, priority, null)
}

type Telling = Act & { readonly kind: 'supervisors' | 'assignee' | 'queue' | 'tell' }

const tell = async (tx: Tx, ticket: Ticket, kind: ClockKind, act: Telling, key: string) => {
  const assignee = ticket.assignee === null ? undefined : await tx.people.get(ticket.assignee)
  const facts = {
    number: ticket.number,
    subject: ticket.subject,
    what: wordsOf(tx.desk.locale, `clock.${kind}`),
    owner: assignee?.name ?? tx.words('card.nobody'),
  }
  const text = tx.words('sla.breach', facts)
  const rooms = await tx.rooms.of(ticket.number, 'agents')
  const post = async (target: Room | PlaceRef, people: readonly string[]) => {
    const mentions = await tx.people.usersOn(target.platform, people)
    tx.outbox.say(target, breachPost(tx, ticket, text, mentions), {
      key: `escalate:${ticket.number}:${kind}:${key}:${target.id}`,
      ticket: ticket.number,
    })
  }
  switch (act.kind) {
    case 'supervisors': {
      const supervisors = (await tx.people.withRole('supervisor')).map(({ id }) => id)
      const called = await wantNow(tx, supervisors, 'breach')
      for (const place of await tx.queues.places('supervisors')) await post(place, called)
      await notify(
        tx,
        supervisors.filter((id) => !called.includes(id)),
        {
          kind: 'breach',
          key: `escalate:${ticket.number}:${kind}:${key}`,
          ticket: ticket.number,
          by: null,
          words: () => text,
        },
      )
      return
    }
    case 'assignee':
      for (const room of rooms) await post(room, ticket.assignee === null ? [] : [ticket.assignee])
      return
    case 'queue':
      for (const place of await tx.queues.places('agents', ticket.queue)) await post(place, [])
      return
    case 'tell': {
      const person = await tx.people.named(act.name, 'agent')
      if (person !== undefined) for (const room of rooms) await post(room, [person.id])
    }
  }
}

const breachPost = (tx: Tx, ticket: Ticket, text: string, mentions: Content['mentions']): Content => ({
  text: say(text),
  ...(mentions === undefined ? {} : { mentions }),
  card: {
    title: `#${ticket.number} · ${ticket.subject}`.slice(0, 120),
    tone: 'danger',
    blocks: [
      { kind: 'text', text: say(text) },
      {
        kind: 'controls',
        controls: [
          {
            kind: 'button',
            label: tx.words('button.acknowledge'),
            operation: 'acknowledge',
            input: { ticket: String(ticket.number) },
            style: 'primary',
          },
        ],
      },
    ],
  },
})
