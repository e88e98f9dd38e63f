import { foldText } from '../platform'
export const routings = ['manual', 'round-robin', 'least-loaded'] as const
export type Routing = (typeof routings)[number]

/** An agent as routing sees one. */
export interface Candidate {
  readonly person: string
  readonly isAvailable: boolean
  /** Open tickets that the agent has. */
  readonly load: number
  /** Null: as many as come. */
  readonly capacity: number | null
  readonly skills: readonly string[]
  /** Gets the tickets of the queue that are meant for no team. */
  readonly servesQueue: boolean
  readonly teams: readonly string[]
  readonly lastAssignedAt: Date | null
}

/** Demands of a ticket on whoever takes it. */
export interface Need {
  readonly skills: readonly string[]
  readonly team: string | null
}

const canTake = ({ isAvailable, load, capacity, skills, servesQueue, teams }: Candidate, need: Need): boolean =>
  isAvailable &&
  (capacity === null || load < capacity) &&
  (need.team === null ? servesQueue : teams.includes(need.team)) &&
  need.skills.every((needed) => skills.some((skill) => foldText(skill) === foldText(needed)))

/**
 * Picks who gets the next ticket: of those who are here, have room and the skills, in its team if it is meant for one, the one whose
 * turn it is (`round-robin`) or who has least to do (`least-loaded`, then whose turn it is). Undefined when the ticket must wait.
 */
export const pickAgent = <C extends Candidate>(
  candidates: readonly C[],
  routing: Exclude<Routing, 'manual'>,
  need: Need,
): C | undefined => {
  const turn = ({ lastAssignedAt }: Candidate) => lastAssignedAt?.getTime() ?? -Infinity
  return candidates
    .filter((candidate) => canTake(candidate, need))
    .sort(
      (a, b) =>
        (routing === 'least-loaded' ? a.load - b.load : 0) || turn(a) - turn(b) || (a.person < b.person ? -1 : 1),
    )[0]
}

/** Tags that name a skill: `skill.french` asks for an agent who has `french`. */
export const skillsNeeded = (tags: readonly string[]): string[] =>
  tags.filter((tag) => tag.startsWith('skill.')).map((tag) => tag.slice('skill.'.length))
