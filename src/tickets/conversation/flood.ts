/** Count of a customer's messages heard by this process in the running minute: the measure of a flood. */
export interface Flood {
  /** One more; answers how many that makes. A message that is handled again is no other. */
  count(desk: string, person: string, now: Date, message: object): number
}

const windowMs = 60_000
const mostPeople = 20_000

/**
 * In memory, of one process: a limit that costs the database nothing. With several processes a customer may say so much
 * more before being slowed down, which harms nobody.
 */
export const createFlood = (): Flood => {
  const known = new WeakMap<object, number>()
  const heard = new Map<string, { since: number; count: number }>()
  const countOf = (desk: string, person: string, now: Date): number => {
    const id = `${desk} ${person}`
    const at = now.getTime()
    const before = heard.get(id)
    if (before !== undefined && at - before.since < windowMs) return ++before.count
    // Set anew, so that the first is always the one whose minute began first.
    heard.delete(id)
    for (const [first, { since }] of heard) {
      if (at - since < windowMs && heard.size < mostPeople) break
      heard.delete(first)
    }
    heard.set(id, { since: at, count: 1 })
    return 1
  }

  return {
    count: (desk, person, now, message) => {
      const count = known.get(message) ?? countOf(desk, person, now)
      known.set(message, count)
      return count
    },
  }
}
