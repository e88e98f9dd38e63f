import { parseFilter } from '../model/filter'
import type { Tx } from '../core/tx'
import { runRule } from './run-rules'

const atOnce = 200

/** Rules that wait for time to pass: each once for a ticket, until the ticket changes. */
export const runTimedRules = async (tx: Tx): Promise<number> => {
  let count = 0
  for (const rule of await tx.rules.on('time'))
    for (const number of await tx.views.untouchedBy(rule.name, parseFilter(rule.filter), atOnce))
      if (await runRule(tx, rule, number)) count++
  return count
}
