import { notify, wantNow } from '../people/notify'
import { say } from '../platform'
import { handOut } from '../queues/hand-out'
import { runRules } from '../rules/run-rules'
import { isOutage, together, type Store, type Unit } from '../store/transaction'
import { gatherWaiting } from '../tickets/gather-waiting'
import { awaitShiftEnd } from '../tickets/await-shift-end'
import { assignTicket, moveTicket, showTicket } from '../tickets/move-ticket'
import { expectFollowers, tellFollower } from '../tickets/tell-followers'
import { isOver, isResting, type Ticket } from '../tickets/ticket'
import type { Tx } from '../tx'
import { momentOf, words, wordsOf } from '../words'
import { isWorking } from './calendar'
import { escalate, startEscalation } from './escalate'
import { dueDesks, type Due, type DueKind } from './clock-rows'
import { retargetClocks } from './ticket-clocks'
import { clockKinds, type ClockKind } from './policy'

export interface SweepParts {
  readonly store: Store
  readonly open: (unit: Unit) => Promise<Tx>
  readonly fired: (due: Due, latenessMs: number) => void
  /** A bug: what was due is tried again later. */
  readonly failed: (error: unknown, due: Due) => void
  /** Does what falls due on no ticket, for a desk with something due. */
  readonly others: (desk: string) => Promise<void>
}
/** Held together until their commit: a click on one of these tickets waits as long. */
const batch = 250
const putOffMs = 300_000

/**
 * Does what has fallen due, each once: a row leaves the directory in the transaction that does what it asks for, so a
 * crash leaves both undone and a second process finds it locked or gone. Desks take turns.
 */
export const sweep = async (parts: SweepParts): Promise<number> => {
  const seen = new Set<string>()
  let count = await sweepRound(parts, seen)
  const goOn = async () => {
    for (let done = -1; done !== 0; count += done) done = await sweepRound(parts, seen)
  }
  if (count > 0) await together(count < batch ? [goOn] : [goOn, goOn], async (one) => one())
  return count
}

/** Two at once while there is much: one thinks while the database works for the other. */
const sweepRound = async (parts: SweepParts, seen: Set<string>): Promise<number> => {
  let count = 0
  for (const desk of await dueDesks(parts.store)) {
    count += await fireNext(parts, desk)
    if (seen.has(desk)) continue
    seen.add(desk)
    await parts.others(desk)
  }
  return count
}

/** What is due next on this desk. One that fails is put off alone: it must not hold back the others of its batch. */
const fireNext = async (parts: SweepParts, desk: string): Promise<number> => {
  let dues: readonly Due<DueKind>[] = []
  try {
    await fireTaken(parts, desk, async (tx) => (dues = await tx.clocks.takeDue(batch)))
  } catch (error) {
    if (dues.length === 0) throw error
    await findFault(parts, desk, dues, error)
  }
  return dues.length
}

/** By halves, down to the one that fails. */
const findFault = async (
  parts: SweepParts,
  desk: string,
  dues: readonly Due<DueKind>[],
  error: unknown,
): Promise<void> => {
  if (isOutage(error)) throw error
  if (dues.length === 1) {
    await parts.store.transaction(desk, async (unit) => (await parts.open(unit)).clocks.putOff(dues[0]!, putOffMs))
    return parts.failed(error, dues[0]!)
  }
  const middle = Math.ceil(dues.length / 2)
  for (const half of [dues.slice(0, middle), dues.slice(middle)])
    try {
      await fireTaken(parts, desk, async (tx) => tx.clocks.takeDue(batch, half))
    } catch (fault) {
      await findFault(parts, desk, half, fault)
    }
}

const fireTaken = async (
  { store, open, fired }: SweepParts,
  desk: string,
  take: (tx: Tx) => Promise<readonly Due<DueKind>[]>,
): Promise<void> =>
  store.transaction(desk, async (unit) => {
    const tx = await open(unit)
    const dues = await take(tx)
    await fireAll(tx, dues)
    await runRules(tx, [...tx.happenings])
    await expectFollowers(tx, null)
    unit.afterCommit(() => {
      for (const due of dues) fired(due, unit.now.getTime() - due.at.getTime())
    })
  })

/** Side by side, so that they ask the database together; one ticket's own in their order. */
const fireAll = async (tx: Tx, dues: readonly Due<DueKind>[]) => {
  const ofTicket = new Map<number, Due<DueKind>[]>()
  for (const due of dues) {
    const number = Number(due.subject.split(':')[0])
    ofTicket.set(number, [...(ofTicket.get(number) ?? []), due])
  }
  const asked = new Set<Ticket>()
  await together(ofTicket, async ([number, own]) => {
    for (const { what, subject } of own) {
      // Held first, as every other change of a ticket does: two orders of locks would be a deadlock.
      const ticket = await tx.tickets.hold(number)
      if (ticket === undefined) return
      if (what === 'hand-out') asked.add(ticket)
      else await fire(tx, ticket, what, subject)
    }
  })
  await handOutAfter(tx, [...asked])
}

const fire = async (tx: Tx, ticket: Ticket, what: Exclude<DueKind, 'hand-out'>, subject: string) => {
  const kind = subject.split(':')[1] as ClockKind | undefined
  switch (what) {
    case 'sla-warn':
      return kind !== undefined && clockKinds.includes(kind) ? warn(tx, ticket, kind) : undefined
    case 'sla-breach':
      return kind !== undefined && clockKinds.includes(kind) ? breach(tx, ticket, kind) : undefined
    case 'pending-over':
      if (ticket.pendingUntil !== null && ticket.pendingUntil <= tx.now) await reopen(tx, ticket)
      return
    case 'retarget':
      await awaitShiftEnd(tx, ticket)
      return retargetClocks(tx, ticket)
    case 'escalate':
      return kind !== undefined && clockKinds.includes(kind) ? escalate(tx, ticket, kind) : undefined
    case 'remind':
      return remindPerson(tx, ticket, subject.slice(subject.indexOf(':') + 1))
    case 'gather':
      return gatherWaiting(tx, ticket, subject.slice(subject.indexOf(':') + 1))
    case 'follow':
      return tellFollower(tx, ticket, subject.slice(subject.indexOf(':') + 1))
    case 'forecast':
      return tellDue(tx, ticket)
    case 'silent':
      return giveBack(tx, ticket)
    case 'shift-over':
      return goHome(tx, ticket)
    case 'close-solved':
      await moveTicket(tx, ticket, { kind: 'close-due' }, null)
  }
}

/** Somebody has room again, or tickets came back: each queue of theirs once, one after another. */
const handOutAfter = async (tx: Tx, tickets: readonly Ticket[]) => {
  const queues = new Set(tickets.map(({ queue }) => queue))
  for (const assignee of new Set(tickets.map((ticket) => ticket.assignee)))
    if (assignee !== null) for (const queue of await tx.agents.routedQueues(assignee)) queues.add(queue)
  for (const queue of [...queues].sort()) await handOut(tx, queue)
}

/** Its assignee said nothing for the queue's time: somebody else may take it. */
const giveBack = async (tx: Tx, ticket: Ticket) => {
  if (ticket.assignee === null || isOver(ticket) || isResting(ticket)) return
  const silent = await tx.people.get(ticket.assignee)
  const text = tx.words('silent.back', { number: ticket.number, subject: ticket.subject, name: silent?.name ?? '' })
  await remind(tx, ticket, `silent:${ticket.number}:${tx.now.getTime()}`, text)
  await tx.agents.markAssigned(ticket.assignee)
  await assignTicket(tx, ticket, null, null)
}

/** Its assignee's shift is over: the queue has it again, and only its room is told, so that nobody is called at home. */
const goHome = async (tx: Tx, ticket: Ticket) => {
  const agent = ticket.assignee === null ? undefined : await tx.agents.get(ticket.assignee)
  const hours = agent === undefined ? undefined : (await tx.clocks.hours([agent]))(agent.calendar)
  const isWanted = (await tx.queues.get(ticket.queue))?.offShift === 'return' && !isOver(ticket) && !isResting(ticket)
  if (agent === undefined || hours === undefined || !isWanted) return
  if (isWorking(hours, tx.now)) return awaitShiftEnd(tx, ticket)
  const name = (await tx.people.get(agent.person))?.name ?? ''
  const text = say(tx.words('shift.back', { number: ticket.number, subject: ticket.subject, name }))
  for (const room of await tx.rooms.of(ticket.number, 'agents'))
    tx.outbox.say(
      room,
      { text },
      { key: `shift-over:${ticket.number}:${tx.now.getTime()}:${room.id}`, ticket: ticket.number },
    )
  await assignTicket(tx, ticket, null, null)
}

const reopen = async (tx: Tx, ticket: Ticket) => {
  await moveTicket(tx, ticket, { kind: 'pending-over' }, null)
  await tx.tickets.change(ticket.number, { risen: true })
  await remind(
    tx,
    ticket,
    `pending-over:${ticket.number}:${ticket.pendingUntil!.getTime()}`,
    words(tx.desk.locale, 'pending.over', { number: ticket.number, subject: ticket.subject }),
  )
}

/** The day has come for which it was forecast. */
const tellDue = async (tx: Tx, ticket: Ticket) => {
  if (isOver(ticket)) return
  const text = tx.words('forecast.due', { number: ticket.number, subject: ticket.subject })
  await remind(tx, ticket, `forecast:${ticket.number}:${tx.now.getTime()}`, text)
  await showTicket(tx, ticket.number)
}

/** To the person alone, who asked for it. */
const remindPerson = async (tx: Tx, ticket: Ticket, id: string) => {
  const reminder = await tx.escalations.takeReminder(id)
  if (reminder === undefined) return
  await notify(tx, [reminder.person], {
    kind: 'reminder',
    key: `remind:${id}`,
    ticket: ticket.number,
    by: null,
    words: (speaks) =>
      words(speaks, 'remind.told', { number: ticket.number, subject: ticket.subject, about: reminder.text ?? '' }),
  })
}

const warn = async (tx: Tx, ticket: Ticket, kind: ClockKind) => {
  if (isOver(ticket)) return
  const clock = await tx.clocks.markWarned(ticket.number, kind)
  if (clock?.dueAt == null) return
  tx.happened('sla-warning', ticket.number)
  const facts = {
    number: ticket.number,
    subject: ticket.subject,
    what: wordsOf(tx.desk.locale, `clock.${kind}`),
    at: momentOf(tx.desk.locale, tx.desk.zone, clock.dueAt, tx.now),
  }
  await remind(
    tx,
    ticket,
    `sla-warn:${ticket.number}:${kind}:${clock.dueAt.getTime()}:${clock.told}`,
    tx.words('sla.warning', facts),
  )
  await showTicket(tx, ticket.number)
}

/** In the ticket's rooms to its assignee; to the whole queue when nobody has it. Places that were told it already are left out. */
const remind = async (tx: Tx, ticket: Ticket, key: string, text: string, told: ReadonlySet<string> = new Set()) => {
  const targets =
    ticket.assignee === null
      ? await tx.queues.places('agents', ticket.queue)
      : await tx.rooms.of(ticket.number, 'agents')
  const called = ticket.assignee === null ? [] : await wantNow(tx, [ticket.assignee], 'breach')
  for (const target of targets.filter(({ id }) => !told.has(id))) {
    const mentions = await tx.people.usersOn(target.platform, called)
    tx.outbox.say(target, { text: say(text), mentions }, { key: `${key}:${target.id}`, ticket: ticket.number })
  }
  if (ticket.assignee !== null)
    await notify(tx, [ticket.assignee], {
      kind: 'breach',
      key: `${key}:direct`,
      ticket: ticket.number,
      by: null,
      words: () => text,
      ...(targets[0] === undefined ? {} : { on: targets[0].platform }),
    })
}

const breach = async (tx: Tx, ticket: Ticket, kind: ClockKind) => {
  if (isOver(ticket)) return
  const clock = await tx.clocks.markBreached(ticket.number, kind)
  if (clock?.dueAt == null) return
  await tx.tickets.change(ticket.number, { overdue: true })
  tx.happened('sla-breach', ticket.number)
  tx.entries.add({
    ticket: ticket.number,
    kind: 'change',
    audience: 'agents',
    author: null,
    data: { field: 'overdue', clock: kind },
  })
  const breachText = tx.words('sla.breach', {
    number: ticket.number,
    subject: ticket.subject,
    what: wordsOf(tx.desk.locale, `clock.${kind}`),
    owner:
      (ticket.assignee === null ? undefined : await tx.people.get(ticket.assignee))?.name ?? tx.words('card.nobody'),
  })
  const told = await startEscalation(tx, { ...ticket, overdue: true }, clock)
  await remind(tx, ticket, `sla-breach:${ticket.number}:${kind}:${clock.dueAt.getTime()}`, breachText, told)
  await showTicket(tx, ticket.number)
}
