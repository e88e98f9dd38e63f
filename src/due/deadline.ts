import { showTicket } from '../tickets/life/move-ticket'
import { isOver, type Ticket } from '../model/ticket'
import type { Tx } from '../core/tx'
import { wordsOf } from '../core/words'
import type { Alarms } from './alarms'
import { breachAlarm, startEscalation } from './escalate'
import type { ClockKind } from '../model/policy'
import { remind } from './remind'
import { momentIn, richSentence, timeIn } from '../core/rich-words'

/** A deadline is near. */
export const warn = async (tx: Tx, alarms: Alarms, ticket: Ticket, kind: ClockKind) => {
  if (isOver(ticket)) return
  const clock = await tx.clocks.markWarned(ticket.number, kind)
  if (clock?.dueAt == null) return
  const { dueAt, told } = clock
  tx.happened('sla-warning', ticket.number)
  const { number, subject } = ticket
  const what = (speaks: Tx['speaks']) => wordsOf(speaks, `clock.${kind}`)
  await remind(tx, alarms, {
    kind: 'warning',
    ticket,
    key: `sla-warn:${number}:${kind}:${dueAt.getTime()}:${told}`,
    words: (speaks, zone) =>
      richSentence(speaks, 'sla.warning', {
        number,
        subject,
        what: what(speaks),
        at: timeIn(speaks, zone, dueAt, tx.now),
      }),
    detail: (speaks, zone) => `${what(speaks)}, ${momentIn(speaks, zone, dueAt, tx.now)}`,
  })
  await showTicket(tx, number)
}

/** A deadline was missed, and is claimed: its ticket is overdue, and people hear of it. */
export const announceBreach = async (tx: Tx, alarms: Alarms, ticket: Ticket, kind: ClockKind) => {
  if (isOver(ticket)) return
  const clock = (await tx.clocks.of(ticket.number)).find((one) => one.kind === kind)
  if (clock?.breachedAt == null || clock.state === 'cancelled') return
  await tx.tickets.change(ticket.number, { overdue: true })
  tx.happened('sla-breach', ticket.number)
  tx.entries.add({
    ticket: ticket.number,
    kind: 'change',
    audience: 'agents',
    author: null,
    data: { field: 'overdue', clock: kind },
  })
  const overdue: Ticket = { ...ticket, overdue: true }
  const told = await startEscalation(tx, alarms, overdue, { ...clock, breachedAt: clock.breachedAt })
  const key = `sla-breach:${ticket.number}:${kind}:${clock.breachedAt.getTime()}`
  await remind(tx, alarms, await breachAlarm(tx, overdue, kind, key), told)
  await showTicket(tx, ticket.number)
}
