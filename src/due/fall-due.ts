import { say } from '../platform'
import { awaitShiftEnd } from '../tickets/life/await-shift-end'
import { gatherWaiting } from './gather-waiting'
import { assignTicket, moveTicket, showTicket } from '../tickets/life/move-ticket'
import { notifyFollower } from './notify-followers'
import { isOver, isResting, type Ticket } from '../model/ticket'
import type { Tx } from '../core/tx'
import { words } from '../core/words'
import type { Alarms } from './alarms'
import { isWorking } from '../model/calendar'
import type { DueKind } from '../sla/due-rows'
import { announceBreach, warn } from './deadline'
import { escalate } from './escalate'
import type { DueHandlers, FallsDue } from './falls-due'
import { clockKinds, type ClockKind } from '../model/policy'
import { remind } from './remind'
import { notifyReminders } from './notify-reminders'
import { retargetClocks } from '../sla/ticket-clocks'

/** Does what a ticket, which is held, has fallen due for; who is to be told of it is left with `alarms`. */
export const fallDue = async (
  tx: Tx,
  alarms: Alarms,
  ticket: Ticket,
  what: Exclude<DueKind, 'hand-out'>,
  subject: string,
): Promise<void> =>
  tx.registered.due[what](tx, ticket, { subject, about: subject.slice(subject.indexOf(':') + 1), alarms })

type OfClock = (tx: Tx, alarms: Alarms, ticket: Ticket, kind: ClockKind) => Promise<unknown>
const ofClock =
  (run: OfClock): FallsDue =>
  async (tx, ticket, { subject, alarms }) => {
    const kind = clockKinds.find((one) => one === subject.split(':')[1])
    if (kind !== undefined) await run(tx, alarms, ticket, kind)
  }

/** Handlers of the kinds of moment that every desk has. */
export const usualDue = {
  'sla-warn': ofClock(warn),
  'sla-breached': ofClock(announceBreach),
  escalate: ofClock(escalate),
  'pending-over': async (tx, ticket, { alarms }) => {
    if (ticket.pendingUntil !== null && ticket.pendingUntil <= tx.now) await reopen(tx, alarms, ticket)
  },
  retarget: async (tx, ticket) => {
    await awaitShiftEnd(tx, ticket)
    await retargetClocks(tx, ticket)
  },
  remind: async (tx, _ticket, { subject }) => notifyReminders(tx, [subject]),
  gather: async (tx, ticket, { about }) => gatherWaiting(tx, ticket, about),
  follow: async (tx, ticket, { about }) => notifyFollower(tx, ticket, about),
  forecast: async (tx, ticket, { alarms }) => notifyForecast(tx, alarms, ticket),
  silent: async (tx, ticket, { alarms }) => giveBack(tx, alarms, ticket),
  'shift-over': async (tx, ticket) => goHome(tx, ticket),
  'close-solved': async (tx, ticket) => void (await moveTicket(tx, ticket, { kind: 'close-due' }, null)),
} satisfies Partial<DueHandlers>

/** Its assignee said nothing for the queue's time: somebody else may take it. */
const giveBack = async (tx: Tx, alarms: Alarms, ticket: Ticket) => {
  if (ticket.assignee === null || isOver(ticket) || isResting(ticket)) return
  const name = (await tx.people.get(ticket.assignee))?.name ?? ''
  await remind(tx, alarms, {
    kind: 'silent',
    ticket,
    key: `silent:${ticket.number}:${tx.now.getTime()}`,
    words: (speaks) => words(speaks, 'silent.back', { number: ticket.number, subject: ticket.subject, name }),
    detail: () => name,
  })
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

const reopen = async (tx: Tx, alarms: Alarms, ticket: Ticket) => {
  await moveTicket(tx, ticket, { kind: 'pending-over' }, null)
  await tx.tickets.change(ticket.number, { risen: true })
  await remind(tx, alarms, {
    kind: 'pending-over',
    ticket,
    key: `pending-over:${ticket.number}:${ticket.pendingUntil!.getTime()}`,
    words: (speaks) => words(speaks, 'pending.over', { number: ticket.number, subject: ticket.subject }),
  })
}

/** The day has come for which it was forecast. */
const notifyForecast = async (tx: Tx, alarms: Alarms, ticket: Ticket) => {
  if (isOver(ticket)) return
  await remind(tx, alarms, {
    kind: 'forecast',
    ticket,
    key: `forecast:${ticket.number}:${tx.now.getTime()}`,
    words: (speaks) => words(speaks, 'forecast.due', { number: ticket.number, subject: ticket.subject }),
  })
  await showTicket(tx, ticket.number)
}
