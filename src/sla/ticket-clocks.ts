import { matches, parseFilter, type FilterFacts } from '../model/filter'
import { plain } from '../platform'
import type { Ticket } from '../model/ticket'
import { isOver, isResting } from '../model/ticket'
import type { Tx } from '../core/tx'
import { nextOpening } from '../model/calendar'
import { clockKinds, isSameClock, newClock, retarget, type Policy } from '../model/policy'

/** Facts for a filter, read from the ticket as it stands. */
export const factsOf = async (tx: Tx, ticket: Ticket): Promise<FilterFacts> => {
  const people = await tx.people.all([ticket.requester, ...(ticket.assignee === null ? [] : [ticket.assignee])])
  const queue = await tx.queues.get(ticket.queue)
  const [room] = await tx.rooms.of(ticket.number, 'customer')
  const last = await tx.entries.lastWords(ticket.number)
  return {
    status: ticket.status,
    ownStatus: ticket.ownStatus,
    priority: ticket.priority,
    tags: await tx.tickets.tagsOf(ticket.number),
    fields: await tx.fields.held(ticket.number),
    now: tx.now,
    queue: queue?.name ?? '',
    team: ticket.team === null ? '' : ((await tx.teams.get(ticket.team))?.name ?? ''),
    from: people.get(ticket.requester)?.name ?? '',
    owner: ticket.assignee === null ? '' : (people.get(ticket.assignee)?.name ?? ''),
    network: room?.platform ?? '',
    overdue: ticket.overdue,
    subject: ticket.subject,
    text: last?.text == null ? '' : plain(last.text),
    age: tx.now.getTime() - ticket.createdAt.getTime(),
    idle: tx.now.getTime() - ticket.updatedAt.getTime(),
  }
}

/** The first policy that fits. The facts are read only when some policy has a filter. */
const policyFor = async (tx: Tx, ticket: Ticket): Promise<Policy | undefined> => {
  const policies = await tx.clocks.policies()
  if (policies.every(({ filter }) => filter === '')) return policies[0]
  const facts = await factsOf(tx, ticket)
  return policies.find(({ filter }) => matches(parseFilter(filter), facts))
}

/** Facts for a customer who writes out of hours. */
export interface Closed {
  readonly until: Date
  /** Time to expect a first answer. */
  readonly due: Date | undefined
}

/** A new ticket's promises. Answers when work goes on, when it rests now. */
export const startClocks = async (tx: Tx, ticket: Ticket): Promise<Closed | undefined> => {
  const policy = await policyFor(tx, ticket)
  if (policy === undefined) return undefined
  const hours = await tx.clocks.hours([policy])
  let due: Date | undefined
  for (const kind of ['first-response', 'resolution'] as const) {
    const clock = newClock(policy, kind, ticket.number, ticket.priority, tx.now, hours)
    if (clock !== undefined) tx.clocks.start(clock, hours)
    if (kind === 'first-response') due = clock?.dueAt ?? undefined
  }
  const calendar = hours(policy.calendar)
  const until = calendar && nextOpening(calendar, tx.now)
  return until !== undefined && until > tx.now ? { until, due } : undefined
}

/** Adjusts the clocks when what a policy looks at has changed; the time used stays used. */
export const retargetClocks = async (tx: Tx, ticket: Ticket) => {
  if (isOver(ticket)) return
  const policy = await policyFor(tx, ticket)
  const clocks = await tx.clocks.of(ticket.number)
  const hours = await tx.clocks.hours([...clocks, ...(policy === undefined ? [] : [policy])])
  for (const clock of clocks) {
    const moved = retarget(clock, policy, ticket.priority, tx.now, hours)
    if (!isSameClock(moved, clock)) await tx.clocks.set(moved, hours)
  }
  if (policy === undefined) return
  for (const kind of clockKinds) {
    const isMissing = !clocks.some((clock) => clock.kind === kind && clock.state !== 'cancelled')
    const isWanted = kind === 'resolution' || (kind === 'first-response' && ticket.firstRepliedAt === null)
    const clock =
      isMissing && isWanted ? newClock(policy, kind, ticket.number, ticket.priority, tx.now, hours) : undefined
    if (clock === undefined) continue
    await tx.clocks.set(clock, hours)
    if (isResting(ticket)) await tx.clocks.move(ticket.number, 'rested')
  }
}

/** After the first answer each of the customer's turns waits for its own. */
export const awaitNextResponse = async (tx: Tx, ticket: Ticket) => {
  if (ticket.firstRepliedAt === null) return
  const clocks = await tx.clocks.of(ticket.number)
  const standing = clocks.find(({ kind }) => kind === 'next-response')
  if (
    standing !== undefined &&
    (standing.state === 'running' || standing.state === 'breached' || standing.state === 'paused')
  )
    return
  const policy = await policyFor(tx, ticket)
  if (policy === undefined) return
  const hours = await tx.clocks.hours([policy])
  const clock = newClock(policy, 'next-response', ticket.number, ticket.priority, tx.now, hours)
  if (clock !== undefined) await tx.clocks.set(clock, hours)
}
