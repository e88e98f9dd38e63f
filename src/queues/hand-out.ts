import { isWorking } from '../sla/calendar'
import { assignTicket } from '../tickets/move-ticket'
import type { Tx } from '../tx'
import type { AgentLoad } from './agent-rows'
import { pickAgent, skillsNeeded, type Candidate } from './pick-agent'

const mostAtOnce = 50

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
  let count = 0
  for (const { number, team } of waiting) {
    const skills = skillsNeeded(await tx.tickets.tagsOf(number))
    const agent = pickAgent(candidates, queue.routing, { skills, team })
    if (agent === undefined) continue
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
  return count
}

/** After somebody has room again: a solved ticket, a return. */
export const handOutTo = async (tx: Tx, person: string) => {
  for (const queue of await tx.agents.routedQueues(person)) await handOut(tx, queue)
}

const readCandidates = async (tx: Tx, queue: string, teams: readonly string[]): Promise<Candidate[]> => {
  const agents = await tx.agents.ofQueue(queue, teams)
  const hours = await tx.clocks.hours(agents)
  const isAvailable = ({ awayUntil, calendar }: AgentLoad) => {
    const working = hours(calendar)
    return (awayUntil === null || awayUntil <= tx.now) && (working === undefined || isWorking(working, tx.now))
  }
  return agents.map((agent) => ({ ...agent, isAvailable: isAvailable(agent) }))
}
