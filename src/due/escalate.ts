import { wantNow } from '../people/notify'
import { clip, type Card, type RichText } from '../platform'
import { asRichText } from '../core/rich-words'
import { changePriority } from '../tickets/life/change-priority'
import { changeTeam } from '../tickets/life/change-team'
import { assignTicket } from '../tickets/life/move-ticket'
import { isOver, priorities, type Ticket } from '../model/ticket'
import type { Tx } from '../core/tx'
import { words, wordsOf } from '../core/words'
import type { Alarms } from './alarms'
import type { Alarm } from './alarm'
import type { Escalation } from '../sla/escalation-rows'
import type { Clock, ClockKind } from '../model/policy'
import { wholeChain } from '../sla/step-chain'
import type { Act } from '../model/steps'
import { newRecipients, type Target, type Recipients } from './recipients'

/** A deadline was missed: its policy's steps begin. Answers the places that they told of it at once. */
export const startEscalation = async (
  tx: Tx,
  alarms: Alarms,
  ticket: Ticket,
  clock: Clock & { readonly breachedAt: Date },
): Promise<ReadonlySet<string>> => {
  const steps = wholeChain(await tx.clocks.policies(), clock.policy)
  const facts = { ticket: ticket.number, kind: clock.kind, steps, startedAt: clock.breachedAt }
  const told = ticket.assignee === null ? [] : [ticket.assignee]
  // The breach tells its assignee by itself.
  const escalation = { ...facts, done: 0, told, acknowledgedBy: null, acknowledgedAt: null }
  return goUp(tx, alarms, ticket, escalation, ticket.assignee)
}

/** Nothing once somebody took it on or it is solved. */
export const escalate = async (tx: Tx, alarms: Alarms, ticket: Ticket, kind: ClockKind) => {
  const escalation = await tx.escalations.get(ticket.number, kind)
  if (escalation === undefined || escalation.acknowledgedBy !== null || isOver(ticket)) return
  await goUp(tx, alarms, ticket, escalation, null)
}

/** Does the steps whose time has come, and waits for the next. */
const goUp = async (
  tx: Tx,
  alarms: Alarms,
  held: Ticket,
  escalation: Escalation,
  pinged: string | null,
): Promise<ReadonlySet<string>> => {
  const { kind, startedAt } = escalation
  const going: Going = {
    kind,
    key: `escalate:${held.number}:${kind}:${startedAt.getTime()}:${escalation.done}`,
    telling: newRecipients(),
    alone: new Set(),
    told: new Set(escalation.told),
    pinged,
  }
  let ticket = held
  let done = escalation.done
  const dueAt = (afterMs: number) => new Date(startedAt.getTime() + afterMs)
  for (const step of escalation.steps.slice(escalation.done)) {
    if (dueAt(step.afterMs) > tx.now) break
    ticket = await take(tx, ticket, step.act, going)
    done++
  }
  await notifyAll(tx, alarms, ticket, going)
  tx.escalations.save({ ...escalation, done, told: [...going.told] })
  const next = escalation.steps[done]
  if (next !== undefined)
    tx.clocks.schedule({ what: 'escalate', subject: `${ticket.number}:${kind}`, at: dueAt(next.afterMs) })
  return new Set(going.telling.posts().map(({ target }) => target.id))
}

/** One moment of an escalation: what its steps have told by now. */
interface Going {
  readonly kind: ClockKind
  readonly key: string
  readonly telling: Recipients
  /** People who do not want to be called by name. */
  readonly alone: Set<string>
  /** Everybody who was told since the breach. */
  readonly told: Set<string>
  /** Person who hears of this moment another way. */
  readonly pinged: string | null
}

const take = async (tx: Tx, ticket: Ticket, act: Act, going: Going): Promise<Ticket> => {
  switch (act.kind) {
    case 'raise':
      return raise(tx, ticket)
    case 'release':
      return assignTicket(tx, ticket, null, null)
    case 'assign': {
      const agent = await tx.people.named(act.name, 'agent')
      return agent === undefined ? ticket : assignTicket(tx, ticket, agent.id, null)
    }
    case 'team': {
      const team = await tx.teams.named(act.name)
      if (team === undefined || ticket.team === team.id) return ticket
      call(going, await tx.rooms.of(ticket.number, 'agents'), await tx.teams.members(team.id))
      return changeTeam(tx, ticket, team, null)
    }
    case 'policy':
      // Its steps stand in the chain already.
      return ticket
    default:
      await notifyStep(tx, ticket, act, going)
      return ticket
  }
}

const raise = async (tx: Tx, ticket: Ticket): Promise<Ticket> => {
  const priority = priorities[priorities.indexOf(ticket.priority) + 1]
  return priority === undefined ? ticket : changePriority(tx, ticket, priority, null)
}

type NotifyingAct = Act & { readonly kind: 'supervisors' | 'next supervisor' | 'assignee' | 'queue' | 'tell' }

const notifyStep = async (tx: Tx, ticket: Ticket, act: NotifyingAct, going: Going) => {
  const rooms = await tx.rooms.of(ticket.number, 'agents')
  switch (act.kind) {
    case 'supervisors': {
      const supervisors = (await tx.people.withRole('supervisor')).map(({ id }) => id)
      return callSupervisors(tx, supervisors, going)
    }
    case 'next supervisor': {
      const next = await nextSupervisor(tx, ticket, going.told)
      return next === undefined ? undefined : callSupervisors(tx, [next], going)
    }
    case 'assignee':
      return call(going, rooms, ticket.assignee === null ? [] : [ticket.assignee])
    case 'queue':
      return call(going, await tx.queues.places('agents', ticket.queue), [])
    case 'tell': {
      const person = await tx.people.named(act.name, 'agent')
      if (person !== undefined) call(going, rooms, [person.id])
    }
  }
}

const call = ({ telling, told }: Going, targets: readonly Target[], people: readonly string[]) => {
  telling.call(targets, people)
  for (const person of people) told.add(person)
}

/** In their place, by name those who want it, the others alone. */
const callSupervisors = async (tx: Tx, supervisors: readonly string[], going: Going) => {
  const others = supervisors.filter((id) => id !== going.pinged)
  const called = await wantNow(tx, others, 'breach')
  call(going, await tx.queues.places('supervisors'), called)
  for (const id of others.filter((one) => !called.includes(one))) {
    going.alone.add(id)
    going.told.add(id)
  }
}

/** Of those whom nobody told since the breach: first who serves the queue and is here, last who is away. */
const nextSupervisor = async (tx: Tx, ticket: Ticket, told: ReadonlySet<string>): Promise<string | undefined> => {
  const serving = new Map((await tx.agents.ofQueue(ticket.queue, [])).map((agent) => [agent.person, agent]))
  const turn = (id: string) => {
    const agent = serving.get(id)
    return agent === undefined ? 1 : agent.awayUntil !== null && agent.awayUntil > tx.now ? 2 : 0
  }
  const untold = (await tx.people.withRole('supervisor')).filter(({ id }) => !told.has(id))
  return untold.sort((a, b) => turn(a.id) - turn(b.id) || (a.name < b.name ? -1 : 1))[0]?.id
}

const notifyAll = async (tx: Tx, alarms: Alarms, ticket: Ticket, { kind, key, telling, alone }: Going) => {
  const posts = telling.posts()
  if (posts.length === 0 && alone.size === 0) return
  const alarm = await breachAlarm(tx, ticket, kind, key)
  const text = asRichText(alarm.words(tx.desk.locale, tx.desk.zone))
  const withButton = { ...alarm, card: breachCard(tx, ticket, text) }
  for (const { target, people } of posts) alarms.at(target, withButton, people)
  for (const person of alone) alarms.alone(person, alarm)
}

export const breachAlarm = async (tx: Tx, ticket: Ticket, kind: ClockKind, key: string): Promise<Alarm> => {
  const { number, subject, assignee } = ticket
  const name = assignee === null ? undefined : (await tx.people.get(assignee))?.name
  const owner = (speaks: Tx['speaks']) => name ?? words(speaks, 'card.nobody')
  const what = (speaks: Tx['speaks']) => wordsOf(speaks, `clock.${kind}`)
  return {
    kind: 'breach',
    ticket,
    key,
    words: (speaks) => words(speaks, 'sla.breach', { number, subject, what: what(speaks), owner: owner(speaks) }),
    detail: (speaks) => `${what(speaks)}, ${owner(speaks)}`,
  }
}

const breachCard = (tx: Tx, ticket: Ticket, text: RichText): Card => ({
  title: clip(`#${ticket.number} · ${ticket.subject}`, 120),
  tone: 'danger',
  blocks: [
    { kind: 'text', text },
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
})
