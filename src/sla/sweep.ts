import { notify } from '../people/notify'
import { say } from '../platform'
import { handOut, handOutTo } from '../queues/hand-out'
import { runRules } from '../rules/run-rules'
import type { Store, Unit } from '../store/transaction'
import { assignTicket, moveTicket, showTicket } from '../tickets/move-ticket'
import { isOver, isResting, type Ticket } from '../tickets/ticket'
import type { Tx } from '../tx'
import { momentOf, words, wordsOf } from '../words'
import { escalate, startEscalation } from './escalate'
import { dueDesks, type Due } from './clock-rows'
import { retargetClocks } from './ticket-clocks'
import { clockKinds, type ClockKind } from './policy'

export interface SweepParts {
  readonly store: Store
  readonly open: (unit: Unit) => Promise<Tx>
  readonly fired: (due: Due, latenessMs: number) => void
  /** A bug: what was due is tried again later. */
  readonly failed: (error: unknown, due: Due | undefined) => void
}
const batch = 200
const putOffMs = 300_000

/**
 * Does what has fallen due, each once: a row leaves the directory in the transaction that does what it asks for, so a
 * crash leaves both undone and a second process finds it locked or gone.
 */
export const sweep = async (parts: SweepParts): Promise<number> => {
  let count = 0
  for (const desk of await dueDesks(parts.store)) count += await sweepDesk(parts, desk)
  return count
}

/** One that fails is put off alone: it must not hold back the others of its batch. */
const sweepDesk = async (parts: SweepParts, desk: string): Promise<number> => {
  let count = 0
  let size = batch
  for (;;)
    try {
      const done = await fireDue(parts, desk, size)
      count += done
      if (done < size) return count
    } catch (error) {
      if (size === 1) {
        const due = await parts.store.transaction(desk, async (unit) =>
          (await parts.open(unit)).clocks.putOff(putOffMs),
        )
        parts.failed(error, due)
      }
      size = 1
    }
}

const fireDue = async ({ store, open, fired }: SweepParts, desk: string, size: number): Promise<number> =>
  store.transaction(desk, async (unit) => {
    const tx = await open(unit)
    const dues = await tx.clocks.takeDue(size)
    for (const due of dues) await fire(tx, due)
    await runRules(tx, [...tx.happenings])
    unit.afterCommit(() => {
      for (const due of dues) fired(due, unit.now.getTime() - due.at.getTime())
    })
    return dues.length
  })

const fire = async (tx: Tx, { what, subject }: Due) => {
  const [number, kind] = subject.split(':') as [string, ClockKind | undefined]
  // Held first, as every other change of a ticket does: two orders of locks would be a deadlock.
  const ticket = await tx.tickets.hold(Number(number))
  if (ticket === undefined) return
  switch (what) {
    case 'sla-warn':
      return kind !== undefined && clockKinds.includes(kind) ? warn(tx, ticket, kind) : undefined
    case 'sla-breach':
      return kind !== undefined && clockKinds.includes(kind) ? breach(tx, ticket, kind) : undefined
    case 'pending-over':
      if (ticket.pendingUntil !== null && ticket.pendingUntil <= tx.now) await reopen(tx, ticket)
      return
    case 'retarget':
      return retargetClocks(tx, ticket)
    case 'escalate':
      return kind !== undefined && clockKinds.includes(kind) ? escalate(tx, ticket, kind) : undefined
    case 'remind':
      return remindPerson(tx, ticket, subject.slice(subject.indexOf(':') + 1))
    case 'hand-out':
      await handOutAfter(tx, ticket)
      return
    case 'silent':
      return giveBack(tx, ticket)
    case 'close-solved':
      await moveTicket(tx, ticket, { kind: 'close-due' }, null)
  }
}

/** Somebody has room again, or a ticket came back. */
const handOutAfter = async (tx: Tx, ticket: Ticket) => {
  await handOut(tx, ticket.queue)
  if (ticket.assignee !== null) await handOutTo(tx, ticket.assignee)
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

/** In the ticket's rooms to its assignee; to the whole queue when nobody has it. */
const remind = async (tx: Tx, ticket: Ticket, key: string, text: string) => {
  const targets =
    ticket.assignee === null
      ? await tx.queues.places('agents', ticket.queue)
      : await tx.rooms.of(ticket.number, 'agents')
  for (const target of targets) {
    const mentions = ticket.assignee === null ? [] : await tx.people.usersOn(target.platform, [ticket.assignee])
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
  await startEscalation(tx, { ...ticket, overdue: true }, clock)
  await remind(tx, ticket, `sla-breach:${ticket.number}:${kind}:${clock.dueAt.getTime()}`, breachText)
  await showTicket(tx, ticket.number)
}
