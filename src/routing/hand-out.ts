import { isWorking, nextOpening } from '../model/calendar'
import { assignTicket } from '../tickets/life/move-ticket'
import type { Tx } from '../core/tx'
import type { AgentLoad } from '../queues/agent-rows'
import { pickAgent, skillsNeeded, type Candidate } from '../queues/pick-agent'

/** An absence without an end is kept as one in the far future. */
const farAwayMs = 400 * 24 * 3_600_000
/** More wait for the next time: those that nobody can take must not hold back all others. */
const mostAtOnce = 500

/**
 * Hands the waiting tickets of a queue to the agents who have room, in their order; what nobody can take goes on waiting.
 * Nothing happens where agents pick their tickets themselves.
 */
export const handOut = async (tx: Tx, queueId: string): Promise<number> => {
  const queue = await tx.queues.get(queueId)
  if (queue === undefined || queue.routing === 'manual') return 0
  await tx.agents.holdQueue(queueId)
  const waiting = await tx.agents.waiting(queueId, mostAtOnce)
  if (waiting.length === 0) return 0
  const teams = waiting.map(({ team }) => team).filter((team) => team !== null)
  const candidates = await readCandidates(tx, queueId, [...new Set(teams)])
  const tags = await Promise.all(waiting.map(async ({ number }) => tx.tickets.tagsOf(number)))
  let count = 0
  let left: number | undefined
  for (const [index, { number, team }] of waiting.entries()) {
    const agent = pickAgent(candidates, queue.routing, { skills: skillsNeeded(tags[index]!), team })
    if (agent === undefined) {
      left ??= number
      continue
    }
    const ticket = (await tx.tickets.hold(number))!
    await assignTicket(tx, ticket, agent.person, null)
    await tx.agents.markAssigned(agent.person)
    candidates.splice(candidates.indexOf(agent), 1, {
      ...agent,
      load: agent.load + 1,
      lastAssignedAt: new Date(tx.now.getTime() + count),
    })
    count++
  }
  if (left !== undefined) await wakeWithTheNext(tx, left, candidates)
  return count
}

/** The first that goes on waiting asks again when the next agent comes: back from an absence, or on shift. */
const wakeWithTheNext = async (tx: Tx, number: number, agents: readonly (Candidate & AgentLoad)[]) => {
  const hours = await tx.clocks.hours(agents)
  const moments = agents
    .filter(({ isAvailable }) => !isAvailable)
    .flatMap(({ awayUntil, calendar }) => {
      const from = awayUntil !== null && awayUntil > tx.now ? awayUntil : tx.now
      const working = hours(calendar)
      return (working === undefined ? from : nextOpening(working, from)) ?? []
    })
    .filter((moment) => moment.getTime() - tx.now.getTime() < farAwayMs)
    .sort((a, b) => a.getTime() - b.getTime())
  if (moments[0] !== undefined) tx.clocks.schedule({ what: 'hand-out', subject: String(number), at: moments[0] })
}

/** After somebody has room again: a solved ticket, a return. */
export const handOutTo = async (tx: Tx, person: string) => {
  for (const queue of await tx.agents.routedQueues(person)) await handOut(tx, queue)
}

const readCandidates = async (tx: Tx, queue: string, teams: readonly string[]): Promise<(Candidate & AgentLoad)[]> => {
  const agents = await tx.agents.ofQueue(queue, teams)
  const hours = await tx.clocks.hours(agents)
  const isAvailable = ({ awayUntil, calendar }: AgentLoad) => {
    const working = hours(calendar)
    return (awayUntil === null || awayUntil <= tx.now) && (working === undefined || isWorking(working, tx.now))
  }
  return agents.map((agent) => ({ ...agent, isAvailable: isAvailable(agent) }))
}
