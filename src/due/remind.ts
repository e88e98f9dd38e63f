import type { Tx } from '../core/tx'
import type { Alarms } from './alarms'
import type { Alarm } from './alarm'

/** In the ticket’s rooms to its assignee, and alone; to the whole queue when nobody has it. Places that were told it already are left out. */
export const remind = async (tx: Tx, alarms: Alarms, alarm: Alarm, told: ReadonlySet<string> = new Set()) => {
  const { assignee, number, queue } = alarm.ticket
  const targets = assignee === null ? await tx.queues.places('agents', queue) : await tx.rooms.of(number, 'agents')
  const people = assignee === null ? [] : [assignee]
  for (const target of targets) if (!told.has(target.id)) alarms.at(target, alarm, people)
  if (assignee !== null) alarms.alone(assignee, alarm, targets[0]?.platform)
}
