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
  readonly lastAssignedAt: Date | null
}

const canTake = ({ isAvailable, load, capacity, skills }: Candidate, needed: readonly string[]): boolean =>
  isAvailable && (capacity === null || load < capacity) && needed.every((skill) => skills.includes(skill))

/**
 * Who gets the next ticket: of those who are here, have room and the skills, the one whose turn it is (`round-robin`) or who
 * has least to do (`least-loaded`, then whose turn it is). Undefined when the ticket must wait.
 */
export const pickAgent = (
  candidates: readonly Candidate[],
  routing: Exclude<Routing, 'manual'>,
  needed: readonly string[],
): Candidate | undefined => {
  const turn = ({ lastAssignedAt }: Candidate) => lastAssignedAt?.getTime() ?? -Infinity
  return candidates
    .filter((candidate) => canTake(candidate, needed))
    .sort(
      (a, b) =>
        (routing === 'least-loaded' ? a.load - b.load : 0) || turn(a) - turn(b) || (a.person < b.person ? -1 : 1),
    )[0]
}

/** Tags that name a skill: `skill.french` asks for an agent who has `french`. */
export const skillsNeeded = (tags: readonly string[]): string[] =>
  tags.filter((tag) => tag.startsWith('skill.')).map((tag) => tag.slice('skill.'.length))
