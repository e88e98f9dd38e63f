import { notifyEach, type Notice } from '../people/notify'
import type { Tx } from '../core/tx'
import { words } from '../core/words'
import type { TakenReminder } from '../sla/escalation-rows'

/** Personal reminders whose tickets are held: each to the person alone who asked for it, a few statements for all. */
export const notifyReminders = async (tx: Tx, subjects: readonly string[]) => {
  const reminders = await tx.escalations.takeReminders(
    subjects.map((subject) => subject.slice(subject.indexOf(':') + 1)),
  )
  await notifyEach(
    tx,
    reminders.map((reminder) => ({ person: reminder.person, notice: noticeOf(reminder) })),
  )
}

const noticeOf = ({ id, ticket, subject, text }: TakenReminder): Notice => ({
  kind: 'reminder',
  key: `remind:${id}`,
  ticket,
  by: null,
  words: (speaks) =>
    words(speaks, 'remind.told', { number: ticket, subject, about: text === null || text === '' ? '' : `\n${text}` }),
})
