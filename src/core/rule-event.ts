/** Events of tickets that rules listen to. */
export const ruleEvents = ['created', 'updated', 'message', 'sla-warning', 'sla-breach', 'time'] as const
export type RuleEvent = (typeof ruleEvents)[number]
