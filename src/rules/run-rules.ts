import { matches, parseFilter } from '../model/filter'
import { factsOf } from '../sla/ticket-clocks'
import type { Tx } from '../core/tx'
import { parseActions } from './action'
import { carryOutRule } from './carry-out-actions'
import type { RuleEvent } from '../core/rule-event'
import type { Rule } from './rule-rows'
import { refusalText } from '../core/refusal-words'

export interface Happening {
  readonly event: RuleEvent
  readonly ticket: number
}

/**
 * Runs the rules of what happened in this transaction. What rules do sets off no further rules: two that undo each other
 * would never end. A rule that cannot be carried out is noted with the rule, and the event goes on.
 */
export const runRules = async (tx: Tx, happenings: readonly Happening[]) => {
  const seen = new Set<string>()
  const rules = new Map<RuleEvent, readonly Rule[]>()
  for (const event of new Set(happenings.map((happening) => happening.event)))
    rules.set(event, await tx.rules.on(event))
  for (const { event, ticket } of happenings) {
    const id = `${event} ${ticket}`
    if (seen.has(id)) continue
    seen.add(id)
    for (const rule of rules.get(event)!) if ((await runRule(tx, rule, ticket)) && rule.stops) break
  }
}

/** Runs a rule; true when it fitted. */
export const runRule = async (tx: Tx, rule: Rule, number: number): Promise<boolean> => {
  const ticket = await tx.tickets.hold(number)
  if (ticket === undefined) return false
  // Looked at, whether it fits or not: what does not fit would otherwise be looked at again and again, before all others.
  if (rule.event === 'time' && !(await tx.rules.markTimed(rule.name, number))) return false
  if (!matches(parseFilter(rule.filter), await factsOf(tx, ticket))) return false
  if (rule.event === 'time') await tx.rules.excuseOthers(number)
  const refusal = await carryOutRule(tx, ticket, parseActions(rule.actions, tx.registered.ruleActions), rule)
  await tx.rules.ran(rule.name, refusal === undefined ? null : `#${number}: ${refusalText(refusal, tx.desk.locale)}`)
  return true
}
