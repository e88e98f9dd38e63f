import { say } from '../platform'
import { awaitShiftEnd } from '../tickets/life/await-shift-end'
import { gatherWaiting } from './gather-waiting'
import { assignTicket, moveTicket, showTicket } from '../tickets/life/move-ticket'
import { tellFollower } from './notify-followers'
import { isOver, isResting, type Ticket } from '../model/ticket'
import type { Tx } from '../core/tx'
import { words } from '../core/words'
import type { Alarms } from './alarms'
import { isWorking } from '../model/calendar'
import type { DueKind } from '../sla/due-rows'
import { announceBreach, warn } from './deadline'
import { escalate } from './escalate'
import { clockKinds, type ClockKind } from '../model/policy'
import { remind } from './remind'
import { tellReminders } from './notify-reminders'
import { retargetClocks } from '../sla/ticket-clocks'

/** Does what a ticket, which is held, has fallen due for; who is to be told of it is left with `alarms`. */
export const fallDue = async (
  tx: Tx,
  alarms: Alarms,
  ticket: Ticket,
  what: Exclude<DueKind, 'hand-out'>,
  subject: string,
) => {
  const kind = subject.split(':')[1] as ClockKind | undefined
  switch (what) {
    case 'sla-warn':
      return kind !== undefined && clockKinds.includes(kind) ? warn(tx, alarms, ticket, kind) : undefined
    case 'sla-breached':
      return kind !== undefined && clockKinds.includes(kind) ? announceBreach(tx, alarms, ticket, kind) : undefined
    case 'pending-over':
      if (ticket.pendingUntil !== null && ticket.pendingUntil <= tx.now) await reopen(tx, alarms, ticket)
      return
    case 'retarget':
      await awaitShiftEnd(tx, ticket)
      return retargetClocks(tx, ticket)
    case 'escalate':
      return kind !== undefined && clockKinds.includes(kind) ? escalate(tx, alarms, ticket, kind) : undefined
    case 'remind':
      return tellReminders(tx, [subject])
    case 'gather':
      return gatherWaiting(tx, ticket, subject.slice(subject.indexOf(':') + 1))
    case 'follow':
      return tellFollower(tx, ticket, subject.slice(subject.indexOf(':') + 1))
    case 'forecast':
      return tellForecast(tx, alarms, ticket)
    case 'silent':
      return giveBack(tx, alarms, ticket)
    case 'shift-over':
      return goHome(tx, ticket)
    case 'close-solved':
      await moveTicket(tx, ticket, { kind: 'close-due' }, null)
  }
}

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
const tellForecast = async (tx: Tx, alarms: Alarms, ticket: Ticket) => {
  if (isOver(ticket)) return
  await remind(tx, alarms, {
    kind: 'forecast',
    ticket,
    key: `forecast:${ticket.number}:${tx.now.getTime()}`,
    words: (speaks) => words(speaks, 'forecast.due', { number: ticket.number, subject: ticket.subject }),
  })
  await showTicket(tx, ticket.number)
}
