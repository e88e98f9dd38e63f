import { prefetchConversation, preludeOf, prime, type Arrived } from './arrival-rows'
import type { Answer, Inbound } from '../platform'
import type { Answers } from '../core/needs'
import { queueRows } from '../queues/queue-rows'
import { ruleRows } from '../rules/rule-rows'
import { clockRows } from '../sla/clock-rows'
import { coalesce } from '../store/coalesce'
import { eventKey } from '../store/inbox-rows'
import { readDesk } from '../store/desk-rows'
import type { Reservation } from '../store/numbers'
import { pipelined, type DeskId, type PreludeRows, type Store, type Unit } from '../store/transaction'
import { keepHeld } from '../tickets/ticket-rows'
import { isTyped } from './text-command'

/** An event on its way into a transaction, with what was asked for it outside of one. */
export interface Member {
  readonly desk: DeskId
  readonly event: Inbound
  /** Number of the ticket that it will hold first. */
  readonly ticket: number | undefined
  /** Number for a ticket that may come of it. */
  readonly number: Reservation
  /** Answers of the networks and the machine; undefined where they were not asked. */
  readonly outside: Answers | undefined
}

/**
 * Events that share a transaction, its round trips and its commit, because they waited at the same time: of one desk, each still
 * handled by itself, one after another.
 */
export interface Group {
  readonly unit: Unit
  readonly members: readonly Member[]
  /** Rows that the prelude read for each of them. */
  readonly arrived: readonly Arrived[]
}

/** Carries events into transactions. `handle` answers each member; it may run again, in another transaction, when that failed. */
export const createGroupCommit = (
  store: Store,
  handle: (group: Group) => Promise<readonly Answer[]>,
): ((member: Member) => Promise<Answer>) => {
  const commit = async (members: readonly Member[]) =>
    store.transaction(
      members[0]!.desk,
      async (unit, found) => handle(await prefetched(unit, members, found)),
      preludeOf(eventsOf(members), ticketsOf(members)),
    )
  const perDesk = { per: ({ desk }: Member) => desk, run: commit }

  const messages = coalesce({
    ...perDesk,
    // While one commits another works.
    concurrency: 2,
    enough: 8,
    batch: 64,
    soon: setImmediate,
    // What one of a person's messages does must not change what was read for the next; those of one place may go together.
    keysOf: ({ event }) => ({ own: [personOf(event), `event ${eventKey(event)}`], shared: [event.place.id] }),
  })
  // Fewer than there are connections by default: whoever floods a desk, or a desk that is flooded, leaves some to the others.
  const alone = { ...perDesk, concurrency: 6, batch: 1 }
  const others = coalesce({ ...alone, keysOf: ({ event }) => ({ own: [event.place.id, personOf(event)] }) })
  // Whoever pressed a button waits for nobody's messages, and for no presses but their own while there are connections.
  const presses = coalesce({ ...alone, keysOf: ({ event }) => ({ own: [personOf(event)] }) })

  return async (member) => {
    const { event } = member
    if (event.kind === 'lifecycle') return (await commit([member]))[0]!
    if (event.kind === 'invoke') return presses(member)
    return mayShare(event) ? messages(member) : others(member)
  }
}

/** True for a message that opens a ticket or joins the one before: it needs few reads of its own; a thread, a command, a reaction may need many. */
const mayShare = (event: Inbound): boolean =>
  event.kind === 'message' && event.parent === undefined && !event.direct && !isTyped(event)

const personOf = ({ from }: Inbound) => `user ${from.id}`
const eventsOf = (members: readonly Member[]) => members.map(({ event }) => event)
const ticketsOf = (members: readonly Member[]) => members.flatMap(({ ticket }) => ticket ?? [])

/** Group with all that its members begin with: one more round trip for what they go on in, so that none of them waits by itself. */
const prefetched = async (unit: Unit, members: readonly Member[], [arrived = [], held = []]: PreludeRows) => {
  const group: Group = { unit, members, arrived }
  keepHeld(unit, ticketsOf(members), held)
  for (const [index, { event }] of members.entries()) prime(unit, event, group.arrived[index]!)
  await pipelined(
    readConfiguration(unit, members[0]!.event),
    ...members.map(async ({ event }, index) => prefetchConversation(unit, event, group.arrived[index]!)),
  )
  return group
}

/** After a change of it everything is read in one round trip, and not by each member in turn. */
const readConfiguration = async (unit: Unit, { place }: Inbound) =>
  pipelined(
    readDesk(unit),
    queueRows(unit).all(),
    queueRows(unit).place(place),
    clockRows(unit).policies(),
    ruleRows(unit).on('created'),
  )
