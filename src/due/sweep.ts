import { handOut } from '../routing/hand-out'
import { runRules } from '../rules/run-rules'
import { isOutage, together, type Store, type Unit } from '../store/transaction'
import { expectFollowers } from './notify-followers'
import type { Ticket } from '../model/ticket'
import type { Tx } from '../core/tx'
import { newAlarms } from './alarms'
import { dueDesks, type Due, type DueKind } from '../sla/due-rows'
import { fallDue } from './fall-due'
import { notifyReminders } from './notify-reminders'

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
/** Claimed in one statement. */
const mostClaimed = 2000
/** Each is a row or two: more of them than of others take no longer. */
const mostReminded = 1000
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
    await claimMissed(parts, desk)
    count += await fireNext(parts, desk, reminders)
    count += await fireNext(parts, desk, others)
    if (seen.has(desk)) continue
    seen.add(desk)
    await parts.others(desk)
  }
  return count
}

/** Missed deadlines first, all of them: that takes a moment, telling of them takes longer. */
const claimMissed = async ({ store, open }: SweepParts, desk: string) => {
  const claim = async () =>
    store.transaction(desk, async (unit) => (await open(unit)).clocks.claimBreaches(mostClaimed))
  while ((await claim()) === mostClaimed) continue
}

/** Work that is due, of some kinds: how to take it from the directory, and how to do it. */
interface Work {
  readonly take: (tx: Tx) => Promise<readonly Due<DueKind>[]>
  readonly fire: (tx: Tx, dues: readonly Due<DueKind>[]) => Promise<void>
}

/** Does what is due next on this desk. One that fails is put off alone: it must not hold back the others of its batch. */
const fireNext = async (parts: SweepParts, desk: string, { take, fire }: Work): Promise<number> => {
  let dues: readonly Due<DueKind>[] = []
  try {
    await fireTaken(parts, desk, { take: async (tx) => (dues = await take(tx)), fire })
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
      await fireTaken(parts, desk, { take: async (tx) => tx.clocks.takeDue(half.length, half), fire: fireAll })
    } catch (fault) {
      await findFault(parts, desk, half, fault)
    }
}

const fireTaken = async ({ store, open, fired }: SweepParts, desk: string, { take, fire }: Work): Promise<void> =>
  store.transaction(desk, async (unit) => {
    const tx = await open(unit)
    const dues = await take(tx)
    await fire(tx, dues)
    await runRules(tx, [...tx.happenings])
    expectFollowers(tx, null)
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
  const alarms = newAlarms()
  await together(ofTicket, async ([number, own]) => {
    for (const { what, subject } of own) {
      // Held first, as every other change of a ticket does: two orders of locks would be a deadlock.
      const ticket = await tx.tickets.hold(number)
      if (ticket === undefined) return
      if (what === 'hand-out') asked.add(ticket)
      else await fallDue(tx, alarms, ticket, what, subject)
    }
  })
  await alarms.tell(tx)
  await handOutAfter(tx, [...asked])
}

const others: Work = { take: async (tx) => tx.clocks.takeDue(batch, 'others'), fire: fireAll }
const reminders: Work = {
  take: async (tx) => tx.clocks.takeDue(mostReminded, 'reminders'),
  fire: async (tx, dues) =>
    notifyReminders(
      tx,
      dues.map(({ subject }) => subject),
    ),
}

/** Somebody has room again, or tickets came back: each queue of theirs once, one after another. */
const handOutAfter = async (tx: Tx, tickets: readonly Ticket[]) => {
  const queues = new Set(tickets.map(({ queue }) => queue))
  for (const assignee of new Set(tickets.map((ticket) => ticket.assignee)))
    if (assignee !== null) for (const queue of await tx.agents.routedQueues(assignee)) queues.add(queue)
  for (const queue of [...queues].sort()) await handOut(tx, queue)
}
