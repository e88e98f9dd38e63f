import { matches, parseFilter, type FilterFacts } from '../../src/model/filter'
import { Refusal } from '../../src/core/refusal'
import { evilTexts } from './evil-patterns'
import { busyMs } from './busy-ms'

const nobody: Omit<FilterFacts, 'text'> = {
  status: 'open',
  ownStatus: null,
  priority: 'high',
  tags: [],
  queue: 'Support',
  team: '',
  from: '',
  owner: '',
  network: 'chat',
  overdue: false,
  subject: '',
  fields: new Map(),
  age: 0,
  idle: 0,
  now: new Date(0),
}

const suspicious = 20

/** Counts how many of these an admin is refused, and times the slowest of the others, in ms of the processor. */
export const slowestOf = (patterns: readonly string[]) => {
  let refused = 0
  let worst = 0
  for (const pattern of patterns)
    try {
      const filter = parseFilter(`text:/${pattern}/`)
      for (const text of evilTexts) {
        const once = () => busyMs(() => void matches(filter, { ...nobody, text }))
        // Garbage that is collected meanwhile counts too: what is slow by itself is slow each time.
        let least = once()
        for (let again = 0; again < 3 && least > suspicious; again++) least = Math.min(least, once())
        worst = Math.max(worst, least)
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused++
    }
  return { refused, worst }
}
